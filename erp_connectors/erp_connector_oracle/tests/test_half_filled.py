from odoo.tests import tagged

from odoo.addons.erp_connector.tests import half_filled_case


@tagged("post_install", "-at_install")
class TestOracleHalfFilled(half_filled_case.HalfFilledCase):
    """Oracle in the guided set-up."""

    NEEDED = {
        "oracle_ebs": {"oracle_responsibility": "ORDER_MGMT_SUPER_USER", "oracle_resp_application": "ONT"},
        "oracle_fusion": {"oracle_source_system": "ODOO"},
    }
