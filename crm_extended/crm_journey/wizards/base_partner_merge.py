from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _get_one_per_partner(self):
        return [
            *super()._get_one_per_partner(),
            ("crm_journey_enrolment", "partner_id", "entry_key"),
            ("crm_journey_pulse", "partner_id", None),
        ]
