from odoo.tests import tagged

from odoo.addons.erp_connector.tests import half_filled_case


@tagged("post_install", "-at_install")
class TestDynamicsHalfFilled(half_filled_case.HalfFilledCase):
    """Dynamics in the guided set-up."""

    NEEDED = {"dynamics": {"erp_company": "CRONUS"}}

    def test_an_entra_application_lacks_its_token_address_until_it_is_filled_in(self):
        backend = self.half_filled("dynamics", erp_company="CRONUS", dynamics_login="oauth2")
        self.assertIn("token address", backend.gaps_text)
        backend.dynamics_token_url = "https://login.example.com/token"
        self.assertFalse(backend.gaps_text)
