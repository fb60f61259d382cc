from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import CrmExtendedCommon


@tagged("post_install", "-at_install")
class TestBuyingRoles(CrmExtendedCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls.env["crm.lead"].create(
            {"name": "Rolls", "type": "opportunity", "partner_id": cls.acme.id, "user_id": cls.salesperson.id}
        )

    def add(self, lead, partner, role="decider"):
        return self.env["crm.lead.stakeholder"].create({"lead_id": lead.id, "partner_id": partner.id, "role": role})

    def test_opportunities_without_a_decision_maker_are_found(self):
        other = self.lead.copy({"name": "Other"})
        self.add(self.lead, self.li)
        self.add(other, self.li, "user")
        unknown = self.env["crm.lead"].search([("decider_known", "=", False), ("id", "in", (self.lead | other).ids)])
        self.assertEqual(unknown, other)
        self.assertTrue(self.lead.decider_known)

    def test_a_contact_has_one_role_in_an_opportunity(self):
        self.add(self.lead, self.li)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.add(self.lead, self.li, "blocker")

    def test_the_customer_s_page_shows_the_roles_of_open_opportunities(self):
        lost = self.lead.copy()
        self.add(lost, self.li, "blocker")
        lost.action_set_lost()
        self.add(self.lead, self.li)
        blocks = {block["key"]: block for block in self.acme.with_user(self.salesperson).customer_blocks}
        self.assertEqual(blocks["contacts"]["rows"][0]["note"], "Decision Maker")

    def test_merged_opportunities_keep_every_role_once(self):
        wang = self.env["res.partner"].create({"name": "王芳", "parent_id": self.acme.id})
        other = self.lead.copy()
        self.add(self.lead, self.li)
        self.add(other, self.li, "user")
        self.add(other, wang, "blocker")
        merged = (self.lead | other).merge_opportunity()
        self.assertEqual(sorted(merged.stakeholder_ids.mapped("partner_id.name")), ["李伟", "王芳"])

    def test_merged_contacts_keep_their_roles(self):
        twin = self.env["res.partner"].create({"name": "Li Wei", "email": self.li.email})
        other = self.lead.copy()
        self.add(self.lead, self.li)
        self.add(self.lead, twin, "user")
        self.add(other, twin, "blocker")
        self.env["base.partner.merge.automatic.wizard"]._merge((self.li | twin).ids, self.li)
        self.env.invalidate_all()
        self.assertEqual(self.lead.stakeholder_ids.mapped("role"), ["decider"])
        self.assertEqual(other.stakeholder_ids.mapped("role"), ["blocker"])
        self.assertEqual(other.stakeholder_ids.partner_id, self.li)

    def test_a_salesperson_does_not_see_the_roles_of_a_colleague_s_opportunity(self):
        role = self.add(self.lead, self.li)
        own = new_test_user(self.env, "own", groups="sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            role.with_user(own).read(["role"])
        self.assertTrue(role.with_user(self.salesperson).read(["role"]))


@tagged("post_install", "-at_install")
class TestPersonalDays(CrmExtendedCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reader = new_test_user(cls.env, "reader", groups="crm_extended.group_personal_days")

    def make(self, **values):
        base = {"partner_id": self.li.id, "day": 29, "month": "2", "consent_source": "Told Sally at the fair"}
        return self.env["crm.occasion"].with_user(self.reader).create({**base, **values})

    def test_only_the_group_sees_a_birthday(self):
        birthday = self.make()
        with self.assertRaises(AccessError):
            birthday.with_user(self.salesperson).read(["day"])
        with self.assertRaises(AccessError):
            self.env["crm.occasion"].with_user(self.salesperson).search([])
        self.assertTrue(birthday.with_user(self.reader).read(["day"]))

    def test_there_is_no_birthday_without_a_consent(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.make(consent_source=False)
        with self.assertRaises(ValidationError):
            self.make(consent_date="2099-01-01")

    def test_a_day_that_is_not_in_the_calendar_is_refused(self):
        for values in ({"day": 31, "month": "4"}, {"day": 0}, {"year": 2027}):
            with self.assertRaises(ValidationError):
                self.make(**values)

    def test_the_next_one_rolls_on_when_the_day_has_passed(self):
        with freeze_time("2026-02-10"):
            birthday = self.make()
            self.assertEqual(birthday.next_date, date(2026, 2, 28))
        with freeze_time("2026-03-01"):
            self.env["crm.occasion"]._cron_roll_on()
            self.env["crm.occasion"]._cron_roll_on()
            self.assertEqual(birthday.next_date, date(2027, 2, 28))

    def test_another_company_s_reader_sees_nothing(self):
        self.li.company_id = self.acme.company_id = self.env.company
        self.make()
        self.foreign_salesperson.group_ids |= self.env.ref("crm_extended.group_personal_days")
        self.assertFalse(self.env["crm.occasion"].with_user(self.foreign_salesperson).search([]))
