from datetime import timedelta

from odoo import api, fields, models

from ..engine.response_time import Promise


class CrmResponsePolicy(models.Model):
    """How soon a new lead is answered, counted in working hours. The first policy that matches is the promise."""

    _name = "crm.response.policy"
    _description = "Response Promise"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one("res.company", "Company", index=True)
    team_id = fields.Many2one("crm.team", "Sales Team", help="Empty: every team.")
    source_ids = fields.Many2many("utm.source", string="Sources", help="Empty: every source.")
    hours = fields.Float("Answer Within (hours)", default=4, required=True, help="Hours of working time.")
    calendar_id = fields.Many2one(
        "resource.calendar", "Working Hours", help="Empty: the working hours of the lead's company."
    )
    around_the_clock = fields.Boolean(help="The clock runs day and night, on holidays too.")
    warn_percent = fields.Integer(
        "Warn the Owner At (%)", default=75, help="Part of the time that is used up. 0: never."
    )
    escalate_percent = fields.Integer("Tell the Team Leader At (%)", default=100, help="0: never.")
    reassign_percent = fields.Integer(
        "Give to Somebody Else At (%)", default=0, help="To the best fit in the team. 0: never."
    )

    _possible = models.Constraint(
        "CHECK (hours > 0 AND warn_percent >= 0 AND escalate_percent >= 0 AND reassign_percent >= 0)",
        "The time to answer is more than zero, and no step comes before the lead.",
    )

    def _find_for(self, lead):
        """The first of these policies that is for the lead."""
        return next(
            (
                policy
                for policy in self
                if (not policy.company_id or policy.company_id == lead.company_id)
                and (not policy.team_id or policy.team_id == lead.team_id)
                and (not policy.source_ids or lead.source_id in policy.source_ids)
            ),
            self.browse(),
        )

    def _get_calendar(self, company):
        """The calendar of a lead of this company; none for around the clock."""
        self.ensure_one()
        if self.around_the_clock:
            return self.env["resource.calendar"]
        return self.calendar_id or (company or self.env.company).resource_calendar_id

    def _get_promise(self):
        self.ensure_one()
        return Promise(timedelta(hours=self.hours), self.warn_percent, self.escalate_percent, self.reassign_percent)

    @api.depends("hours")
    def _compute_display_name(self):
        for policy in self:
            policy.display_name = self.env._("%(name)s (%(hours)g h)", name=policy.name, hours=policy.hours)
