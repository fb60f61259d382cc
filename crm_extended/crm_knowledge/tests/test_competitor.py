from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestCompetitor(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(cls.env, "cp_seller", groups="sales_team.group_sale_salesman")
        cls.employee = new_test_user(cls.env, "cp_employee", groups="base.group_user")
        cls.customer = new_test_user(cls.env, "cp_customer", groups="base.group_portal")
        cls.ours = cls.env["product.template"].create({"name": "Velto S", "list_price": 110.0})
        cls.rival = cls.env["crm.competitor"].create({"name": "Rival", "our_pitch": "<p>We come within a day.</p>"})
        cls.other = cls.env["crm.competitor"].create({"name": "Other"})
        cls.machine = cls.env["crm.competitor.product"].create(
            {"name": "R1", "competitor_id": cls.rival.id, "product_tmpl_id": cls.ours.id}
        )

    def lead(self, *competitors):
        return self.env["crm.lead"].create(
            {
                "name": "Two machines",
                "type": "opportunity",
                "user_id": self.seller.id,
                "competitor_ids": [Command.set([competitor.id for competitor in competitors])],
            }
        )

    def lose(self, lead, **values):
        form = Form(self.env["crm.lead.lost"].with_user(self.seller).with_context(default_lead_ids=lead.ids))
        for name, value in values.items():
            setattr(form, name, value)
        form.save().action_lost_reason_apply()

    def test_a_lost_opportunity_says_to_whom_and_at_which_price(self):
        lead = self.lead(self.rival)
        self.lose(lead, competitor_product_id=self.machine, competitor_price=100.0)
        self.assertEqual((lead.lost_competitor_id, lead.active), (self.rival, False))
        self.assertEqual((self.machine.price, self.machine.our_price), (100.0, 110.0))
        self.assertAlmostEqual(self.machine.difference, 0.1)
        self.assertEqual(self.machine.price_ids.lead_id, lead)

    def test_a_price_without_product_loses_nothing(self):
        lead = self.lead(self.rival)
        wizard = self.env["crm.lead.lost"].create({"lead_ids": lead.ids, "competitor_price": 5.0})
        with self.assertRaises(UserError):
            wizard.action_lost_reason_apply()
        self.assertTrue(lead.active)

    def test_wins_and_losses_are_counted_per_competitor(self):
        won, lost, still_open = self.lead(self.rival), self.lead(self.rival, self.other), self.lead(self.rival)
        won.action_set_won()
        self.lose(lost, competitor_id=self.other)
        self.env.flush_all()
        (self.rival + self.other).invalidate_recordset()
        self.assertEqual((self.rival.won_count, self.rival.lost_count, self.rival.open_count), (1, 0, 1))
        self.assertEqual((self.other.won_count, self.other.lost_count), (0, 1))
        self.assertEqual(self.rival.win_rate, 1.0)
        self.assertTrue(still_open.active)

    def test_an_opportunity_that_lives_again_is_lost_to_nobody(self):
        lead = self.lead(self.rival)
        self.lose(lead)
        self.assertEqual(lead.lost_competitor_id, self.rival)
        lead.action_restore()
        self.assertFalse(lead.lost_competitor_id)

    def test_the_battle_card_opens_for_the_one_competitor(self):
        action = self.lead(self.rival).with_user(self.seller).action_battle_card()
        self.assertEqual((action["res_id"], action["target"]), (self.rival.id, "new"))
        action = self.lead(self.rival, self.other).with_user(self.seller).action_battle_card()
        self.assertEqual(action["domain"], [("id", "in", (self.rival + self.other).ids)])

    def test_the_latest_price_counts(self):
        prices = self.env["crm.competitor.price"]
        prices.create({"product_id": self.machine.id, "amount": 90.0, "date": "2026-05-01"})
        prices.create({"product_id": self.machine.id, "amount": 95.0, "date": "2026-03-01"})
        self.assertEqual(self.machine.price, 90.0)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            prices.create({"product_id": self.machine.id, "amount": 0.0})

    def test_merged_opportunities_keep_all_competitors(self):
        first, second = self.lead(self.rival), self.lead(self.other)
        merged = (first + second).merge_opportunity()
        self.assertEqual(merged.competitor_ids, self.rival + self.other)

    def test_who_may_write_a_card(self):
        self.rival.with_user(self.seller).our_pitch = "<p>Better</p>"
        with self.assertRaises(AccessError):
            self.rival.with_user(self.employee).our_pitch = "<p>x</p>"
        with self.assertRaises(AccessError):
            self.rival.with_user(self.customer).read(["name"])
        foreign = self.env["res.company"].create({"name": "Elsewhere"})
        self.rival.company_id = foreign
        with self.assertRaises(AccessError):
            self.machine.with_user(self.seller).read(["name"])
