from odoo import api, models


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        """A payment on account that now settles an invoice may have waited for that."""
        partials = super().create(vals_list)
        lines = partials.debit_move_id | partials.credit_move_id
        # sudo: whoever matches items may lack rights on payments; the message is written for the company's books.
        lines.move_id.origin_payment_id.sudo()._erp_settled()
        return partials
