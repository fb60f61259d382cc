from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..engine.inbound_contract import PUSHES, Pushed
from .inbound_case import AT, InboundCase, Quiet

LATER = "2026-03-02T08:00:00Z"


@tagged("post_install", "-at_install")
class TestInboundDocuments(InboundCase):
    """What becomes of a push: from the envelope to the record a person looks at."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", cls.env.company.id)]):
            cls.env["account.chart.template"].try_loading("generic_coa", cls.env.company, install_demo=False)

    def setUp(self):
        super().setUp()
        self.order = self._order()
        self.outgoing = self.env["erp.message"].search(
            [("res_model", "=", "sale.order"), ("res_id", "=", self.order.id), ("backend_id", "=", self.backend.id)]
        )
        self.key = self.outgoing.document_key

    def ordered(self):
        self._link(self.order, "order", "SO-1", self.key)

    def called(self, state="unknown"):
        self.outgoing.write({"state": state, "called_at": "2026-03-01 00:00:00", "ask_first": True})

    def confirm(self, message_id="C-1", **values):
        document = {"documentKey": self.key, "result": "accepted", "id": "SO-1", "number": "4711"} | values
        document = {name: value for name, value in document.items() if value}
        answer = self.tell("pushConfirmation", message_id, "confirmation", document)
        self.assertEqual(answer.status_code, 200, answer.text)
        self.apply()
        return self.kept().filtered(lambda message: message.sender_id == message_id)

    # confirmation

    def test_a_confirmation_closes_the_message_and_links_the_order(self):
        self.called()
        self.assertEqual(self.confirm().state, "accepted")
        self.assertEqual((self.outgoing.state, self.outgoing.external_ref), ("accepted", "4711"))
        self.assertEqual((self.order.erp_state, self.order.erp_number), ("done", "4711"))

    def test_a_refusal_by_confirmation_is_shown_to_the_salesperson_in_the_erps_words(self):
        self.called()
        self.confirm(result="refused", id="", number="", code="E42", text="信用额度已超", advice="ask finance")
        self.assertEqual((self.outgoing.state, self.outgoing.error_code), ("dead", "E42"))
        self.assertEqual((self.order.erp_state, self.order.erp_problem), ("stuck", "信用额度已超 — ask finance"))

    def test_a_confirmation_that_overtakes_the_answer_waits_for_the_lane(self):
        self.called("calling")
        message = self.confirm()
        self.assertEqual((message.state, message.error_code, self.outgoing.state), ("waiting", "NOT_YET", "calling"))
        self.outgoing.state = "unknown"
        message.next_try_at = "2026-03-01 00:00:00"
        self.apply()
        self.assertEqual((message.state, self.outgoing.state), ("accepted", "accepted"))

    def test_a_second_confirmation_with_another_number_needs_a_person(self):
        self.called()
        self.confirm()
        self.assertEqual(self.confirm("C-2").state, "accepted")
        other = self.confirm("C-3", id="SO-2")
        self.assertEqual(other.state, "review")
        self.assertIn("SO-2", other.error_text)
        self.assertEqual(self.order.erp_number, "4711")

    def test_a_refusal_after_a_yes_and_a_yes_after_giving_up_need_a_person(self):
        self.called()
        self.confirm()
        self.assertEqual(self.confirm("C-2", result="refused").state, "review")
        self.assertEqual(self.outgoing.state, "accepted")
        self.env["erp.link"].search([("backend_id", "=", self.backend.id)]).unlink()
        self.outgoing.state = "cancelled"
        self.assertEqual(self.confirm("C-3").state, "review")

    def test_what_waited_for_the_order_goes_on_when_it_is_confirmed(self):
        self.called()
        document = {"orderKey": self.key, "status": "production", "changedAt": AT}
        self.tell("pushOrderStatus", "S-1", "orderStatus", document)
        self.apply()
        early = self.kept()
        self.assertEqual((early.state, early.error_code), ("waiting", "NOT_YET"))
        self.confirm()
        self.apply()
        self.assertEqual((early.state, self.order.erp_status), ("accepted", "production"))

    def test_what_never_becomes_possible_is_put_before_a_person(self):
        self.tell("pushOrderStatus", "S-1", "orderStatus", {"orderKey": "NO", "status": "shipped", "changedAt": AT})
        for _time in range(self.backend.max_attempts):
            self.kept().next_try_at = "2026-03-01 00:00:00"
            self.apply()
        self.assertEqual((self.kept().state, self.kept().attempts), ("review", self.backend.max_attempts))

    # status and delivery

    def test_an_older_status_that_arrives_late_is_kept_and_not_applied(self):
        self.ordered()
        document = {"orderKey": self.key, "status": "shipped", "text": "顺丰 SF123", "changedAt": LATER}
        self.tell("pushOrderStatus", "S-2", "orderStatus", document)
        self.apply()
        self.tell("pushOrderStatus", "S-1", "orderStatus", document | {"status": "confirmed", "changedAt": AT})
        self.apply()
        self.assertEqual((self.order.erp_status, self.order.erp_status_text), ("shipped", "顺丰 SF123"))
        late = self.kept().filtered(lambda message: message.sender_id == "S-1")
        self.assertEqual((late.state, late.error_code), ("cancelled", "OUTDATED"))
        self.assertIn('"confirmed"', late.payload)

    def test_a_version_number_outranks_a_clock_that_runs_wrong(self):
        self.ordered()
        document = {"orderKey": self.key, "status": "shipped", "changedAt": AT, "version": "8"}
        self.tell("pushOrderStatus", "S-2", "orderStatus", document)
        self.apply()
        self.tell(
            *("pushOrderStatus", "S-1", "orderStatus"),
            document | {"status": "confirmed", "changedAt": LATER, "version": "7"},
        )
        self.apply()
        self.assertEqual(self.order.erp_status, "shipped")

    def deliver(self, message_id, quantity, status="shipped", at=AT, delivery="D-1", **values):
        line = {"productCode": "CM-X1", "quantity": quantity}
        document = {"id": delivery, "orderKey": self.key, "status": status, "tracking": "SF123", "line": [line]}
        self.assertEqual(
            self.tell("pushDelivery", message_id, "delivery", document | {"changedAt": at} | values).status_code, 200
        )
        self.apply()

    def test_deliveries_count_on_the_order_line_once_each(self):
        self.ordered()
        self.order.order_line.qty_delivered_method = "manual"  # Odoo's own stock, where installed, counts for itself
        self.deliver("1", 1)
        self.deliver("2", 1, "delivered", LATER)
        self.assertEqual(self.order.order_line.qty_delivered, 1)
        self.deliver("3", 1, delivery="D-2")
        self.assertEqual(self.order.order_line.qty_delivered, 2)
        self.assertEqual(sorted(self.order.erp_delivery_ids.mapped("status")), ["delivered", "shipped"])
        self.deliver("4", 1, "returned", LATER, delivery="D-2")
        self.assertEqual(self.order.order_line.qty_delivered, 1)

    # invoice and payment

    def bill(self, message_id="I-1", state="open", at=AT):
        line = {"productCode": "CM-X1", "quantity": "2", "total": "200"}
        document = {"id": "INV-1", "number": "R-1", "orderKey": self.key, "date": "2026-03-01", "total": "200.00"}
        document |= {"state": state, "line": [line], "changedAt": at}
        self.assertEqual(self.tell("pushInvoice", message_id, "invoice", document).status_code, 200)
        self.apply()
        return self.order.invoice_ids

    def credit(self, message_id="I-9", state="open", total="100.00", quantity="1", **values):
        line = {"productCode": "CM-X1", "quantity": quantity, "untaxed": total}
        document = {"id": "CN-1", "number": "G-1", "type": "refund", "date": "2026-03-04", "total": total}
        document |= {"reversedId": "INV-1", "orderKey": self.key, "state": state, "line": [line], "changedAt": AT}
        names = [member.name for member in next(p for p in PUSHES if p.operation == "pushInvoice").members]
        document = {name: (document | values)[name] for name in names if (document | values).get(name)}
        self.assertEqual(self.tell("pushInvoice", message_id, "invoice", document).status_code, 200)
        self.apply()
        return self.kept().filtered(lambda message: message.sender_id == message_id)

    def credit_note(self):
        return self.order.invoice_ids.filtered(lambda move: move.move_type == "out_refund")

    def test_a_credit_note_of_the_erp_takes_back_the_invoice_it_names(self):
        self.ordered()
        invoice = self.bill()
        self.assertEqual(self.credit().state, "accepted")
        note = self.credit_note()
        self.assertEqual((note.state, note.amount_total, note.ref), ("posted", 100, "G-1"))
        self.assertEqual((note.reversed_entry_id, note.erp_number), (invoice, "G-1"))
        self.assertEqual((self.order.order_line.qty_invoiced, invoice.amount_residual), (1, 100))
        self.assertFalse(self.env["erp.message"].search([("direction", "=", "out"), ("res_id", "=", note.id)]))
        self.credit("I-10")
        self.assertEqual(self.credit_note(), note)

    def test_minus_signs_and_a_price_of_its_own_are_understood(self):
        self.ordered()
        self.bill()
        self.assertEqual(self.credit(total="-30.00", quantity="-1").state, "accepted")
        self.assertEqual((self.credit_note().amount_total, self.credit_note().invoice_line_ids.quantity), (30, 1))

    def test_a_credit_note_settles_the_invoice_before_the_rest_counts_as_paid(self):
        self.ordered()
        invoice = self.bill()
        self.credit()
        self.bill("I-2", state="paid", at=LATER)
        self.assertEqual((invoice.amount_residual, self.credit_note().amount_residual), (0, 0))
        self.assertEqual(invoice._get_reconciled_payments().amount, 100)
        self.credit("I-11", state="paid", changedAt=LATER)
        self.assertFalse(self.credit_note()._get_reconciled_payments())

    def test_a_credit_note_finds_the_invoice_of_its_order_and_waits_for_one_that_is_named(self):
        self.ordered()
        early = self.credit()
        self.assertEqual((early.state, early.error_code), ("waiting", "NOT_YET"))
        invoice = self.bill()
        other = self.credit("I-12", id="CN-2", number="G-2", reversedId="", total="50.00")
        self.assertEqual((other.state, self.credit_note().filtered("ref")[0].reversed_entry_id), ("accepted", invoice))

    def test_a_credit_note_that_fits_nothing_or_is_more_than_was_billed_needs_a_person(self):
        self.ordered()
        self.bill()
        self.assertEqual(self.credit(quantity="3", total="300.00").state, "review")
        self.assertFalse(self.credit_note())

    def pay(self, message_id, amount, payment="P-1", at=AT, **values):
        document = {"id": payment, "invoiceId": "INV-1", "amount": amount, "date": "2026-03-03"} | values
        self.assertEqual(self.tell("pushPayment", message_id, "payment", document | {"changedAt": at}).status_code, 200)
        self.apply()
        return self.kept().filtered(lambda message: message.sender_id == message_id)

    def test_part_payments_and_the_rest_pay_the_invoice_once(self):
        self.ordered()
        invoice = self.bill()
        self.assertEqual((invoice.state, invoice.amount_residual), ("posted", 200))
        self.assertEqual(self.pay("P-1", "50.00").state, "accepted")
        self.assertEqual(invoice.amount_residual, 150)
        self.assertEqual(self.pay("P-1b", "50.00").state, "accepted")
        self.assertEqual(invoice.amount_residual, 150)
        self.assertEqual(self.pay("P-2", "150", payment="P-2").state, "accepted")
        self.assertEqual((invoice.amount_residual, len(invoice._get_reconciled_payments())), (0, 2))

    def test_a_payment_that_overtakes_its_invoice_is_booked_when_the_invoice_comes(self):
        self.ordered()
        early = self.pay("P", "200")
        self.assertEqual((early.state, early.error_code), ("waiting", "NOT_YET"))
        invoice = self.bill()
        self.apply()
        self.assertEqual((early.state, invoice.amount_residual), ("accepted", 0))

    def test_a_payment_that_was_in_a_paid_invoice_already_is_not_booked_twice(self):
        self.ordered()
        invoice = self.bill(state="paid")
        self.assertEqual(self.pay("P", "200").state, "accepted")
        self.assertEqual(len(invoice._get_reconciled_payments()), 1)
        more = self.pay("P2", "10", payment="P-2")
        self.assertEqual(more.state, "review")
        self.assertIn("more than", more.error_text)

    def test_a_cancelled_payment_opens_the_invoice_again(self):
        self.ordered()
        invoice = self.bill()
        self.pay("P", "200")
        self.assertEqual(self.pay("P-", "200", at=LATER, state="cancelled").state, "accepted")
        self.assertEqual(invoice.amount_residual, 200)
        late = self.pay("P--", "200")
        self.assertEqual((late.state, invoice.amount_residual), ("cancelled", 200))

    def test_another_currency_an_amount_that_changed_and_a_negative_one_need_a_person(self):
        self.ordered()
        self.bill()
        self.assertEqual(self.pay("1", "50", currency="XXX").state, "review")
        self.assertEqual(self.pay("2", "-50").state, "review")
        self.assertEqual(self.pay("3", "50").state, "accepted")
        self.assertEqual(self.pay("4", "60", at=LATER).state, "review")
        self.assertEqual(self.order.invoice_ids.amount_residual, 150)

    # stock

    def stock(self, message_id, quantity, at=AT, code="CM-X1"):
        rows = [{"productCode": code, "warehouse": house, "quantity": quantity} for house in ("上海", "北京")]
        self.assertEqual(self.tell("pushStock", message_id, "stock", {"takenAt": at, "row": rows}).status_code, 200)
        self.apply()
        return self.env["erp.stock"].search([("product_id", "=", self.order.order_line.product_id.id)])

    def test_stock_is_what_was_counted_last_whatever_arrives_last(self):
        self.assertEqual(self.stock("1", "7", LATER).mapped("quantity"), [7, 7])
        self.assertEqual(self.stock("2", "99", AT).mapped("quantity"), [7, 7])
        rows = self.stock("3", "6.5", "2026-03-03T08:00:00+08:00")
        self.assertEqual(rows.mapped("quantity"), [6.5, 6.5])
        self.assertEqual(sorted(rows.mapped("warehouse")), ["上海", "北京"])

    def test_stock_of_an_unknown_product_names_it_and_writes_nothing(self):
        self.assertFalse(self.stock("1", "7", code="NOBODY"))
        self.assertEqual(self.kept().state, "review")
        self.assertIn("NOBODY", self.kept().error_text)

    def test_a_thousand_stock_rows_cost_the_same_queries_as_ten(self):
        products = self.env["product.product"].create(
            [{"name": f"P{number}", "default_code": f"S-{number}"} for number in range(1000)]
        )
        counts = []
        for part in (products[:10], products):
            rows = [
                {"product_ref": product.default_code, "product_id": "", "warehouse": "", "quantity": "1"}
                for product in part
            ]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.backend._apply_stock({"taken_at": "2026-03-01 00:00:00.000000", "rows": rows})
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    # the doors of people

    def test_a_salesperson_sees_the_status_deliveries_and_stock_of_the_own_order_and_changes_nothing(self):
        self.ordered()
        self.deliver("1", 1)
        self.stock("2", "7")
        seller = new_test_user(self.env, "seller-erp", "sales_team.group_sale_salesman")
        other = new_test_user(self.env, "other-erp", "sales_team.group_sale_salesman")
        self.order.user_id = seller
        delivery = self.order.erp_delivery_ids
        self.assertEqual(delivery.with_user(seller).line_ids.quantity, 1)
        with self.assertRaises(AccessError):
            delivery.with_user(other).read(["status"])
        with self.assertRaises(AccessError):
            delivery.with_user(seller).write({"status": "returned"})
        stock = self.env["erp.stock"].with_user(seller).search([("warehouse", "=", "上海")], limit=1)
        self.assertEqual(stock.quantity, 7)
        with self.assertRaises(AccessError):
            stock.write({"quantity": 1})
        with self.assertRaises(AccessError):
            self.env["erp.message"].with_user(seller).search([])

    def test_another_company_sees_nothing_of_it(self):
        self.stock("1", "7")
        company = self.env["res.company"].create({"name": "Other"})
        foreign = new_test_user(
            self.env,
            "foreign-erp",
            "erp_connector.group_erp_manager",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        for model in ("erp.stock", "erp.message", "erp.conflict", "erp.applied", "erp.backend"):
            self.assertFalse(
                self.env[model]
                .with_user(foreign)
                .search([("backend_id" if model != "erp.backend" else "id", "=", self.backend.id)])
            )

    def test_a_dialect_may_read_its_erps_own_envelopes(self):
        self.called()

        def confirmations(element):
            return [
                Pushed(
                    "confirmation",
                    row.get("id"),
                    row.get("key"),
                    {"document_key": row.get("key"), "result": "accepted", "external_id": row.get("so")}
                    | dict.fromkeys(("external_ref", "code", "text", "field", "advice"), ""),
                )
                for row in element
            ]

        self.patch(Quiet, "pushes", {"{urn:sap}Bulk": confirmations})
        body = f'<b:Bulk xmlns:b="urn:sap"><row id="U1" key="{self.key}" so="77"/></b:Bulk>'
        soap = "http://schemas.xmlsoap.org/soap/envelope/"
        answer = self.push(f'<s:Envelope xmlns:s="{soap}"><s:Body>{body}</s:Body></s:Envelope>')
        self.assertEqual((answer.status_code, answer.content), (202, b""))
        self.apply()
        self.assertEqual((self.outgoing.state, self.outgoing.external_id), ("accepted", "77"))
