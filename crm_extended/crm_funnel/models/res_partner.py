from odoo import models

from odoo.addons.crm_extended.models.res_partner_file import BLOCK_ROWS, OPEN_LEADS


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _prepare_file_blocks(self):
        blocks = super()._prepare_file_blocks()
        if self.env["crm.lead"].has_access("read"):
            if (block := self._prepare_funnel_block())["rows"]:
                blocks.append(block)
        return blocks

    def _prepare_funnel_block(self):
        """How interested the customer is, and whether the last leads were answered; won ones keep their last score."""
        Lead = self.env["crm.lead"]
        leads = Lead.search(self._get_family() & OPEN_LEADS, order="id desc", limit=BLOCK_ROWS)
        if not leads:
            leads = Lead.search(self._get_family(), order="id desc", limit=1)
        return {
            "key": "funnel",
            "title": self.env._("Interest"),
            "icon": "fa-thermometer-half",
            "sequence": 28,
            "rows": [lead._prepare_funnel_row() for lead in leads],
        }
