from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, new_test_user, tagged

from ..engine.dialect import Change, Page
from .paper_erp import PaperErp, PaperErpCase


def item(number, open_amount, due="2026-11-22", **more):
    document = {"external_id": number, "number": f"FA-{number}", "type": "invoice", "customer_id": "C1"}
    document |= {"date": "2026-10-01", "due": due, "currency": "", "total": "500", "open": str(open_amount)}
    return Change("open_item", number, document | more)


class BooksInCase(PaperErpCase):
    """An ERP that is read: what `changes` gives is what the test writes into `lists`."""

    lists: dict = {}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        kinds = ("customer", "product", "price", "stock", "order_status", "delivery", "open_item", "credit_limit")
        cls.startClassPatcher(patch.object(PaperErp, "flows_in", kinds))
        cls.startClassPatcher(patch.object(PaperErp, "full_lists", ("open_item",)))
        cls.startClassPatcher(patch.object(PaperErp, "changes", cls._changes, create=True))
        cls.backend._link_read("customer", cls.customer, "C1", "C1")
        cls.backend._link_read("product", cls.product, "I1", "I1")
        cls.seller = cls._person("seller", "sales_team.group_sale_salesman_all_leads")
        cls.money = cls._person("money", "account.group_account_invoice")

    @staticmethod
    def _changes(dialect, kind, cursor):
        """One page per list in `lists[kind]`."""
        pages, number = BooksInCase.lists.get(kind, [[]]), int(cursor.get("page", 0))
        more = number + 1 < len(pages)
        return Page(list(pages[number]), {"page": number + 1} if more else {}, more)

    def setUp(self):
        super().setUp()
        BooksInCase.lists.clear()

    def _read(self, kind, *pages):
        """The ERP has these pages now, and is read to their end."""
        self.lists[kind] = list(pages)
        for _page in pages:
            self.backend._job_poll(kind)
        return self.env["erp.message"].search([("kind", "=", kind), ("direction", "=", "in")], order="id")

    def _items(self, **terms):
        return self.env["erp.open.item"].search([(name, "=", value) for name, value in terms.items()], order="id")


