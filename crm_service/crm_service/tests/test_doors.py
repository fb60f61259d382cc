from odoo.tests import HttpCase, new_test_user, tagged

from .test_knowledge import ArticlesCase

SECRETS = ("Theirs is secret", "SECRET-B", "secret bytes", "Secret terms", "tomorrow", "our start margin")


class DoorsCase(HttpCase, ArticlesCase):
    """Customer A is Ada; what must stay closed to her is customer B's, Bob's, or the house's own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        new_test_user(cls.env, "sv_ada", "base.group_portal", partner_id=cls.customer.id)
        new_test_user(cls.env, "sv_bob", "base.group_portal", partner_id=cls.stranger.id)
        cls.asset = cls.env["crm.asset"].create(
            {"partner_id": cls.stranger.id, "product_id": cls.product.id, "serial": "SECRET-B"}
        )
        cls.terms = cls.env["crm.entitlement"].create({"name": "Secret terms", "partner_id": cls.stranger.id})
        cls.theirs = cls.make(name="Theirs is secret", partner_id=cls.stranger.id, asset_id=cls.asset.id)
        cls.mine = cls.make(name="Mine")
        cls.unfinished = cls.env["crm.knowledge.article"].search([("name", "like", "start tomorrow")])
        files = [(cls.theirs, "r"), (cls.asset, "a"), (cls.terms, "e"), (cls.unfinished, "d")]
        cls.files = cls.env["ir.attachment"].create(
            [
                {"name": f"{name}.txt", "raw": b"secret bytes", "res_model": record._name, "res_id": record.id}
                for record, name in files
            ]
        )
        cls.env["crm.knowledge.use"]._link(cls.theirs, cls.inner_article)
        cls.env["crm.data.correction"]._ask(cls.stranger, {"city": "Secret terms"})

    def assertClosed(self, answer, door):
        for secret in SECRETS:
            self.assertNotIn(secret, answer, door)


@tagged("post_install", "-at_install")
class TestDoors(DoorsCase):
    """Customer A tries every door behind which something of customer B or of the house lies."""

    def test_no_page_of_the_portal_opens_for_another(self):
        self.authenticate("sv_ada", "sv_ada")
        token = self.mine._portal_ensure_token()
        theirs = [f"/my/requests/{self.theirs.id}", f"/my/assets/{self.asset.id}", f"/my/entitlements/{self.terms.id}"]
        doors = [
            *theirs,
            *(f"{url}?access_token={token}" for url in theirs),
            *(f"{url}/file/{file.id}" for url in theirs for file in self.files),
            *(f"/web/content/{file.id}?access_token={token}" for file in self.files),
            *(f"/web/image/{file.id}" for file in self.files),
            "/my/requests?filterby=all&search=secret",
            "/my/assets",
            "/my/entitlements",
            "/my/data",
            f"/knowledge/{self.unfinished.id}",
            f"/knowledge/{self.inner_article.id}",
            f"/knowledge/{self.unfinished.id}/file/{self.files[3].id}",
            f"/knowledge/{self.open_article.id}/file/{self.files[3].id}",
            "/knowledge?search=press+start",
        ]
        for door in doors:
            self.assertClosed(self.url_open(door).text, door)
        self.assertIn(self.open_article.name, self.url_open("/knowledge?search=press+start").text)

    def test_no_call_of_the_web_client_reads_another(self):
        self.authenticate("sv_ada", "sv_ada")
        records = {
            "crm.service.request": self.theirs, "crm.asset": self.asset, "crm.entitlement": self.terms,
            "crm.knowledge.article": self.unfinished, "ir.attachment": self.files,
        }  # fmt: skip
        fields = {"ir.attachment": ["name", "raw"], "crm.asset": ["serial"], "crm.knowledge.article": ["name", "body"]}
        for model, found in records.items():
            for method, arguments in (
                ("read", [found.ids, fields.get(model, ["name"])]),
                ("search_read", [[["id", "in", found.ids]], fields.get(model, ["name"])]),
                ("web_search_read", [[["id", "in", found.ids]], {"display_name": {}}]),
                ("name_search", ["secret"]),
                ("export_data", [found.ids, ["display_name"]]),
                ("formatted_read_group", [[["id", "in", found.ids]], ["display_name"], ["__count"]]),
            ):
                params = {"model": model, "method": method, "args": arguments, "kwargs": {}}
                answer = self.url_open(f"/web/dataset/call_kw/{model}/{method}", json={"params": params}).text
                self.assertClosed(answer, (model, method))

    def test_what_the_house_keeps_about_requests_is_closed(self):
        self.authenticate("sv_ada", "sv_ada")
        for model in (
            "crm.service.history", "crm.service.sla", "crm.service.notice", "crm.entitlement.use", "crm.data.correction",
            "crm.knowledge.suggestion", "crm.knowledge.use", "crm.service.analysis", "crm.service.team",
        ):  # fmt: skip
            params = {"model": model, "method": "search_read", "args": [[]], "kwargs": {}}
            answer = self.url_open(f"/web/dataset/call_kw/{model}/search_read", json={"params": params}).json()
            self.assertIn("error", answer, model)

    def test_the_owner_gets_in_where_the_other_did_not(self):
        self.authenticate("sv_bob", "sv_bob")
        self.assertIn("Theirs is secret", self.url_open(f"/my/requests/{self.theirs.id}").text)
        self.assertIn("SECRET-B", self.url_open(f"/my/assets/{self.asset.id}").text)
        self.assertIn("Secret terms", self.url_open(f"/my/entitlements/{self.terms.id}").text)
        page = self.url_open(f"/my/entitlements/{self.terms.id}/file/{self.files[2].id}")
        self.assertEqual(page.content, b"secret bytes")
