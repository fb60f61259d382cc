from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .common import ServiceCase

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


class ContractServiceCase(ServiceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gold = cls.env["crm.service.policy"].create({"name": "Gold", "only_entitled": True, "resolve_hours": 2})

    def draft(self, partner=None, terms=None, **values):
        """A contract of 2026 that promises five hours, one visit, parts and the gold response level."""
        promise = {"name": "Full service", "hours": 5, "visits": 1, "parts": True, "policy_id": self.gold.id}
        return self.env["crm.contract"].create(
            {
                "partner_id": (partner or self.customer).id,
                "date_start": date(2026, 1, 1),
                "text_ids": [Command.create({"name": "Service", "body": "<p>We keep it running.</p>"})],
                "service_ids": [Command.create(promise | (terms or {}))],
                **values,
            }
        )

    def signed(self, **values):
        contract = self.draft(**values)
        contract.action_send()
        contract._sign("Ada", PIXEL)
        return contract


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestContractService(ContractServiceCase):
    def test_a_signed_contract_gives_what_it_promises_and_not_before(self):
        contract = self.draft()
        contract.action_send()
        self.assertFalse(contract.service_ids.entitlement_ids)
        contract._sign("Ada", PIXEL)
        given = contract.service_ids.entitlement_ids
        self.assertEqual((given.partner_id, given.kind, given.state), (self.customer, "contract", "valid"))
        self.assertEqual((given.date_start, given.date_end), (date(2026, 1, 1), date(2026, 12, 31)))
        self.assertEqual((given.hours_left, given.visits_left, given.parts, given.policy_id), (5.0, 1, True, self.gold))
        contract._grant_service()
        self.assertEqual(contract.entitlement_count, 1, "a second time gives nothing twice")

    def test_what_is_promised_stands_in_the_text_that_is_signed_in_the_customers_language(self):
        self.assertIn(
            "Full service · hours: 5 · visits: 1 · parts included · response level: Gold", self.draft()._get_text()
        )
        self.customer.lang = "zh_CN"
        self.assertIn("小时数：5", self.draft()._get_text())

    def test_what_is_billable_is_known_before_the_work_starts_and_work_is_counted_against_the_contract(self):
        given = self.signed().service_ids.entitlement_ids
        request = self.make(planned_hours=7, planned_visits=1, needs_parts=True)
        self.assertEqual((request.entitlement_id, request.policy_id), (given, self.gold))
        self.assertEqual((request.coverage, request.billable_hours, request.billable_parts), ("partly", 2.0, False))
        self.env["crm.entitlement.use"].create({"request_id": request.id, "name": "Repaired", "hours": 4, "visits": 1})
        self.assertEqual((given.hours_left, given.visits_left), (1.0, 0))
        self.assertEqual(self.make(planned_hours=2).billable_hours, 1.0)

    def test_a_request_that_waits_is_covered_as_soon_as_the_contract_is_signed(self):
        waiting, closed = self.make(planned_hours=1), self.make(planned_hours=1)
        closed.action_close()
        self.assertEqual((waiting.coverage, waiting.policy_id), ("billable", self.policy))
        given = self.signed().service_ids.entitlement_ids
        self.assertEqual((waiting.entitlement_id, waiting.coverage, waiting.policy_id), (given, "covered", self.gold))
        self.assertFalse(closed.entitlement_id, "what is done is not rewritten")

    def test_nothing_is_given_after_the_contract_is_terminated(self):
        contract = self.signed()
        given = contract.service_ids.entitlement_ids
        waiting, done = self.make(planned_hours=1), self.make(planned_hours=1)
        self.env["crm.entitlement.use"].create({"request_id": done.id, "name": "Repaired", "hours": 1})
        done.action_close()
        self.env.flush_all()
        with freeze_time("2026-03-11 09:00:00"):
            contract.action_terminate()
            self.env.invalidate_all()
            self.assertEqual((given.state, given.date_end), ("ended", date(2026, 3, 10)))
            self.assertEqual((waiting.coverage, waiting.entitlement_id), ("billable", self.env["crm.entitlement"]))
            self.assertEqual(waiting.policy_id, self.policy, "the response level ends too")
            self.assertFalse(self.make().entitlement_id)
            self.assertEqual(done.coverage, "covered", "what was done under the contract stays covered")

    def test_a_contract_that_is_terminated_before_it_begins_gives_nothing(self):
        contract = self.signed(date_start=date(2026, 6, 1))
        given = contract.service_ids.entitlement_ids
        self.assertEqual(given.state, "future")
        contract.action_terminate()
        self.assertEqual((given.active, given.state), (False, "ended"))
        self.assertIsNone(given._to_engine())

    def test_the_term_ends_and_the_next_one_is_given_anew(self):
        once = self.signed(renewal="none").service_ids.entitlement_ids
        contract = self.signed(renewal="automatic")
        self.env["crm.entitlement.use"].create(
            {
                "request_id": self.make(entitlement_id=contract.service_ids.entitlement_ids.id).id,
                "name": "x",
                "hours": 5,
            }
        )
        with freeze_time("2027-01-02 09:00:00"):
            self.env["crm.contract"]._cron_watch_the_end()
            self.env["crm.contract"]._cron_watch_the_end()
            self.env.invalidate_all()
            first, second = contract.service_ids.entitlement_ids.sorted("date_start")
            self.assertEqual((once.state, first.state, second.state), ("ended", "ended", "valid"))
            self.assertEqual((second.date_start, second.date_end), (date(2027, 1, 1), date(2027, 12, 31)))
            self.assertEqual((first.hours_left, second.hours_left), (0.0, 5.0), "hours are per term")

    def test_a_renewed_contract_promises_the_same_again(self):
        contract = self.signed()
        renewed = self.env["crm.contract"].browse(contract.action_renew()["res_id"])
        self.assertEqual(renewed.service_ids.hours, 5)
        self.assertFalse(renewed.service_ids.entitlement_ids)

    def test_what_was_sent_is_not_changed_any_more(self):
        contract = self.signed()
        for change in (
            lambda: contract.service_ids.write({"hours": 500}),
            lambda: contract.write({"service_ids": [Command.create({"name": "More"})]}),
            lambda: contract.service_ids.unlink(),
        ):
            with self.assertRaises(UserError):
                change()

    def test_an_asset_of_another_customer_is_not_promised_service(self):
        asset = self.env["crm.asset"].create({"partner_id": self.stranger.id, "product_id": self.product.id})
        with self.assertRaises(ValidationError):
            self.draft(terms={"asset_id": asset.id})

    def test_a_salesperson_signs_on_paper_without_rights_on_service_and_sees_no_others_contract(self):
        seller = new_test_user(self.env, "sv_seller", "sales_team.group_sale_salesman")
        contract = self.draft(user_id=seller.id)
        contract.with_user(seller).action_send()
        contract.with_user(seller).action_sign_on_paper()
        self.assertEqual(contract.service_ids.entitlement_ids.with_user(seller).state, "valid")
        with self.assertRaises(AccessError):
            contract.service_ids.entitlement_ids.with_user(seller).write({"hours": 50})
        other = new_test_user(self.env, "sv_other_seller", "sales_team.group_sale_salesman")
        portal = new_test_user(self.env, "sv_portal", "base.group_portal")
        for user in (other, portal, self.other_agent):
            with self.assertRaises(AccessError):
                contract.service_ids.with_user(user).read(["hours"])


@tagged("post_install", "-at_install")
class TestContractServicePortal(HttpCase, ContractServiceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        new_test_user(cls.env, "sv_ada", "base.group_portal", partner_id=cls.customer.id)
        new_test_user(cls.env, "sv_bob", "base.group_portal", partner_id=cls.stranger.id)

    def setUp(self):
        super().setUp()
        self.contract = self.signed(date_start=date.today(), terms={"name": "Secret service"})
        self.given = self.contract.service_ids.entitlement_ids

    def test_the_customer_finds_the_contract_with_its_entitlement_and_back(self):
        self.authenticate("sv_ada", "sv_ada")
        page = self.url_open(f"/my/contracts/{self.contract.id}").text
        self.assertIn(f"/my/entitlements/{self.given.id}", page)
        self.assertIn("Working hours left: 5 / 5", page)
        page = self.url_open(f"/my/entitlements/{self.given.id}").text
        self.assertIn(f'/my/contracts/{self.contract.id}"', page)
        self.assertNotIn("access_token=", page, "whoever sees the entitlement gets no key to the contract")
        self.assertIn(self.given.name, self.url_open("/my/entitlements").text)

    def test_the_link_to_sign_shows_what_is_covered_without_login_and_leads_no_further(self):
        self.authenticate(None, None)
        page = self.url_open(self.contract.get_portal_url()).text
        self.assertIn("Secret service", page)
        self.assertNotIn(f"/my/entitlements/{self.given.id}", page)

    def test_another_customer_finds_nothing_by_id_token_or_search(self):
        own = self.signed(partner=self.stranger, date_start=date.today())
        self.authenticate("sv_bob", "sv_bob")
        token = own._portal_ensure_token()
        for door in (
            f"/my/contracts/{self.contract.id}",
            f"/my/contracts/{self.contract.id}?access_token={token}",
            f"/my/contracts/{self.contract.id}?report_type=pdf&download=1&access_token={token}",
            f"/my/contracts/{self.contract.id}?report_type=html&access_token={token}",
            f"/my/entitlements/{self.given.id}?access_token={token}",
            "/my/contracts",
            "/my/entitlements",
            f"/report/html/crm_extended.report_contract/{self.contract.id}",
        ):
            self.assertNotIn("Secret service", self.url_open(door).text, door)
        for model, records in (("crm.contract.service", self.contract.service_ids), ("crm.entitlement", self.given)):
            for method, arguments in (("read", [records.ids]), ("search_read", [[]]), ("name_search", ["Secret"])):
                params = {"model": model, "method": method, "args": arguments, "kwargs": {}}
                answer = self.url_open(f"/web/dataset/call_kw/{model}/{method}", json={"params": params}).text
                self.assertNotIn("Secret service", answer, (model, method))
