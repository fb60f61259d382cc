from odoo import api, fields, models


class ErpMessage(models.Model):
    _inherit = "erp.message"

    advice_in_words = fields.Char("What You Can Do", compute="_compute_advice_in_words")

    @api.depends("advice")
    @api.depends_context("lang")
    def _compute_advice_in_words(self):
        for message in self:
            message.advice_in_words = self.env["erp.backend"]._in_words(message.advice)
