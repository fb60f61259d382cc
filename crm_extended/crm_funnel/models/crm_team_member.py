from ast import literal_eval
from datetime import timedelta, timezone

from odoo import fields, models

from ..engine.assignment import Candidate
from .crm_lead_score import TIERS


class CrmTeamMember(models.Model):
    """What the best fit asks about a salesperson, beside the capacity and the filters of core."""

    _inherit = "crm.team.member"

    territory_ids = fields.Many2many("crm.territory", string="Territories", help="Empty: every territory.")
    skill_ids = fields.Many2many("crm.sales.skill", string="Skills")
    from_tier = fields.Selection(TIERS, "Takes Leads From", default="cold", required=True)
    open_max = fields.Integer("Open Leads at Most", help="0: no limit.")

    def _get_candidates(self, leads, force_quota=False):
        """The members as the engine sees them, for these leads: {member id: Candidate}. Queries do not grow with them."""
        load = dict(
            # sudo: the load of a colleague counts, whoever may see the leads that make it.
            self.env["crm.lead"]
            .sudo()
            ._read_group(
                [("user_id", "in", self.user_id.ids), ("won_status", "=", "pending")], ["user_id"], ["__count"]
            )
        )
        at_work = self._get_users_at_work()
        return {
            member.id: Candidate(
                key=member.id,
                quota=member._get_assignment_quota(force_quota=force_quota),
                load=load.get(member.user_id, 0),
                capacity=member.open_max,
                territories=frozenset(member.territory_ids.ids),
                skills=frozenset(member.skill_ids.ids),
                from_tier=member.from_tier,
                at_work=member.user_id in at_work,
                received=member.lead_day_count,
                accepts=member._get_accepted(leads),
            )
            for member in self
            if not member.assignment_optout and member.active
        }

    def _get_accepted(self, leads):
        """Ids of the leads that core's filter of the member lets through; None for all."""
        domain = literal_eval(self.assignment_domain or "[]")
        return frozenset(leads.filtered_domain(domain).ids) if domain else None

    def _get_users_at_work(self):
        """Users whose working hours it is now. Whoever has no working hours always works."""
        now = fields.Datetime.now().replace(tzinfo=timezone.utc)
        at_work = self.env["res.users"]
        for calendar, users in self.user_id.grouped("resource_calendar_id").items():
            # sudo: as in resource.calendar, working hours are no secret among colleagues.
            open_now = not calendar or calendar.sudo()._work_intervals_batch(now, now + timedelta(minutes=1))[False]
            at_work |= users if open_now else at_work.browse()
        return at_work
