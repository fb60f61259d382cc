from odoo import models


class AccountPaymentRegister(models.TransientModel):
    _inherit = "account.payment.register"

    def _create_payments(self):
        """A payment is posted before its invoices are settled; its message waits until it can name them."""
        payments = super(AccountPaymentRegister, self.with_context(erp_payment_later=True))._create_payments()
        payments = payments.with_context(erp_payment_later=False)
        payments._erp_posted()
        return payments
