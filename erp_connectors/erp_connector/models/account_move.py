from odoo import fields, models


class AccountMove(models.Model):
    """An invoice that came from an ERP, and what was paid there."""

    _name = "account.move"
    _inherit = ["account.move", "erp.document"]
    _erp_kind = "invoice"

    erp_number = fields.Char("ERP Number", compute="_compute_erp_number", help="Number of this invoice in the ERP.")

    def _compute_erp_number(self):
        links = self._erp_links()
        for move in self:
            move.erp_number = links[move.id].external_ref if move.id in links else False
