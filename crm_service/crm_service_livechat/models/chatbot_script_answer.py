from odoo import fields, models


class ChatbotScriptAnswer(models.Model):
    _inherit = "chatbot.script.answer"

    is_solution = fields.Boolean(
        "Article Helped", help="Whoever chooses this says that the suggested article was the answer: it is counted."
    )
