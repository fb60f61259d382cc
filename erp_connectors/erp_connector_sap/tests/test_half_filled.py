from odoo.tests import tagged

from odoo.addons.erp_connector.tests import half_filled_case


@tagged("post_install", "-at_install")
class TestSapHalfFilled(half_filled_case.HalfFilledCase):
    """Sap in the guided set-up."""

    NEEDED = {"sap_s4": {}, "sap_ecc": {}}
