from odoo import models


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    def _mark_done(self):
        result = super()._mark_done()
        answered = self.filtered(lambda answer: answer.partner_id and not answer.test_entry)
        self.env["crm.touchpoint"]._record([answer._prepare_survey_touchpoint() for answer in answered])
        return result

    def _prepare_survey_touchpoint(self):
        self.ensure_one()
        return {
            "partner_id": self.partner_id.id,
            "user_id": self.survey_id.user_id.id,
            "occurred_at": self.end_datetime,
            "channel": "survey",
            "kind": "survey",
            "direction": "in",
            "subject": self.survey_id.title,
            "res_model": self._name,
            "res_id": self.id,
            "source_key": f"survey.user_input:{self.id}",
        }
