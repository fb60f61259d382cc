import random
from datetime import datetime, timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.crm_funnel.engine import scoring

from .common import FunnelCommon

NOW = datetime(2026, 6, 1, 12)


@tagged("post_install", "-at_install")
class TestScore(FunnelCommon):
    def score(self, lead):
        lead.invalidate_recordset()
        return lead.score

    def test_what_a_customer_does_is_counted_for_the_open_leads_once(self):
        self.rule(touch_kind="call", points=7)
        lead = self.lead(partner_id=self.li.id)
        lost = self.lead(partner_id=self.acme.id)
        lost.action_set_lost()
        self.books()
        self.record("call:1", direction="in")
        self.record("call:1", direction="in")
        self.books()
        self.assertEqual((self.score(lead), self.score(lost)), (7, 0))

    def test_what_happened_before_the_lead_came_counts_when_it_comes(self):
        self.rule(channel="event", points=20)
        self.record("seat:1", channel="event", kind="attendance", direction="in")
        self.books()
        self.assertEqual(self.score(self.lead(partner_id=self.li.id)), 20)
        anonymous = self.lead(contact_name="Somebody")
        self.assertEqual(self.score(anonymous), 0)
        anonymous.partner_id = self.li
        self.books()
        self.assertEqual(self.score(anonymous), 20)

    def test_a_touchpoint_of_a_lead_is_for_no_other_lead(self):
        self.rule(touch_kind="message", points=5)
        lead, other = self.lead(partner_id=self.li.id), self.lead(partner_id=self.li.id)
        self.record("m:1", kind="message", channel="email", direction="in", lead_id=lead.id)
        self.books()
        self.assertEqual((self.score(lead), self.score(other)), (5, 0))

    def test_a_replay_of_everything_gives_the_same_score(self):
        self.rule(half_life=9, source_cap=12, cap=30)
        lead = self.lead(partner_id=self.li.id)
        for number in range(9):
            self.record(f"c:{number}", direction="in", subject=f"s{number % 3}")
        self.books()
        before = lead.score_behaviour
        self.assertTrue(before)
        self.assertFalse(self.env["crm.score.event"]._replay(lead.ids))
        self.env["crm.score.event"].search([("lead_id", "=", lead.id)]).unlink()
        self.assertEqual(self.score(lead), 0)
        self.assertTrue(self.env["crm.score.event"]._replay(lead.ids))
        lead.invalidate_recordset()
        self.assertAlmostEqual(lead.score_behaviour, before, 3)

    def test_the_statement_computes_what_the_engine_computes(self):
        dice = random.Random(5)
        rules = self.env["crm.score.rule"].create(
            [
                {
                    "name": f"R{number}",
                    "points": dice.choice([-4, 3, 10]),
                    "channel": channel,
                    "half_life": dice.choice([0, 3, 30]),
                    "source_cap": dice.choice([0, 6]),
                    "cap": dice.choice([0, 15]),
                }
                for number, channel in enumerate(["phone", "email", "web", "shop", "event", "survey"])
            ]
        )
        leads = self.env["crm.lead"].concat(*[self.lead(name=f"L{n}") for n in range(4)])
        with freeze_time(NOW):
            for number in range(120):
                self.record(
                    f"x:{number}",
                    lead_id=dice.choice(leads).id,
                    channel=dice.choice(rules).channel,
                    kind="other",
                    direction="in",
                    subject=dice.choice("abc"),
                    occurred_at=NOW - timedelta(hours=dice.randrange(60 * 24)),
                )
            self.books()
            for lead in leads:
                rows = self.env["crm.score.event"].search([("lead_id", "=", lead.id)])
                events = [scoring.Event(row.rule_id.id, row.source, row.points, row.happened_at) for row in rows]
                lines = scoring.explain([rule._get_engine_rule() for rule in rules], events, NOW)
                self.assertTrue(lines)
                self.assertAlmostEqual(lead.score_behaviour, sum(line.points for line in lines), 4)
                self.assertEqual(lead.score, scoring.total(line.points for line in lines))

    def test_a_score_fades_by_itself_and_nothing_is_written(self):
        self.rule(half_life=10, points=40)
        lead = self.lead(partner_id=self.li.id)
        with freeze_time(NOW):
            self.record("c:1", direction="in")
            self.books()
            self.assertEqual(self.score(lead), 40)
        with freeze_time(NOW + timedelta(days=10)):
            self.assertEqual(self.score(lead), 20)
        self.assertEqual(self.env["crm.score.event"].search([("lead_id", "=", lead.id)]).points, 40)

    def test_fit_is_what_the_lead_is_now(self):
        self.rule(name="Big city", kind="fit", points=12, domain="[('city', '=', 'Shanghai')]")
        lead = self.lead(city="Lyon")
        self.assertEqual(self.score(lead), 0)
        lead.city = "Shanghai"
        self.assertEqual(self.score(lead), 12)
        self.assertEqual([line["label"] for line in lead.score_why], ["Big city"])

    def test_the_reasons_add_up_to_the_score(self):
        self.rule(name="Calls", touch_kind="call", points=10, source_cap=15)
        self.rule(name="City", kind="fit", points=-3, domain="[('city', '=', 'Lyon')]")
        lead = self.lead(partner_id=self.li.id, city="Lyon")
        for number in range(3):
            self.record(f"c:{number}", direction="in", subject="same")
        self.books()
        lead.invalidate_recordset()
        lines = {line["label"]: line for line in lead.score_why}
        self.assertEqual(
            (lines["Calls"]["points"], lines["Calls"]["awarded"], lines["Calls"]["capped"]), (15, 30, True)
        )
        self.assertEqual(sum(line["points"] for line in lead.score_why), lead.score)

    def test_leads_are_found_by_score(self):
        self.rule(kind="fit", points=30, domain="[('city', '=', 'Shanghai')]")
        hot, cold = self.lead(city="Shanghai"), self.lead(city="Lyon")
        both = [("id", "in", (hot | cold).ids)]
        Lead = self.env["crm.lead"]
        self.assertEqual(Lead.search(both + [("score", ">=", 30)]), hot)
        self.assertEqual(Lead.search(both + [("score", "<", 30)]), cold)
        self.assertEqual(Lead.search(both + [("score", "=", 0)]), cold)

    def test_a_lead_is_qualified_once_and_routed(self):
        other = self.env["crm.team"].create({"name": "Inside Sales"})
        self.threshold("mql", 10, team_id=other.id)
        self.threshold("sql", 30, convert=True)
        rule = self.rule(points=15)
        lead = self.lead(type="lead", partner_id=self.li.id)
        self.record("c:1", direction="in")
        self.books()
        self.env["crm.lead"]._cron_refresh_scores()
        first = lead.mql_at
        self.assertTrue(first)
        self.assertEqual((lead.score_tier, lead.team_id, lead.type, lead.sql_at), ("warm", other, "lead", False))
        said = len(lead.message_ids)
        rule.active = False
        self.env["crm.lead"]._refresh_scores()
        self.assertEqual((lead.score_tier, lead.mql_at), ("cold", first))
        rule.active = True
        self.env["crm.lead"]._refresh_scores()
        self.assertEqual((lead.mql_at, len(lead.message_ids)), (first, said))
        self.record("c:2", direction="in")
        self.books()
        self.env["crm.lead"]._refresh_scores()
        self.assertTrue(lead.sql_at)
        self.assertEqual((lead.type, lead.score_tier), ("opportunity", "hot"))

    def test_the_probability_of_core_stays_what_core_says(self):
        self.threshold("mql", 1)
        self.rule(points=99)
        lead = self.lead(partner_id=self.li.id)
        before = (lead.probability, lead.automated_probability)
        self.record("c:1", direction="in")
        self.books()
        self.env["crm.lead"]._refresh_scores()
        lead.invalidate_recordset()
        self.assertEqual((lead.probability, lead.automated_probability), before)

    def test_a_refresh_costs_the_same_for_one_lead_and_for_a_hundred(self):
        self.threshold("mql", 1000)
        self.rule(kind="fit", points=5, domain="[('city', '=', 'Shanghai')]")
        leads = self.env["crm.lead"].create([{"name": f"L{number}", "city": "Shanghai"} for number in range(100)])
        self.books()
        Lead = self.env["crm.lead"]
        Lead._refresh_scores(leads)
        costs = []
        for found in (leads[:1], leads):
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            Lead._refresh_scores(found)
            self.assertEqual(set(found.mapped("score")), {5})
            costs.append(self.env.cr.sql_log_count - start)
        self.assertEqual(costs[0], costs[1])
        self.assertLessEqual(costs[1], 10)

    def test_a_company_has_its_own_threshold(self):
        self.threshold("mql", 50)
        self.threshold("mql", 5, company_id=self.env.company.id)
        self.rule(kind="fit", points=10)
        ours, nobodys = self.lead(company_id=self.env.company.id), self.lead(company_id=False, team_id=False)
        self.env["crm.lead"]._refresh_scores(ours | nobodys)
        self.assertTrue(ours.mql_at)
        self.assertFalse(nobodys.mql_at)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.threshold("mql", 9)

    def test_a_rule_applied_to_the_past_is_as_if_it_had_always_been(self):
        rule = self.rule(points=10)
        lead = self.lead(partner_id=self.li.id)
        self.record("c:1", direction="in")
        self.books()
        rule.points = 25
        self.assertEqual(self.score(lead), 10)
        rule.action_apply_to_past()
        self.assertEqual(self.score(lead), 25)

    def test_merged_leads_keep_what_both_scored(self):
        self.rule(points=10)
        lead, other = self.lead(partner_id=self.li.id), self.lead(partner_id=self.li.id)
        self.record("both", direction="in")
        self.record("first", direction="in", lead_id=lead.id)
        self.record("second", direction="in", lead_id=other.id)
        self.books()
        merged = (lead | other)._merge_opportunity()
        self.books()
        self.assertEqual(self.score(merged), 30)

    def test_wrong_filters_are_refused(self):
        for wrong in ("[('no_such_field', '=', 1)]", "[(", "open('/etc/passwd')"):
            with self.assertRaises(ValidationError), mute_logger("odoo.domains"):
                self.rule(kind="fit", domain=wrong)

    def test_a_salesperson_reads_the_ledger_and_writes_nothing_in_it(self):
        rule = self.rule()
        lead = self.lead(partner_id=self.li.id)
        self.record("c:1", direction="in")
        self.books()
        event = self.env["crm.score.event"].search([("lead_id", "=", lead.id)])
        self.assertEqual(event.with_user(self.salesperson).points, 10)
        with self.assertRaises(AccessError):
            event.with_user(self.salesperson).write({"points": 99})
        with self.assertRaises(AccessError):
            rule.with_user(self.salesperson).write({"points": 99})
        with self.assertRaises(AccessError):
            rule.with_user(self.salesperson).action_apply_to_past()
        with self.assertRaises(AccessError):
            lead.company_id = self.env.company
            self.books()
            event.with_user(self.foreign_salesperson).read(["points"])

    def test_rules_of_another_company_do_not_count_here(self):
        self.rule(points=50, company_id=self.foreign_company.id)
        self.rule(points=50, kind="fit", company_id=self.foreign_company.id)
        lead = self.lead(partner_id=self.li.id)
        self.record("c:1", direction="in")
        self.books()
        self.assertEqual(self.score(lead), 0)
