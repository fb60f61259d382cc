from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_reference_fields(self, src_partners, dst_partner):
        """Core moves what points at a partner by a foreign key or by its own list of models; ours is not on it."""
        super()._update_reference_fields(src_partners, dst_partner)
        # sudo: who merges customers sees no backend; what the ERPs know of them belongs to them, in every company.
        backends = self.env["erp.backend"].sudo().with_context(active_test=False).search([])
        backends._merge_customers(src_partners.sudo(), dst_partner.sudo())