@tagged("post_install", "-at_install")
class TestBooksIn(BooksInCase):
    def test_what_a_whole_list_no_longer_has_is_closed_and_comes_back_when_it_is_there_again(self):
        self._read("open_item", [item("1", 100)], [item("2", 50)])
        self.assertEqual(self._items(is_open=True).mapped("open_amount"), [100, 50])
        self._read("open_item", [item("2", 50)])
        self.assertEqual(self._items(is_open=True).mapped("external_id"), ["2"])
        self.assertTrue(self._items(external_id="1").closed_on)
        self._read("open_item", [item("1", 100), item("2", 50)])
        self.assertEqual(len(self._items(is_open=True)), 2)

    def test_an_archived_stream_is_not_read(self):
        self._read("open_item", [item("1", 100)])
        stream = self.env["erp.stream"].search([("kind", "=", "open_item")])
        stream.active = False
        self._read("open_item", [item("1", 50)])
        self.assertEqual(self._items().open_amount, 100)
        stream.active = True
        self._read("open_item", [item("1", 50)])
        self.assertEqual(self._items().open_amount, 50)

    def test_a_list_that_breaks_off_closes_nothing(self):
        self._read("open_item", [item("1", 100), item("2", 50)])
        self.lists["open_item"] = [[item("2", 50)], []]
        self.backend._job_poll("open_item")
        with patch.object(PaperErp, "changes", side_effect=ConnectionError("away")):
            self.backend._job_poll("open_item")
        self.assertEqual(len(self._items(is_open=True)), 2)

    def test_the_same_list_again_writes_no_message(self):
        self.assertEqual(len(self._read("open_item", [item("1", 100)])), 1)
        self.assertEqual(len(self._read("open_item", [item("1", 100)])), 1)

    def test_an_amount_that_goes_back_to_what_it_was_is_applied_again(self):
        for amount in (100, 60, 100):
            self._read("open_item", [item("1", amount)])
        self.assertEqual(self._items().open_amount, 100)
        self.assertEqual(len(self._read("open_item", [item("1", 100)])), 3)

    def test_a_customer_nobody_knows_bothers_nobody_and_is_applied_when_matched(self):
        stranger = self.env["res.partner"].create({"name": "Late", "is_company": True})
        (message,) = self._read("open_item", [item("9", 10, customer_id="C9")])
        self.assertEqual((message.state, message.error_code), ("cancelled", "NOT_OURS"))
        self.backend._link_read("customer", stranger, "C9", "C9")
        self._read("open_item", [item("9", 10, customer_id="C9")])
        self.assertEqual((message.state, self._items().partner_id), ("accepted", stranger))

    def test_foreign_currency_is_shown_in_both(self):
        euro = self.env.ref("base.EUR") if self.company.currency_id.name != "EUR" else self.env.ref("base.USD")
        euro.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": euro.id, "company_id": self.company.id, "name": "2026-09-01", "rate": 0.5}
        )
        self._read("open_item", [item("1", 100, currency=euro.name)])
        self.assertEqual((self._items().open_amount, self._items().open_company), (100, 200))

    def test_a_credit_limit_is_one_row_however_often_it_changes(self):
        for limit, blocked in (("1000", False), ("", True)):
            document = {"customer_id": "C1", "limit": limit, "currency": "", "used": "5", "blocked": blocked}
            self._read("credit_limit", [Change("credit_limit", "C1", document)])
        credit = self.env["erp.credit"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual((len(credit), credit.has_limit, credit.blocked), (1, False, True))

    def _price(self, price, **more):
        document = {"product_id": "I1", "product_code": "", "price": price, "currency": "", **more}
        return self._read("price", [Change("price", "P1", document)])

    def test_a_price_becomes_a_rule_of_the_chosen_pricelist_and_follows_the_erp(self):
        self.assertEqual(self._price("90").state, "cancelled")
        pricelist = self.env["product.pricelist"].create({"name": "ERP", "company_id": self.company.id})
        self.backend.pricelist_id = pricelist
        self._price("80")
        self._price("70", min_quantity="5", valid_from="2026-02-01", valid_to="2026-12-31")
        self.assertEqual((len(pricelist.item_ids), pricelist.item_ids.fixed_price), (1, 70))
        self.assertEqual(pricelist._get_product_price(self.product, 5), 70)
        pricelist.item_ids.unlink()
        self._price("60")
        self.assertEqual(pricelist.item_ids.fixed_price, 60)

    def test_a_price_holds_from_midnight_to_midnight_where_the_books_are_kept(self):
        self.backend.user_id = self.money
        self.money.tz = "Asia/Shanghai"
        self.backend.pricelist_id = self.env["product.pricelist"].create({"name": "ERP"})
        self._price("70", valid_from="2026-02-01", valid_to="2026-12-31")
        rule = self.backend.pricelist_id.item_ids
        self.assertEqual(str(rule.date_start), "2026-01-31 16:00:00")
        self.assertEqual(str(rule.date_end), "2026-12-31 15:59:59")
        self._price("70", valid_from="0001-01-01", valid_to="9999-12-31")
        self.assertFalse(rule.date_start or rule.date_end)

    def test_a_price_per_another_unit_waits_for_a_person(self):
        self.backend.pricelist_id = self.env["product.pricelist"].create({"name": "ERP"})
        message = self._price("80", unit="PALLET")
        self.assertEqual(message.state, "review")
        self.assertIn("PALLET", message.error_text)

    def _product(self, **more):
        document = {"external_id": "I7", "code": "GR-7", "name": "磨豆机", "blocked": False, **more}
        return self._read("product", [Change("product", "I7", document)])

    def test_the_erps_products_are_taken_over_matched_or_made_as_the_backend_says(self):
        products = self.env["product.product"]
        self.assertEqual(self._product().state, "cancelled")
        self.backend.products_from = "erp"
        known = products.create({"name": "Grinder", "default_code": "GR-7"})
        self._product(barcode="690001")
        self.assertEqual((known.name, known.barcode), ("磨豆机", "690001"))
        self._product(blocked=True)
        self.assertFalse(known.sale_ok)
        self.backend.products_from = "new"
        self._read(
            "product", [Change("product", "I8", {"external_id": "I8", "code": "N-8", "name": "New", "price": "9"})]
        )
        self.assertEqual(products.search([("default_code", "=", "N-8")]).list_price, 9)
        self.assertEqual(products.search_count([("default_code", "=", "GR-7"), ("active", "in", (True, False))]), 1)

    def test_status_delivery_and_stock_of_our_order_are_applied_from_a_list(self):
        order = self._order()
        self._accept(order, "47")
        status = {"order_id": "47", "order_key": "", "status": "production", "text": ""}
        self._read("order_status", [Change("order_status", "47", status)])
        self.assertEqual(order.erp_status, "production")
        row = {"product_id": "I1", "quantity": "1"}
        delivery = {"external_id": "D1", "order_id": "47", "status": "shipped", "lines": [row]}
        self._read("delivery", [Change("delivery", "D1", delivery)])
        self.assertEqual(order.erp_delivery_ids.line_ids.quantity, 1)
        stock = {"taken_at": "2026-11-22 08:00:00.000000", "rows": [row | {"quantity": "12.5"}]}
        self._read("stock", [Change("stock", "I1", stock)])
        self.assertEqual(self.product.erp_stock_ids.quantity, 12.5)

    def _status(self, key, status, changed_at, pushed=False):
        """One status, read or pushed, under the ERP's key of the order or under ours."""
        named = {"order_id": key, "order_key": ""} if key == "47" else {"order_id": "", "order_key": key}
        document = named | {"status": status, "text": "", "changed_at": changed_at}
        self.backend._keep([Change("order_status", key, document)])
        message = self.env["erp.message"].search([("kind", "=", "order_status")], order="id desc", limit=1)
        message.sender_id = f"M-{message.id}" if pushed else False
        self.backend._apply_inbox()
        return message

    def test_an_older_status_never_overwrites_a_newer_one_under_whichever_key_it_comes(self):
        order = self._order()
        key = self._accept(order, "47").document_key
        self._status("47", "shipped", "2026-11-22 08:00:00.000000")
        late = self._status(key, "production", "2026-11-22 07:00:00.000000", pushed=True)
        self.assertEqual((late.state, late.error_code, order.erp_status), ("cancelled", "OUTDATED", "shipped"))
        self._status(key, "completed", "2026-11-22 09:00:00.000000", pushed=True)
        self.assertEqual(order.erp_status, "completed")

    def test_what_was_read_without_a_time_was_true_when_it_was_read(self):
        order = self._order()
        key = self._accept(order, "47").document_key
        self._status("47", "shipped", "")
        self.assertEqual(self._status(key, "production", "2001-01-01 00:00:00.000000", pushed=True).state, "cancelled")
        self._status("47", "completed", "")
        self.assertEqual(order.erp_status, "completed")

    def test_other_peoples_orders_in_the_erp_bother_nobody(self):
        status = {"order_id": "900", "order_key": "", "status": "shipped", "text": ""}
        self.assertEqual(self._read("order_status", [Change("order_status", "900", status)]).state, "cancelled")


@tagged("post_install", "-at_install")
class TestCreditCheck(BooksInCase):
    def _books(self, amount=100, limit="150", blocked=False):
        self._read("open_item", [item("1", amount)])
        document = {"customer_id": "C1", "limit": limit, "currency": "", "blocked": blocked}
        self._read("credit_limit", [Change("credit_limit", "C1", document)])

    def _quotation(self, total=40, user=None):
        return self._order(total, confirm=False).with_user(user or self.seller)

    def test_open_items_orders_and_this_order_count_together(self):
        self._books()
        self.company.erp_credit_policy = "warn"
        quotation = self._quotation(40)
        self.assertFalse(quotation.erp_credit_warning)
        self._order(20)
        self.env.invalidate_all()
        self.assertIn("160.00", quotation.erp_credit_warning)
        quotation.action_confirm()
        self.assertEqual(quotation.state, "sale")

    def test_an_invoiced_order_no_longer_counts_beside_its_open_item(self):
        self._books()
        other = self._order(60)
        self.company.erp_credit_policy = "block"
        quotation = self._quotation(40)
        self.assertTrue(quotation.erp_credit_warning)
        other.order_line.qty_delivered = 1
        other._create_invoices().action_post()
        self.env.invalidate_all()
        self.assertFalse(quotation.erp_credit_warning)

    def test_block_stops_the_confirmation_in_words(self):
        self._books(blocked=True)
        self.company.erp_credit_policy = "block"
        quotation = self._quotation(1)
        with self.assertRaisesRegex(UserError, "blocked in the ERP.*override"):
            quotation.action_confirm()
        self.assertEqual(quotation.state, "draft")

    def test_a_customer_who_signs_is_not_told_what_stands_in_the_books(self):
        self._books()
        self.company.erp_credit_policy = "block"
        customer = new_test_user(self.env, "signing.customer", groups="base.group_portal")
        quotation = self._quotation(90).with_user(customer).sudo()
        with self.assertRaisesRegex(UserError, "^We have to look at this order") as refusal:
            quotation.action_confirm()
        self.assertNotIn("limit", str(refusal.exception))
        self.assertEqual(quotation.state, "draft")

    def test_who_may_override_confirms_and_the_history_says_so(self):
        self._books()
        self.company.erp_credit_policy = "block"
        self.seller.group_ids += self.env.ref("erp_connector.group_erp_credit_override")
        quotation = self._quotation(90)
        quotation.action_confirm()
        self.assertEqual(quotation.state, "sale")
        self.assertIn("confirmed the order all the same", quotation.message_ids[:2].mapped("body")[0] or "")

    def test_ignore_says_nothing(self):
        self._books(blocked=True)
        quotation = self._quotation(1000)
        self.assertFalse(quotation.erp_credit_warning)
        quotation.action_confirm()

    def test_the_policy_is_each_companys_own_and_set_on_the_settings(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        settings = self.env["res.config.settings"].with_company(self.company).create({"erp_credit_policy": "block"})
        settings.execute()
        self.assertEqual((self.company.erp_credit_policy, other.erp_credit_policy), ("block", "ignore"))

    def test_a_quotation_form_shows_the_warning_before_it_is_saved(self):
        self._books()
        self.company.erp_credit_policy = "warn"
        with Form(self.env["sale.order"]) as form:
            form.partner_id = self.customer
            with form.order_line.new() as line:
                line.product_id = self.product
                line.price_unit = 500
            self.assertIn("credit limit", form.erp_credit_warning)


@tagged("post_install", "-at_install")
class TestStatement(BooksInCase, HttpCase):
    def _books(self):
        self._read(
            "open_item", [item("1", 100, "2026-11-30"), item("2", 50, "2026-11-01"), item("3", 25, "2026-06-01")]
        )

    @freeze_time("2026-11-22")
    def test_the_customer_shows_balance_and_age_to_whoever_may_see_them(self):
        self._books()
        contact = self.env["res.partner"].create({"name": "Li Na", "parent_id": self.customer.id})
        for user in (self.money, self.seller, self.finance):
            partner = contact.with_user(user)
            self.assertEqual((partner.erp_balance, partner.erp_overdue), (175, 75))
            self.assertEqual((partner.erp_not_due, partner.erp_to_30, partner.erp_over_90), (100, 50, 25))
            self.assertEqual(len(partner.erp_open_item_ids), 3)

    @freeze_time("2026-11-22")
    def test_the_list_behind_a_figure_has_the_same_items(self):
        self._books()
        late = self.env["erp.open.item"].search([("bucket", "=", "over_90")])
        self.assertEqual(late.mapped("external_id"), ["3"])
        self.assertEqual(late.bucket, "over_90")

    def test_whoever_may_not_sees_nothing_and_nobody_writes(self):
        self._books()
        nobody = self._person("nobody", "base.group_user")
        with self.assertRaises(AccessError):
            self.env["erp.open.item"].with_user(nobody).search([])
        with self.assertRaises(AccessError):
            self.customer.with_user(nobody).read(["erp_balance"])
        with self.assertRaises(AccessError):
            self._items(external_id="1").with_user(self.money).write({"open_amount": 0})

    def test_another_company_has_its_own_books(self):
        self._books()
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self._person("stranger", "account.group_account_invoice", company=other)
        self.assertFalse(self.env["erp.open.item"].with_user(stranger).search([]))
        self.assertEqual(self.customer.with_company(other).erp_balance, 0)

    def test_a_hundred_customers_cost_as_many_queries_as_one(self):
        self._books()
        partners = self.env["res.partner"].create([{"name": f"Customer {n}"} for n in range(100)]) | self.customer
        self.env.flush_all()
        self.env.invalidate_all()
        partners.fetch(["commercial_partner_id", "name"])
        with self.assertQueryCount(5):
            partners.mapped("erp_balance")

    def _own_portal(self, partner, login):
        user = self._person(login, "base.group_portal")
        user.partner_id.parent_id = partner
        return user

    def test_a_customer_sees_the_own_statement_and_no_other(self):
        self._books()
        self._own_portal(self.customer, "baihui")
        self._person("foreigner", "base.group_portal")
        self.authenticate("baihui", "baihui")
        page = self.url_open("/my/erp-statement").text
        self.assertIn("FA-1", page)
        self.assertIn("175", page)
        self.authenticate("foreigner", "foreigner")
        page = self.url_open("/my/erp-statement").text
        self.assertNotIn("FA-1", page)
        self.assertIn("Nothing is open", page)

    def test_nobody_gets_a_statement_without_signing_in_nor_items_over_rpc(self):
        self._books()
        self.assertIn("/web/login", self.url_open("/my/erp-statement").url)
        user = self._own_portal(self.customer, "baihui2")
        with self.assertRaises(AccessError):
            self.env["erp.open.item"].with_user(user).search([])

    def test_a_report_address_gives_a_statement_to_whoever_may_read_open_items_only(self):
        self._books()
        self._own_portal(self.customer, "baihui5")
        self._person("clerk", "base.group_user")
        address = f"/report/html/erp_connector.erp_statement/{self.customer.id}"
        for login in ("clerk", "baihui5"):
            self.authenticate(login, login)
            answer = self.url_open(address)
            self.assertEqual(answer.status_code, 403, login)
            self.assertNotIn("FA-1", answer.text)
        with self.assertRaises(AccessError):
            self.customer.with_user(self.env.ref("base.public_user"))._erp_ageing()
        self.authenticate("seller", "seller")
        self.assertIn("FA-1", self.url_open(address).text)

    def test_a_customer_reads_how_an_order_fares_and_not_what_troubles_us(self):
        order = self._order().with_user(self._own_portal(self.customer, "baihui6"))
        self.assertEqual(order.read(["erp_state"])[0]["erp_state"], "open")
        for name in ("erp_problem", "erp_credit_warning"):
            with self.assertRaises(AccessError):
                order.read([name])

    def test_the_pdf_is_made_for_the_visitor(self):
        self._books()
        self._own_portal(self.customer, "baihui3")
        self.authenticate("baihui3", "baihui3")
        answer = self.url_open("/my/erp-statement/pdf")
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        html = self.env["ir.actions.report"]._render_qweb_html("erp_connector.erp_statement_report", self.customer.ids)[
            0
        ]
        self.assertIn("FA-3", html.decode())

    def test_a_server_without_a_pdf_program_shows_the_statement_as_a_page(self):
        self._books()
        self._own_portal(self.customer, "baihui4")
        self.authenticate("baihui4", "baihui4")
        report = self.env.registry["ir.actions.report"]
        with (
            patch.object(report, "_render_qweb_pdf", side_effect=UserError("no program")),
            self.assertLogs("odoo.addons.erp_connector.controllers.statement", "WARNING"),
        ):
            answer = self.url_open("/my/erp-statement/pdf")
        self.assertEqual((answer.status_code, answer.headers["Content-Type"][:9]), (200, "text/html"))
        self.assertIn("FA-3", answer.text)

    def test_the_button_prints_what_it_shows(self):
        self._books()
        action = self.customer.with_user(self.money).action_erp_open_items()
        items = self.env["erp.open.item"].with_user(self.money).search(action["domain"])
        self.assertEqual(len(items), 3)
        self.company.external_report_layout_id = self.env.ref("web.external_layout_standard")
        self.assertEqual(self.customer.action_erp_statement()["report_name"], "erp_connector.erp_statement")

    def test_receivables_of_both_sides_stand_on_the_reconciliation_statement(self):
        self.assertIsNone(self.backend._receivables())
        order = self._order(200)
        order.order_line.qty_delivered = 1
        order._create_invoices().action_post()
        self._read("open_item", [item("1", 150)])
        here, there, differing = self.backend.with_user(self.finance)._receivables()
        self.assertEqual((here, there, differing), (200, 150, [(self.customer, 200, 150)]))
        run = self.env["erp.reconciliation"].create(
            {"backend_id": self.backend.id, "kind": "invoice", "date_from": "2026-11-01", "date_to": "2026-11-30"}
        )
        html = self.env["ir.actions.report"]._render_qweb_html("erp_connector.erp_reconciliation_statement", run.ids)[0]
        self.assertIn("of which revenue", html.decode())
        self.assertIn("Receivables today", html.decode())
