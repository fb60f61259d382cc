from odoo.exceptions import ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import FunnelCommon


@tagged("post_install", "-at_install")
class TestAssignment(FunnelCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.write({"assign_by": "fit"})
        cls.people = [new_test_user(cls.env, name, groups="sales_team.group_sale_salesman") for name in ("ann", "bob")]
        cls.ann, cls.bob = cls.env["crm.team.member"].create(
            [{"crm_team_id": cls.team.id, "user_id": user.id, "assignment_max": 300} for user in cls.people]
        )
        cls.france = cls.env.ref("base.fr")

    def assign(self, *leads):
        leads = self.env["crm.lead"].concat(*leads)
        self.team._action_assign_leads(force_quota=True)
        self.books()
        leads.invalidate_recordset()
        return leads

    def test_a_lead_of_a_territory_goes_to_its_salesperson_and_the_reason_is_kept(self):
        territory = self.env["crm.territory"].create({"name": "France", "country_ids": self.france.ids})
        self.bob.territory_ids = territory
        self.ann.territory_ids = self.env["crm.territory"].create(
            {"name": "Shanghai", "country_ids": self.env.ref("base.cn").ids, "zip_prefixes": "20, 21"}
        )
        lead = self.assign(self.lead(country_id=self.france.id))
        self.assertEqual(lead.user_id, self.bob.user_id)
        row = lead.ownership_ids
        self.assertEqual(row.reason, "fit")
        self.assertIn("France", row.note)
        self.assertIn(self.ann.user_id.name, row.note)
        in_china = self.lead(country_id=self.env.ref("base.cn").id, zip="200000")
        self.assertEqual(self.assign(in_china).user_id, self.ann.user_id)

    def test_a_skill_that_is_needed_decides(self):
        self.env["crm.sales.skill"].create(
            {"name": "French", "domain": f"[('country_id', '=', {self.france.id})]", "member_ids": self.bob.ids}
        )
        leads = self.assign(*[self.lead(country_id=self.france.id) for _ in range(2)])
        self.assertEqual(leads.user_id, self.bob.user_id)

    def test_who_takes_hot_leads_only_gets_no_cold_ones(self):
        self.ann.from_tier = "hot"
        self.assertEqual(self.assign(self.lead(), self.lead()).user_id, self.bob.user_id)
        hot = self.lead()
        self.env.cr.execute("UPDATE crm_lead SET score_tier = 'hot' WHERE id = %s", [hot.id])
        hot.invalidate_recordset()
        self.assertEqual(self.assign(hot).user_id, self.ann.user_id)

    def test_who_has_less_to_do_gets_the_next(self):
        for _ in range(3):
            self.lead(user_id=self.ann.user_id.id)
        self.assertEqual(self.assign(self.lead()).user_id, self.bob.user_id)
        self.bob.open_max = 1
        self.assertEqual(self.assign(self.lead()).user_id, self.ann.user_id)

    def test_who_is_at_work_comes_first(self):
        closed = self.env["resource.calendar"].create({"name": "Never", "attendance_ids": False})
        closed.attendance_ids.unlink()
        for user in (self.ann.user_id, self.bob.user_id):
            self.env["resource.resource"].create(
                {"name": user.name, "user_id": user.id, "calendar_id": closed.id, "company_id": self.env.company.id}
            )
        self.bob.user_id.resource_ids.calendar_id = self.env["resource.calendar"].create(
            {
                "name": "Always",
                "attendance_ids": [
                    (
                        0,
                        0,
                        {"name": "Day", "dayofweek": str(day), "hour_from": 0, "hour_to": 24, "day_period": "morning"},
                    )
                    for day in range(7)
                ],
            }
        )
        self.env.invalidate_all()
        leads = self.assign(self.lead(), self.lead())
        self.assertEqual(leads.user_id, self.bob.user_id)

    def test_quota_pause_and_filter_of_core_are_respected(self):
        self.ann.assignment_optout = True
        self.bob.assignment_domain = "[('city', '=', 'Lyon')]"
        paris, lyon = self.assign(self.lead(city="Paris"), self.lead(city="Lyon"))
        self.assertEqual((paris.user_id, lyon.user_id), (self.env["res.users"], self.bob.user_id))
        self.bob.assignment_max = 0
        self.assertFalse(self.assign(self.lead(city="Lyon")).user_id)

    def test_a_team_that_assigns_in_turns_is_left_to_core(self):
        self.team.assign_by = "turns"
        lead = self.lead()
        self.team._action_assign_leads(force_quota=True)
        self.books()
        self.assertTrue(lead.user_id)
        self.assertEqual(lead.ownership_ids.reason, "hand")

    def test_a_lead_without_a_team_goes_to_the_team_of_its_territory(self):
        self.env["crm.territory"].create({"name": "France", "country_ids": self.france.ids, "team_id": self.team.id})
        lead = self.lead(country_id=self.france.id, team_id=False)
        self.team.assignment_domain = "[('id', '=', 0)]"
        self.assertEqual(self.assign(lead).team_id, self.team)
        self.assertTrue(lead.user_id)

    def test_a_qualified_lead_is_assigned_at_once(self):
        self.threshold("mql", 5, assign=True)
        self.rule(kind="fit", points=10)
        lead = self.lead(type="lead")
        self.env["crm.lead"]._refresh_scores(lead)
        self.books()
        self.assertTrue(lead.user_id)
        self.assertEqual((lead.type, lead.ownership_ids.reason), ("opportunity", "fit"))

    def test_a_wrong_filter_of_a_skill_is_refused(self):
        with self.assertRaises(ValidationError), mute_logger("odoo.domains"):
            self.env["crm.sales.skill"].create({"name": "Wrong", "domain": "[('nothing', '=', 1)]"})
