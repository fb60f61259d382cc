from odoo import api, models


class ChatbotMessage(models.Model):
    _inherit = "chatbot.message"

    @api.model_create_multi
    def create(self, vals_list):
        messages = super().create(vals_list)
        messages._count_solutions()
        return messages

    def write(self, vals):
        result = super().write(vals)
        if "user_script_answer_id" in vals:
            self._count_solutions()
        return result

    def _count_solutions(self):
        """The visitor chose the answer that says that an article helped: the one on top of the list is counted."""
        # sudo: the visitor's own conversation and the house's statistics about it, both closed to him
        for message in self.sudo().filtered("user_script_answer_id.is_solution"):
            ask = message.discuss_channel_id.knowledge_ask
            suggestion = message.env["crm.knowledge.suggestion"]
            shown = suggestion.search([("ask", "=", ask), ("article_id", "!=", False)]) if ask else suggestion
            # What the visitor opened is likelier to have helped than what he did not look at.
            best = shown.sorted(lambda row: (-row.opened, row.id))[:1]
            if best:
                suggestion._mark_solved(ask, best.article_id.id)
