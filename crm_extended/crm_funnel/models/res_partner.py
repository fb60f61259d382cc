from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_file_searches(self):
        return super()._get_file_searches() | {"last_lead": ("crm.lead", self._get_family(), "id desc", 1, [])}

    def _prepare_file_blocks(self, found):
        return [*super()._prepare_file_blocks(found), self._prepare_funnel_block(found)]

    def _prepare_funnel_block(self, found):
        """How interested the customer is, and whether the leads were answered; the last one keeps its last score."""
        leads = self._get_found(found, "leads", "crm.lead") or self._get_found(found, "last_lead", "crm.lead")
        return {
            "key": "funnel",
            "title": self.env._("Interest"),
            "icon": "fa-thermometer-half",
            "sequence": 28,
            "rows": [lead._prepare_funnel_row() for lead in leads],
        }
