from odoo import fields, models


class CrmKnowledgeReject(models.TransientModel):
    _name = "crm.knowledge.reject"
    _description = "Send an Article Back"

    article_id = fields.Many2one("crm.knowledge.article", required=True, readonly=True)
    reason = fields.Char(required=True, help="What the author has to change.")

    def action_reject(self):
        self.article_id._reject(self.reason)
