from odoo import models


class SmsComposer(models.TransientModel):
    _inherit = "sms.composer"

    def _get_done_record_ids(self, records, recipients_info):
        # As for e-mail: a journey knows by itself whom it has met.
        if self.env.context.get("journey_send"):
            return []
        return super()._get_done_record_ids(records, recipients_info)
