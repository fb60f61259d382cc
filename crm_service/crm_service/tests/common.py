from datetime import datetime
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

MONDAY = datetime(2026, 6, 8, 7)  # 9:00 in Berlin


class ServiceCase(TransactionCase):
    """Two customers, a team with leader, manager and director, and a policy: answer in 1 hour, solve in 8."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = new_test_user(cls.env, "sv_agent", "crm_service.group_agent,sales_team.group_sale_salesman")
        cls.other_agent = new_test_user(cls.env, "sv_agent2", "crm_service.group_agent")
        cls.lead = new_test_user(cls.env, "sv_lead", "crm_service.group_agent")
        cls.manager = new_test_user(cls.env, "sv_manager", "crm_service.group_manager")
        cls.director = new_test_user(cls.env, "sv_director", "crm_service.group_manager")
        cls.calendar = cls.env["resource.calendar"].create(
            {
                "name": "Office",
                "tz": "Europe/Berlin",
                "company_id": False,
                "attendance_ids": [Command.clear()]
                + [
                    Command.create(
                        {"name": "x", "dayofweek": str(day), "hour_from": start, "hour_to": end, "day_period": part}
                    )
                    for day in range(5)
                    for start, end, part in ((9, 12, "morning"), (13, 18, "afternoon"))
                ],
            }
        )
        cls.team = cls.env["crm.service.team"].create(
            {
                "name": "Machines",
                "alias_name": "machines-test",
                "calendar_id": cls.calendar.id,
                "lead_id": cls.lead.id,
                "manager_id": cls.manager.id,
                "director_id": cls.director.id,
                "member_ids": [Command.set(cls.agent.ids)],
            }
        )
        cls.env["crm.service.policy"].search([]).active = False
        cls.policy = cls.env["crm.service.policy"].create(
            {"name": "Standard", "respond_hours": 1, "resolve_hours": 8, "team_ids": [Command.set(cls.team.ids)]}
        )
        cls.stage_new = cls.env.ref("crm_service.stage_new")
        cls.stage_wait = cls.env.ref("crm_service.stage_customer")
        cls.stage_solved = cls.env.ref("crm_service.stage_solved")
        cls.customer = cls.env["res.partner"].create(
            {"name": "Ada", "email": "ada@customer.example", "is_company": True}
        )
        cls.stranger = cls.env["res.partner"].create(
            {"name": "Bob", "email": "bob@stranger.example", "is_company": True}
        )
        cls.product = cls.env["product.product"].create(
            {"name": "Press", "is_serviced": True, "warranty_months": 12, "service_every": 6, "list_price": 1000}
        )

    @classmethod
    def make(cls, **values):
        return cls.env["crm.service.request"].create(
            {"name": "It does not start", "team_id": cls.team.id, "partner_id": cls.customer.id, **values}
        )

    @classmethod
    def cron(cls):
        """Run the scheduled action; its commits are what a test must not do."""
        with patch.object(type(cls.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: 60):
            cls.env["crm.service.sla"]._cron_refresh()

    def alarms(self, request):
        kind = self.env.ref("crm_service.activity_escalation")
        return request.activity_ids.filtered(lambda activity: activity.activity_type_id == kind)
