from odoo.tests import tagged

from odoo.addons.erp_connector.tests import half_filled_case


@tagged("post_install", "-at_install")
class TestDolibarrHalfFilled(half_filled_case.HalfFilledCase):
    """Dolibarr in the guided set-up."""

    NEEDED = {"dolibarr": {}}
