from datetime import timedelta

from odoo import fields
from odoo.tests import new_test_user

from odoo.addons.crm_extended.tests.common import CrmExtendedCommon


class JourneyCase(CrmExtendedCommon):
    """A designer, two customers with addresses, and journeys built in one line; nothing is quiet and nothing capped."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.write(
            {"journey_cap_count": 0, "journey_quiet_from": 0, "journey_quiet_to": 0, "journey_quiet_weekend": False}
        )
        cls.designer = new_test_user(
            cls.env, "dora", groups="crm_journey.group_designer,base.group_partner_manager", email="dora@us.test"
        )
        cls.clerk = new_test_user(cls.env, "clerk", groups="base.group_user", email="clerk@us.test")
        cls.wang = cls.env["res.partner"].create(
            {"name": "王芳", "email": "wang.fang@acme.test", "parent_id": cls.acme.id}
        )
        cls.Journey = cls.env["crm.journey"]
        cls.Step = cls.env["crm.journey.step"]
        cls.Enrolment = cls.env["crm.journey.enrolment"]
        cls.Run = cls.env["crm.journey.run"]

    def journey(self, *steps, running=True, **values):
        """A journey of steps in a row: each a kind, or (kind, values). Branches get their "otherwise" by place."""
        journey = self.Journey.create(
            {
                "name": "Spring",
                "entry": "manual",
                "user_id": self.designer.id,
                "domain": f"[('id', 'in', {(self.li | self.wang).ids})]",
                **values,
            }
        )
        made = self.Step
        for number, step in enumerate(steps):
            kind, extra = step if isinstance(step, tuple) else (step, {})
            made |= self.Step.create(
                {"journey_id": journey.id, "sequence": number, "name": f"{kind} {number}", "kind": kind, **extra}
            )
        for step, behind in zip(made, made[1:], strict=False):
            if not step.then_id:
                step.then_id = behind
        for step in made.filtered(lambda one: one.kind in ("mail", "sms")):
            step.mailing_id = self.mailing(step)
        if running:
            journey.action_start()
        return journey

    def mailing(self, step):
        return self.env["mailing.mailing"].create(
            {
                **step._prepare_mailing_values(),
                "body_html": "<p>Dear <t t-out='object.name'/>, <a href='https://us.test/offer'>look</a></p>",
                "body_plaintext": "Dear customer",
                "email_from": "us@us.test",
            }
        )

    def enter(self, journey, partners=None):
        return journey._enrol_partners(partners if partners is not None else self.li)

    def proceed(self, **later):
        """Let the cron's work be done, as if so much time had passed."""
        if later:
            self.env["crm.journey.enrolment"].flush_model()
            self.shift(timedelta(**later))
        claimed = self.Enrolment._claim(1000)
        claimed._proceed()
        return claimed

    def receive(self):
        """Let the events that wait be worked off."""
        arrivals = self.env["crm.journey.arrival"]._take(1000)
        self.Journey._receive(arrivals)
        arrivals.unlink()

    def shift(self, time):
        """Time passes: everything that has happened lies so much further back."""
        self.env.flush_all()
        for table, columns in {
            "crm_journey_enrolment": ("due_at", "arrived_at", "since", "ended_at"),
            "crm_journey_run": ("ran_at",),
            "crm_touchpoint": ("occurred_at",),
        }.items():
            for column in columns:
                self.env.cr.execute(f"UPDATE {table} SET {column} = {column} - %s WHERE {column} IS NOT NULL", [time])
        self.env.invalidate_all()

    def mails(self, partner=None):
        domain = [("model", "=", "res.partner"), ("mailing_id", "!=", False)]
        mails = self.env["mail.mail"].search(domain)
        return mails.filtered(lambda mail: mail.res_id == (partner or self.li).id)

    def kinds_passed(self, enrolment):
        return enrolment.run_ids.sorted("id").step_id.mapped("kind") if enrolment else []

    def touch(self, kind, partner=None, **values):
        """Something happens with a customer now."""
        self.count = getattr(self, "count", 0) + 1
        values = {"occurred_at": fields.Datetime.now(), "channel": "web", "direction": "in", **values}
        return self.record(f"journey-test:{self.count}", partner=partner, kind=kind, **values)
