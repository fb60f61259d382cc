from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def action_archive(self):
        """Archiving somebody who still looks after customers leads to the handover."""
        result = super().action_archive()
        may_hand_over = self.env.user.has_group("sales_team.group_sale_manager")
        if len(self) == 1 and may_hand_over and self._has_something_to_hand_over():
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Handover"),
                "res_model": "crm.handover",
                "views": [(False, "form")],
                "context": {"default_from_user_id": self.id},
            }
        return result

    def _has_something_to_hand_over(self):
        self.ensure_one()
        handover = self.env["crm.handover"].new({"from_user_id": self.id, "company_id": self.env.company.id})
        return any(handover._find(source, limit=1) for source in handover._get_sources())
