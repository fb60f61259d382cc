from odoo.tests import tagged

from odoo.addons.erp_connector.tests import half_filled_case


@tagged("post_install", "-at_install")
class TestKingdeeHalfFilled(half_filled_case.HalfFilledCase):
    """Kingdee in the guided set-up."""

    NEEDED = {"kingdee_eas": {"erp_company": "001"}, "kingdee_k3cloud": {"erp_company": "66c3"}}
