from odoo import models


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    def _get_done_emails(self, mail_values_dict):
        # Core sends a mailing once to an address. A journey may come by again, and knows by itself whom it has met.
        if self.env.context.get("journey_send"):
            return []
        return super()._get_done_emails(mail_values_dict)
