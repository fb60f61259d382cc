from odoo.tests import tagged

from odoo.addons.erp_connector.tests import half_filled_case


@tagged("post_install", "-at_install")
class TestYonyouHalfFilled(half_filled_case.HalfFilledCase):
    """Yonyou in the guided set-up."""

    NEEDED = {name: {"yonyou_sender": "ODOO"} for name in ("yonyou_nc", "yonyou_nc5", "yonyou_u8")} | {"yonyou_u9": {}}

    def test_a_uapws_transport_lacks_its_component_until_it_is_named(self):
        backend = self.half_filled("yonyou_nc", yonyou_sender="ODOO", yonyou_transport="uapws")
        self.assertIn("uapws component", backend.gaps_text)
        backend.yonyou_component = "IOdooDoor"
        self.assertFalse(backend.gaps_text)
