from odoo import models

from ..engine import states


class ErpBackend(models.Model):
    """Smart buttons of the backend form."""

    _inherit = "erp.backend"

    def _open(self, xml_id, domain):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xml_id)
        action["domain"] = [("backend_id", "=", self.id), *domain]
        action["context"] = {}
        return action

    def action_open_messages(self):
        return self._open("erp_connector.erp_message_action", [])

    def action_open_on_the_way(self):
        return self._open("erp_connector.erp_message_action", [("state", "in", states.ON_THE_WAY)])

    def action_open_stuck(self):
        return self._open("erp_connector.erp_message_action_stuck", [("state", "in", ("dead", "review"))])

    def action_open_links(self):
        return self._open("erp_connector.erp_link_action", [])
