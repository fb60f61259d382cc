import json
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ..engine import documents
from .paper_erp import PaperErp, PaperErpCase

OFFERED = {
    "customer": {"create", "update"},
    "product": {"create"},
    "order": {"create", "cancel"},
    "invoice": {"create"},
    "credit_note": {"create"},
    "payment": {"create"},
    "journal_entry": {"create"},
}


class BooksCase(PaperErpCase):
    """Odoo's books lead: invoices, payments and entries go to the paper ERP."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(patch.object(PaperErp, "flows_out", dict(OFFERED)))
        cls.backend.action_load_mapping()
        cls.backend.write({"invoices_from": "odoo", "payments_from": "odoo", "send_entries": True})
        cls.bookkeeper = cls._person("bookkeeper", "account.group_account_invoice")
        cls.tax = cls.env["account.tax"].search(
            [("company_id", "=", cls.company.id), ("type_tax_use", "=", "sale"), ("amount_type", "=", "percent")],
            limit=1,
        )

    def _percent(self, *rates, **values):
        return self.env["account.tax"].create(
            [
                {"name": f"{rate} % no. {number}", "amount": rate, "company_id": self.company.id, "sequence": number}
                | values
                for number, rate in enumerate(rates)
            ]
        )

    def _offer(self, **kinds):
        """As if the ERP offered this: {kind: actions}."""
        self.startPatcher(patch.dict(PaperErp.flows_out, kinds))

    def _invoice(self, order=None, post=True):
        order = order or self._order()
        order.order_line.qty_delivered = 1
        invoice = order._create_invoices()
        if post:
            invoice.action_post()
        return invoice

    def _out(self, record, action="create"):
        return self._message_of(record, action).filtered(lambda message: message.direction == "out")

    def _entry(self, journal=None, post=True):
        account = self.env["account.account"]
        receivable = self.customer.with_company(self.company).property_account_receivable_id
        income = account.search([("account_type", "=", "income"), ("company_ids", "in", self.company.id)], limit=1)
        journal = journal or self.env["account.journal"].search(
            [("type", "=", "general"), ("company_id", "=", self.company.id), ("code", "=", "MISC")]
        )
        lines = [(receivable, 0, 130), (income, 130, 0)]
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": journal.id,
                "line_ids": [
                    (
                        0,
                        0,
                        {"account_id": a.id, "partner_id": self.customer.id, "debit": d, "credit": c, "name": "月结"},
                    )
                    for a, c, d in lines
                ],
            }
        )
        if post:
            entry.action_post()
        return entry


@tagged("post_install", "-at_install")
class TestBooksOut(BooksCase):
    def test_a_posted_invoice_goes_out_after_its_order_and_customer(self):
        order = self._order()
        invoice = self._invoice(order)
        message = self._out(invoice)
        self.assertEqual((message.kind, message.state), ("invoice", "waiting"))
        self.assertEqual(message.document_key, f"{self.backend.key_prefix}-IN-{invoice.id}")
        self.assertEqual(message.required_ids, self._out(order) | self._out(self.customer) | self._out(self.product))
        document = json.loads(message.payload)
        self.assertEqual(document["order"], {"$ref": f"sale.order,{order.id}"})
        self.assertEqual((document["order_key"], document["total"]), (self._out(order).document_key, "100.00"))

    def test_an_order_from_before_goes_first_with_what_it_needs(self):
        self.backend.state = "draft"
        order = self._order()
        self.backend.state = "live"
        invoice = self._invoice(order)
        self.assertEqual(self._out(order).required_ids, self._out(self.customer) | self._out(self.product))
        self.assertIn(self._out(order), self._out(invoice).required_ids)

    def test_what_the_erp_does_not_take_is_not_put_into_the_outbox_for_another_document(self):
        self._offer(product=set(), order=set())
        invoice = self._invoice()
        sent = self.env["erp.message"].search([("backend_id", "=", self.backend.id)]).mapped("kind")
        self.assertEqual(sorted(sent), ["customer", "invoice"])
        self.assertEqual(self._out(invoice).required_ids, self._out(self.customer))

    def test_the_bookkeeper_posts_without_seeing_anything_of_the_erp(self):
        invoice = self._invoice(post=False).with_user(self.bookkeeper)
        invoice.action_post()
        self.assertEqual(self._out(invoice).state, "waiting")
        self.assertEqual(invoice.erp_state, "open")

    def test_nothing_goes_out_where_the_erp_invoices(self):
        self.backend.write({"invoices_from": "erp", "payments_from": "erp", "send_entries": False})
        invoice = self._invoice()
        self._pay(invoice)
        self.assertFalse(self._out(invoice) | self._out(self._entry()))
        self.assertFalse(self.env["erp.message"].search([("kind", "=", "payment")]))

    def test_a_group_of_taxes_is_told_as_what_its_parts_come_to(self):
        parts = self._percent(9, 9)
        (group,) = self._percent(0, amount_type="group", children_tax_ids=[(6, 0, parts.ids)])
        self.assertEqual(group._erp_rate(), "18")
        order = self._order(confirm=False)
        order.order_line.tax_ids = group
        self.assertEqual(order.order_line._erp_line()["tax_rate"], "18")

    def test_a_tax_on_a_tax_counts_as_it_is_charged(self):
        taxes = self._percent(10, 5)
        taxes[0].include_base_amount = True
        for affected, rate in ((True, "15.5"), (False, "15")):
            taxes.is_base_affected = affected
            self.assertEqual(taxes._erp_rate(), rate)
            charged = taxes.compute_all(1000)
            self.assertAlmostEqual(charged["total_included"] - charged["total_excluded"], float(rate) * 10)

    def test_another_companys_invoice_goes_nowhere(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.backend.company_id = other
        self.assertFalse(self._out(self._invoice()))

    def test_a_credit_note_goes_after_the_invoice_that_it_reverses(self):
        invoice = self._invoice()
        wizard = self.env["account.move.reversal"].with_context(active_model="account.move", active_ids=invoice.ids)
        wizard = wizard.create({"journal_id": invoice.journal_id.id, "reason": "damaged"})
        credit = self.env["account.move"].browse(wizard.reverse_moves()["res_id"])
        credit.action_post()
        message = self._out(credit)
        self.assertEqual(message.kind, "credit_note")
        self.assertIn(self._out(invoice), message.required_ids)
        document = json.loads(message.payload)
        self.assertEqual((document["type"], document["reversed_number"]), ("refund", invoice.name))
        self.assertEqual(document["total"], "100.00")

    def _pay(self, invoices, **values):
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoices.ids)
        return wizard.create({"payment_date": "2026-11-22", **values})._create_payments()

    def test_a_payment_says_which_invoices_it_pays_and_how_much_of_each(self):
        invoice = self._invoice()
        payment = self._pay(invoice, amount=40)
        message = self._out(payment)
        document = json.loads(message.payload)
        self.assertEqual(document["amount"], "40.00")
        self.assertEqual([(row["number"], row["amount"]) for row in document["invoices"]], [(invoice.name, "40.00")])
        self.assertIn(self._out(invoice), message.required_ids)

    def test_one_payment_for_two_invoices_is_one_message_with_both(self):
        invoices = self._invoice() | self._invoice()
        payment = self._pay(invoices, group_payment=True)
        self.assertEqual(len(payment), 1)
        rows = json.loads(self._out(payment).payload)["invoices"]
        self.assertEqual(
            {row["number"]: row["amount"] for row in rows}, dict.fromkeys(invoices.mapped("name"), "100.00")
        )

    def _payment_on_account(self):
        payment = self.env["account.payment"].create(
            {"payment_type": "inbound", "partner_type": "customer", "partner_id": self.customer.id, "amount": 100}
        )
        payment.action_post()
        return payment

    def _settle(self, payment, invoice):
        receivable = (payment.move_id | invoice).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        receivable.reconcile()

    def test_a_payment_on_account_learns_its_invoice_while_it_waits(self):
        payment = self._payment_on_account()
        if not payment.move_id:
            self.skipTest("this chart books payments without an outstanding account")
        self.assertEqual(json.loads(self._out(payment).payload)["invoices"], [])
        invoice = self._invoice()
        self._settle(payment, invoice)
        message = self._out(payment)
        self.assertEqual(len(message), 1)
        self.assertEqual(json.loads(message.payload)["invoices"][0]["number"], invoice.name)

    def test_an_erp_that_needs_the_invoice_hears_of_the_payment_when_it_is_known(self):
        self.startPatcher(patch.object(PaperErp, "payment_needs_invoice", True))
        payment = self._payment_on_account()
        self.assertFalse(self._out(payment))
        if payment.move_id:
            self._settle(payment, self._invoice())
            self.assertEqual(len(self._out(payment)), 1)

    def test_an_entry_made_by_hand_goes_and_an_entry_of_a_payment_stays(self):
        entry = self._entry()
        document = json.loads(self._out(entry).payload)
        self.assertEqual((document["total"], document["period"]), ("130.00", f"{entry.date:%Y-%m}"))
        self.assertEqual([row["debit"] for row in document["lines"]], ["130.00", "0.00"])
        self.assertEqual(document["lines"][0]["partner"], {"$ref": f"res.partner,{self.customer.id}"})
        self.assertEqual(document["lines"][1]["partner"], "")
        payment = self._pay(self._invoice())
        self.assertFalse(payment.move_id and self._out(payment.move_id))

    def test_only_the_chosen_journals_go(self):
        other = self.env["account.journal"].create({"name": "Wages", "code": "WAGE", "type": "general"})
        self.backend.entry_journal_ids = other
        self.assertFalse(self._out(self._entry()))
        self.assertTrue(self._out(self._entry(other)))

    def test_an_invoice_that_came_from_the_erp_never_goes_back(self):
        self.backend.invoices_from = "erp"
        order = self._order()
        self._accept(order, "17")
        document = {"external_id": "9", "number": "FA-9", "order_id": "17", "order_key": "", "type": "invoice"}
        row = {"product_ref": f"P{self.product.id}", "name": "", "quantity": "1"}
        document |= {"date": "2026-11-22", "due": "", "total": "100", "state": "open", "lines": [row]}
        self.product.default_code = False
        invoice = self.backend._apply_invoice(document)
        self.backend.invoices_from = "odoo"
        invoice.button_draft()
        invoice.action_post()
        self.assertFalse(self._out(invoice))

    def test_the_same_invoice_posted_twice_is_one_message(self):
        invoice = self._invoice()
        invoice._erp_posted()
        self.assertEqual(len(self._out(invoice)), 1)

    def test_our_documents_have_the_fields_that_the_catalogue_names(self):
        invoice = self._invoice()
        invoice.button_draft()
        invoice.invoice_line_ids.tax_ids = self.tax
        invoice.action_post()
        records = {"invoice": invoice, "payment": self._pay(invoice), "journal_entry": self._entry()}
        for kind, record in records.items():
            document = self.backend._document_of(record)
            found = {"external_id", *document}
            for rows in ("lines", "taxes", "invoices"):
                found |= {f"{rows}[].{name}" for row in document.get(rows, []) for name in row}
            self.assertEqual(found, set(documents.paths(kind)), kind)

    def test_the_backend_form_offers_the_books_of_what_the_erp_takes(self):
        with Form(self.backend) as form:
            form.invoices_from = "erp"
        self.assertEqual(self.backend.invoices_from, "erp")


@tagged("post_install", "-at_install")
class TestBooksTakenBack(BooksCase):
    def test_what_was_never_sent_is_given_up_and_posted_again_with_the_new_amounts(self):
        invoice = self._invoice()
        message = self._out(invoice)
        invoice.button_draft()
        self.assertEqual(message.state, "cancelled")
        invoice.invoice_line_ids.price_unit = 250
        invoice.action_post()
        self.assertEqual((len(self._out(invoice)), message.state), (1, "waiting"))
        self.assertEqual(json.loads(message.payload)["total"], "250.00")

    def test_what_the_erp_has_and_cannot_take_back_stays_posted(self):
        invoice = self._invoice()
        self._accept(invoice, "9", "invoice")
        with self.assertRaisesRegex(UserError, "credit note"):
            invoice.button_draft()
        self.assertEqual(invoice.state, "posted")

    def test_nobody_takes_back_what_is_being_sent_this_very_moment(self):
        invoice = self._invoice()
        self.env.cr.execute("UPDATE erp_message SET state = 'calling' WHERE id = %s", self._out(invoice).ids)
        self._out(invoice).invalidate_recordset()
        with self.assertRaisesRegex(UserError, "on its way"):
            invoice.button_draft()

    def test_a_cancelled_invoice_is_cancelled_there_once(self):
        self._offer(invoice={"create", "cancel"})
        invoice = self._invoice()
        self._accept(invoice, "9", "invoice")
        invoice.button_cancel()
        self.assertEqual(self._out(invoice, "cancel").state, "waiting")
        invoice.button_draft()
        invoice.button_cancel()
        self.assertEqual(len(self._out(invoice, "cancel")), 1)
        with self.assertRaisesRegex(UserError, "cannot change it"):
            invoice.button_draft()
            invoice.action_post()

    def test_a_changed_invoice_is_changed_there_where_the_erp_takes_it(self):
        self._offer(invoice={"create", "update"})
        invoice = self._invoice()
        self._accept(invoice, "9", "invoice")
        invoice.button_draft()
        invoice.invoice_line_ids.price_unit = 250
        invoice.action_post()
        self.assertEqual(json.loads(self._out(invoice, "update").payload)["total"], "250.00")

    def test_a_payment_in_the_erp_is_not_taken_back_unless_it_can_be_told(self):
        payment = self.env["account.payment"].create(
            {"payment_type": "inbound", "partner_type": "customer", "partner_id": self.customer.id, "amount": 5}
        )
        payment.action_post()
        self._accept(payment, "3", "payment")
        with self.assertRaisesRegex(UserError, "cannot take it back"):
            payment.action_draft()
        self._offer(payment={"create", "cancel"})
        payment.action_draft()
        payment.action_cancel()
        self.assertEqual(len(self._out(payment, "cancel")), 1)

    def test_what_came_from_the_erp_is_the_bookkeepers_to_reset(self):
        invoice = self.env["account.move"].with_context(erp_no_message=True)
        invoice = invoice.browse(self._invoice(post=False).id)
        invoice.action_post()
        invoice = invoice.with_context(erp_no_message=False)
        invoice.button_draft()
        self.assertEqual(invoice.state, "draft")

    def test_a_cancelled_order_is_cancelled_there_or_was_never_sent(self):
        sent, waiting = self._order(), self._order()
        self._accept(sent, "17")
        (sent | waiting)._action_cancel()
        self.assertEqual(self._out(sent, "cancel").state, "waiting")
        self.assertEqual(self._out(waiting).state, "cancelled")
        self.assertFalse(self._out(waiting, "cancel"))
        waiting.action_draft()
        waiting.action_confirm()
        self.assertEqual(self._out(waiting).state, "waiting")

    def test_an_erp_that_cannot_cancel_leaves_a_word_in_the_history(self):
        self._offer(order={"create"})
        order = self._order()
        self._accept(order, "17")
        order._action_cancel()
        self.assertFalse(self._out(order, "cancel"))
        self.assertIn("cancel it there", order.message_ids[:3].mapped("body")[0] or "")
