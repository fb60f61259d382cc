import json
from datetime import timedelta

from odoo import Command, fields
from odoo.tests import HttpCase, new_test_user, tagged

AGREED = {"required": True, "optional": True}
REFUSED = {"required": True, "optional": False}


@tagged("post_install", "-at_install")
class TestShopTouchpoints(HttpCase):
    """What customers look at in the shop is in their file, when they agreed; the shop is hardly slower for it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # As on a server without a read replica: pages are tracked only where the request may write.
        cls.set_registry_readonly_mode(False)
        cls.website = cls.env["website"].search([], limit=1)
        cls.buyer = new_test_user(cls.env, "buyer-portal", groups="base.group_portal", email="buyer@shop.test")
        cls.partner = cls.buyer.partner_id
        cls.product = cls.env["product.product"].create(
            {"name": "Grinder", "list_price": 100, "website_published": True, "taxes_id": False}
        )

    def seen(self, **values):
        domain = [("partner_id", "=", self.partner.id), *((name, "=", value) for name, value in values.items())]
        return self.env["crm.touchpoint"].search(domain)

    def visit(self, cookies=AGREED, login="buyer-portal", url="/shop/products/recently_viewed_update", **params):
        self.authenticate(login, login)
        return self.call(cookies, url, **params)

    def call(self, cookies, url, **params):
        if cookies is not None:
            value = cookies if isinstance(cookies, str) else json.dumps(cookies)
            self.opener.cookies.set("website_cookies_bar", value, domain="127.0.0.1")
        return self.make_jsonrpc_request(url, {"product_id": self.product.id, **params})

    def test_a_viewed_product_is_one_a_day(self):
        self.visit()
        self.visit()
        touchpoint = self.seen()
        self.assertEqual(
            (touchpoint.channel, touchpoint.kind, touchpoint.direction, touchpoint.subject, touchpoint.res_id),
            ("shop", "view", "in", "Grinder", self.product.product_tmpl_id.id),
        )

    def test_without_consent_nothing_is_kept(self):
        for cookies in (None, REFUSED, "true", "[1]", "{broken"):
            self.visit(cookies)
            self.assertFalse(self.seen(), cookies)

    def test_the_shop_may_decide_for_all_or_for_nobody(self):
        self.website.touchpoint_consent = "never"
        self.visit()
        self.assertFalse(self.seen())
        self.website.touchpoint_consent = "known"
        self.visit(None)
        self.assertTrue(self.seen())

    def test_a_stranger_is_nobody_s_history(self):
        before = self.env["crm.touchpoint"].search_count([])
        self.authenticate(None, None)
        self.call(AGREED, "/shop/products/recently_viewed_update")
        self.assertEqual(self.env["crm.touchpoint"].search_count([]), before)

    def test_a_product_that_does_not_exist_is_nothing(self):
        self.visit(product_id=0)
        self.assertFalse(self.seen())

    def test_what_was_viewed_before_signing_in_comes_along(self):
        self.website.touchpoint_consent = "known"
        Visitor = self.env["website.visitor"]
        stranger = Visitor.create({"access_token": "f" * 32, "website_id": self.website.id})
        now = fields.Datetime.now()
        self.env["website.track"].create(
            [
                {"visitor_id": stranger.id, "product_id": self.product.id, "visit_datetime": now - timedelta(days=days)}
                for days in (1, 90)
            ]
        )
        known = Visitor.create({"access_token": str(self.partner.id), "website_id": self.website.id})
        stranger._merge_visitor(known)
        self.assertEqual(self.seen().mapped("occurred_at"), [now - timedelta(days=1)])

    def test_a_tracked_page_is_one(self):
        view = self.env["ir.ui.view"].create(
            {
                "name": "Offer",
                "type": "qweb",
                "key": "test.offer_page",
                "track": True,
                "arch": '<t t-name="test.offer_page"><t t-call="website.layout"><p>Our offer</p></t></t>',
            }
        )
        self.env["website.page"].create({"view_id": view.id, "url": "/offer-test", "website_published": True})
        self.authenticate("buyer-portal", "buyer-portal")
        self.opener.cookies.set("website_cookies_bar", json.dumps(AGREED), domain="127.0.0.1")
        self.assertIn("Our offer", self.url_open("/offer-test?secret=1").text)
        self.url_open("/offer-test")
        touchpoint = self.seen(channel="web")
        self.assertEqual((len(touchpoint), touchpoint.detail), (1, "/offer-test"))

    def test_a_product_put_into_the_cart_is_one(self):
        values = {"product_template_id": self.product.product_tmpl_id.id, "quantity": 1}
        self.visit(url="/shop/cart/add", **values)
        self.visit(url="/shop/cart/add", **values)
        touchpoint = self.seen(kind="cart")
        self.assertEqual((len(touchpoint), touchpoint.subject), (1, "Grinder"))

    def make_cart(self, partner, hours):
        cart = self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "website_id": self.website.id,
                "order_line": [Command.create({"product_id": self.product.id})],
            }
        )
        cart.date_order = fields.Datetime.now() - timedelta(hours=hours)
        return cart

    def test_a_cart_left_behind_is_one_and_a_stranger_s_or_a_fresh_one_is_none(self):
        cart = self.make_cart(self.partner, self.website.cart_abandoned_delay + 1)
        self.make_cart(self.partner, 0)
        self.make_cart(self.partner, 24 * 20)
        self.make_cart(self.website.user_id.partner_id, 48)
        cron = self.env.ref("crm_extended_website.cron_record_abandoned_carts")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
            cron.method_direct_trigger()
        touchpoint = self.seen(kind="abandoned")
        self.assertEqual((touchpoint.res_id, touchpoint.amount), (cart.id, 100))

    def test_an_order_of_the_shop_says_so(self):
        cart = self.make_cart(self.partner, 0)
        cart.action_confirm()
        self.assertEqual(self.seen(kind="order").channel, "shop")

    def test_a_view_costs_at_most_three_questions_more(self):
        visitor = self.env["website.visitor"].create(
            {"access_token": str(self.partner.id), "website_id": self.website.id}
        )

        def cost(consent):
            self.website.touchpoint_consent = consent
            visitor._add_viewed_product(self.product.id)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            visitor._add_viewed_product(self.product.id)
            self.env.flush_all()
            return self.cr.sql_log_count - before

        self.assertLessEqual(cost("known") - cost("never"), 3)
