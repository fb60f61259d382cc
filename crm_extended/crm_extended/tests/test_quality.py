from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import CrmExtendedCommon


@tagged("post_install", "-at_install")
class TestQuality(CrmExtendedCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.quality.rule"].search([]).unlink()
        fields = {"name": 1, "phone": 2, "email": 1}
        cls.env["crm.quality.rule"].create(
            [
                {"field_id": cls.env["ir.model.fields"]._get("res.partner", name).id, "weight": weight}
                for name, weight in fields.items()
            ]
        )

    def score(self, partner):
        return self.env["crm.quality.score"].search([("partner_id", "=", partner.id)])

    def test_a_record_says_what_is_missing_and_what_is_wrong(self):
        self.assertEqual((self.acme.quality_completeness, self.acme.quality_hint), (50, "Phone"))
        self.acme.write({"phone": "12", "email": "nobody at home"})
        self.acme.invalidate_recordset()
        self.assertEqual((self.acme.quality_completeness, self.acme.quality_correctness), (100, 25))

    def test_the_night_writes_each_verdict_once_and_again_when_it_changed(self):
        refresh = self.env["crm.quality.score"]._cron_refresh
        refresh()
        self.assertEqual(self.score(self.acme).completeness, 50)
        self.env.cr.execute("UPDATE crm_quality_score SET checked_on = '2020-01-01'")
        self.env.invalidate_all()
        self.acme.phone = "+86 21 6655 4433"
        refresh()
        self.assertEqual(self.score(self.acme).completeness, 100)
        self.assertEqual(len(self.score(self.acme)), 1)

    def test_our_own_people_are_not_judged(self):
        self.env["crm.quality.score"]._cron_refresh()
        self.assertFalse(self.score(self.salesperson.partner_id))
        self.assertFalse(self.score(self.env.company.partner_id))

    def test_a_secret_field_can_not_be_a_rule(self):
        secret = self.env["ir.model.fields"]._get("res.partner", "signup_type")
        with self.assertRaises(ValidationError):
            self.env["crm.quality.rule"].create({"field_id": secret.id})

    def test_a_hundred_customers_cost_the_queries_of_ten(self):
        partners = self.env["res.partner"].create([{"name": f"P{n}", "is_company": True} for n in range(100)])

        def cost(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.env["crm.quality.score"]._write_verdicts(some._judge_quality(), "2026-01-01")
            return self.cr.sql_log_count - before

        cost(partners[:1])
        self.assertEqual(cost(partners[:10]), cost(partners))


@tagged("post_install", "-at_install")
class TestDuplicates(CrmExtendedCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env, "steward", groups="sales_team.group_sale_manager,base.group_partner_manager"
        )
        create = cls.env["res.partner"].create
        cls.jinggong = create(
            {"name": "上海精工钢铁有限公司", "is_company": True, "phone": "+86 21 6655 4433", "city": "上海"}
        )
        cls.latin = create(
            {"name": "Shanghai Jinggong Gangtie Co., Ltd.", "is_company": True, "phone": "+862166554433", "vat": "/"}
        )
        cls.Candidate = cls.env["crm.duplicate.candidate"]

    def find(self):
        self.Candidate._cron_find()
        pair = (self.jinggong | self.latin).ids
        return self.Candidate.search([("partner_a_id", "in", pair), ("partner_b_id", "in", pair)])

    def merge(self, candidate, **choice):
        action = candidate.with_user(self.manager).action_merge()
        wizard = self.env["crm.partner.merge"].with_user(self.manager).browse(action["res_id"])
        for line in wizard.line_ids:
            if line.field_name in choice:
                line.winner_id = choice[line.field_name]
        wizard.action_merge()
        self.env.invalidate_all()
        return wizard.master_id

    def test_a_chinese_and_a_latin_name_meet_and_say_why(self):
        candidate = self.find()
        self.assertEqual(len(candidate), 1)
        self.assertEqual(candidate.why, "same name, same phone")
        self.assertGreater(candidate.score, 80)

    def test_what_was_decided_is_never_asked_again(self):
        self.find().with_user(self.manager).action_reject()
        candidate = self.find()
        self.assertEqual((candidate.state, candidate.decided_by_id), ("rejected", self.manager))
        with self.assertRaises(UserError):
            candidate.action_merge()

    def test_a_merge_keeps_the_chosen_values_and_everything_that_hung_on_both(self):
        self.record("one", self.jinggong)
        self.record("two", self.latin)
        lead = self.env["crm.lead"].create({"name": "Rolls", "partner_id": self.latin.id})
        contact = self.env["res.partner"].create({"name": "Wang", "parent_id": self.latin.id})
        master = self.merge(self.find(), name=self.latin)
        self.assertEqual(master.name, "Shanghai Jinggong Gangtie Co., Ltd.")
        self.assertEqual((master.city, master.vat), ("上海", "/"))
        self.assertEqual(len((self.jinggong | self.latin).exists()), 1)
        self.assertEqual(len(self.touchpoints(master)), 2)
        self.assertEqual((lead.partner_id, contact.parent_id), (master, master))

    def test_values_that_were_replaced_can_be_read_up(self):
        master = self.merge(self.find(), name=self.latin)
        self.assertEqual(master, self.jinggong)
        log = " ".join(master.message_ids.mapped("body"))
        self.assertIn("+862166554433", log)
        self.assertIn("上海精工钢铁有限公司", log)

    def test_five_become_one_although_core_takes_three(self):
        copies = self.env["res.partner"].create(
            [{"name": f"精工 {n}", "is_company": True, "email": f"a{n}@jg.test"} for n in range(5)]
        )
        for number, copy in enumerate(copies):
            self.record(f"k{number}", copy)
        wizard = self.env["crm.partner.merge"].with_user(self.manager)._open_for(copies.with_user(self.manager))
        wizard.action_merge()
        self.env.invalidate_all()
        self.assertEqual(len(copies.exists()), 1)
        self.assertEqual(len(self.touchpoints(copies.exists())), 5)

    def test_two_people_who_merge_at_once_get_a_clear_word(self):
        action = self.find().with_user(self.manager).action_merge()
        wizard = self.env["crm.partner.merge"].browse(action["res_id"])
        (wizard.partner_ids - wizard.master_id).unlink()
        with self.assertRaises(UserError):
            wizard.action_merge()

    def test_a_company_and_a_person_never_become_one(self):
        with self.assertRaises(UserError):
            self.env["crm.partner.merge"]._open_for(self.acme | self.li)

    def test_a_decision_about_a_merged_record_counts_for_the_kept_one(self):
        third = self.env["res.partner"].create({"name": "精工", "is_company": True})
        candidate = self.find()
        pair = sorted((third | self.latin).ids)
        rejected = self.Candidate.create({"partner_a_id": pair[0], "partner_b_id": pair[1], "state": "rejected"})
        master = self.merge(candidate)
        self.assertEqual(rejected.partner_a_id | rejected.partner_b_id, master | third)

    def test_a_salesperson_may_look_but_not_merge(self):
        candidate = self.find().with_user(self.salesperson)
        self.assertTrue(candidate.why)
        with self.assertRaises(AccessError):
            candidate.action_merge()
        with self.assertRaises(AccessError):
            candidate.action_reject()

    def test_another_company_s_pairs_are_not_shown(self):
        self.find()
        (self.jinggong | self.latin).company_id = self.env.company
        self.assertFalse(self.Candidate.with_user(self.foreign_salesperson).search([("id", "=", self.find().id)]))
