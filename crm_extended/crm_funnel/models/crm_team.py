from collections import defaultdict
from datetime import timedelta

from odoo import fields, models

from ..engine.assignment import Need, choose


class CrmTeam(models.Model):
    """Assignment by best fit, on top of core's: core's quotas, filters, pauses and cron; another choice."""

    _inherit = "crm.team"

    assign_by = fields.Selection(
        [("turns", "In Turns (Odoo)"), ("fit", "Best Fit")],
        "Assign Leads",
        default="turns",
        required=True,
        help="Best fit asks for territory, skills, score, open leads and working hours, and says why.",
    )

    def _allocate_leads(self, creation_delta_days=7):
        """Leads that lie in a territory with a team go there before core deals out the rest."""
        self._allocate_by_territory(creation_delta_days)
        return super()._allocate_leads(creation_delta_days=creation_delta_days)

    def _allocate_by_territory(self, creation_delta_days):
        if not self.env["crm.territory"].search_count([("team_id", "in", self.ids)], limit=1):
            return
        domain = [("team_id", "=", False), ("user_id", "=", False), ("won_status", "=", "pending")]
        if creation_delta_days:
            domain.append(("create_date", ">", self.env.cr.now() - timedelta(days=creation_delta_days)))
        by_team = defaultdict(self.env["crm.lead"].browse)
        for lead, territory in self.env["crm.territory"]._find_for(self.env["crm.lead"].search(domain)).items():
            if territory.team_id in self:
                by_team[territory.team_id] |= lead
        for team, leads in by_team.items():
            leads.write({"team_id": team.id})

    def _assign_and_convert_leads(self, force_quota=False):
        """Teams that choose by fit go their own way; the others are core's."""
        fitting = self.filtered(lambda team: team.assign_by == "fit")
        result = super(CrmTeam, self - fitting)._assign_and_convert_leads(force_quota=force_quota)
        for team in fitting:
            leads = self.env["crm.lead"].search(team._get_lead_to_assign_domain())
            for member, assigned in team._assign_best(leads, force_quota=force_quota).items():
                result[member] = {"assigned": assigned, "quota": member._get_assignment_quota(force_quota)}
        return result

    def _assign_best(self, leads, reason="fit", without=None, force_quota=False):
        """Give each of the leads of these teams to the member who fits best; return {member: leads}.

        A lead that nobody fits stays where it is. `without` are users who shall not get it.
        """
        assigned = {}
        by_team = leads.grouped("team_id")
        for team in self & leads.team_id:
            members = team.crm_team_member_ids.filtered(lambda member: not without or member.user_id not in without)
            # The hottest first: they shall not find the quotas used up.
            own = by_team[team].sorted(
                lambda lead: (-("cold", "warm", "hot").index(lead.score_tier), -lead.probability, lead.id)
            )
            for member, notes in team._choose(own, members, force_quota).items():
                found = self.env["crm.lead"].browse(notes)
                found._take_over(member.user_id, {lead: (reason, note) for lead, note in notes.items()})
                assigned[member] = found
        return assigned

    def _choose(self, leads, members, force_quota):
        """{member: {lead id: why}}, everything asked at once, nothing written."""
        candidates = members._get_candidates(leads, force_quota)
        territories = self.env["crm.territory"]._find_for(leads)
        skills = self.env["crm.sales.skill"]._find_for(leads)
        chosen = {}
        for lead in leads:
            need = Need(territories[lead].id or None, frozenset(skills[lead.id]), lead.score_tier)
            choice = choose(need, candidates.values(), lead.id)
            if choice.key:
                member = members.browse(choice.key)
                reader = self.with_context(lang=member.user_id.lang or self.env.lang)
                why = reader._describe_choice(candidates[choice.key], choice, territories[lead], lead)
                chosen.setdefault(member, {})[lead.id] = why
                candidates[choice.key] = candidates[choice.key].took()
        return chosen

    def _describe_choice(self, candidate, choice, territory, lead):
        """Why this one, and why not the others, in a line."""
        tiers = dict(self.env["crm.lead"]._fields["score_tier"]._description_selection(self.env))
        why = [territory.with_context(lang=self.env.lang).name, tiers[lead.score_tier]]
        why.append(self.env._("%(count)s open leads", count=candidate.load))
        if not candidate.at_work:
            why.append(self.env._("outside working hours"))
        members = self.env["crm.team.member"]
        not_others = [
            f"{members.browse(key).user_id.name}: {self._get_refusal(reason)}" for key, reason in choice.refused.items()
        ]
        text = ", ".join(part for part in why if part)
        return self.env._("%(why)s. Not %(others)s", why=text, others="; ".join(not_others)) if not_others else text

    def _get_refusal(self, reason):
        return {
            "domain": self.env._("filtered out"),
            "quota": self.env._("quota used up"),
            "capacity": self.env._("too many open leads"),
            "territory": self.env._("another territory"),
            "tier": self.env._("takes warmer leads only"),
            "skill": self.env._("a skill is missing"),
        }[reason]
