from decimal import Decimal

from odoo import models

from .erp_backend_inbox import InboxProblem, NotOurs, NotYet


class ErpBackend(models.Model):
    """A payment booked in the ERP pays the invoice here: once, in full or in part."""

    _inherit = "erp.backend"

    def _apply_payment(self, document):
        """Register an ERP payment on its invoice and return the payment; document: docs/inbound.md, "payment"."""
        payment = self._linked_record("account.payment", "payment", document["external_id"])
        if payment:
            return self._change_payment(payment, document)
        if self.payments_from == "odoo":
            raise NotOurs(self.env._("Payments are booked in Odoo; %s was not.", document["external_id"]))
        if document["state"] == "cancelled":
            return None
        invoice = self._invoice_of_payment(document)
        amount = Decimal(document["amount"])
        if amount <= 0:
            raise InboxProblem(self.env._("The amount of payment %s must be positive.", document["external_id"]))
        payment = self._contained_payment(invoice, amount) or self._register_payment(invoice, document, amount)
        self.env["erp.link"].create(
            {
                "backend_id": self.id,
                "res_model": "account.payment",
                "res_id": payment.id,
                "kind": "payment",
                "external_id": document["external_id"],
                "external_ref": document["reference"] or document["external_id"],
            }
        )
        return payment

    def _invoice_of_payment(self, document):
        links = self.env["erp.link"].search([("backend_id", "=", self.id), ("kind", "=", "invoice")] + _named(document))
        invoice = self.env["account.move"].browse(links[:1].res_id).exists() if links else self.env["account.move"]
        name = document["invoice_number"] or document["invoice_id"]
        if not invoice:
            raise NotYet(self.env._("Invoice %s has not arrived from the ERP yet.", name))
        if invoice.state != "posted":
            raise InboxProblem(self.env._("Invoice %s is not posted here and cannot be paid.", name))
        if document["currency"] and document["currency"] != invoice.currency_id.name:
            raise InboxProblem(
                self.env._(
                    "The payment is in %(theirs)s and invoice %(number)s in %(ours)s: enter it by hand.",
                    theirs=document["currency"],
                    number=name,
                    ours=invoice.currency_id.name,
                )
            )
        return invoice

    def _contained_payment(self, invoice, amount):
        """The payment made here when the ERP called the invoice paid: a later word about it is no second one."""
        payments = invoice._get_reconciled_payments()
        linked = self.env["erp.link"].search(
            [
                ("backend_id", "=", self.id),
                ("res_model", "=", "account.payment"),
                ("res_id", "in", payments.ids),
            ]
        )
        free = payments.filtered(lambda payment: payment.id not in linked.mapped("res_id"))
        return free.filtered(lambda payment: not payment.currency_id.compare_amounts(payment.amount, float(amount)))[:1]

    def _register_payment(self, invoice, document, amount):
        if invoice.currency_id.compare_amounts(float(amount), invoice.amount_residual) > 0:
            raise InboxProblem(
                self.env._(
                    "The payment of %(amount)s is more than the %(open)s still open on invoice %(number)s.",
                    amount=f"{amount:.2f}",
                    open=f"{invoice.amount_residual:.2f}",
                    number=document["invoice_number"] or document["invoice_id"],
                )
            )
        words = document["reference"] or invoice.ref or invoice.name
        return self._book_payment(invoice, float(amount), document["date"], words)

    def _book_payment(self, invoice, amount, day, words):
        """Pay this much of an invoice, in the currency of the invoice."""
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=invoice.ids, erp_no_message=self.ids)
            .create(
                {
                    "payment_date": day,
                    "communication": words,
                    **({"journal_id": self.payment_journal_id.id} if self.payment_journal_id else {}),
                }
            )
        )
        # Set after the journal, on which both depend. What is proposed may be the currency of the bank, the next
        # instalment alone or less a discount for paying early; the ERP has said what was paid.
        wizard.currency_id = invoice.currency_id
        wizard.amount = amount
        return wizard._create_payments()

    def _change_payment(self, payment, document):
        """A payment that is here already: the same again changes nothing, a cancellation takes it back."""
        if document["state"] == "cancelled":
            if payment.state not in ("canceled", "draft"):
                payment.action_draft()
                payment.action_cancel()
            return payment
        if payment.currency_id.compare_amounts(payment.amount, float(document["amount"])):
            raise InboxProblem(
                self.env._(
                    "Payment %(id)s is %(theirs)s in the ERP now and was booked here with %(ours)s.",
                    id=document["external_id"],
                    theirs=document["amount"],
                    ours=f"{payment.amount:.2f}",
                )
            )
        return payment


def _named(document):
    if document["invoice_id"]:
        return [("external_id", "=", document["invoice_id"])]
    return [("external_ref", "=", document["invoice_number"])]
