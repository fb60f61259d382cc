from odoo import fields, models

from ..engine.sla import Step, Target

LEVELS = [("agent", "Agent"), ("lead", "Team Leader"), ("manager", "Service Manager"), ("director", "Director")]
TARGETS = [("respond", "First answer"), ("resolve", "Solution")]


class CrmServicePolicyStep(models.Model):
    _name = "crm.service.policy.step"
    _description = "Escalation Step"
    _order = "policy_id, target, percent, id"

    policy_id = fields.Many2one("crm.service.policy", required=True, index=True, ondelete="cascade")
    target = fields.Selection(TARGETS, required=True, default="resolve")
    percent = fields.Integer(
        "Time Used (%)",
        required=True,
        default=100,
        help="75 warns before the promise is broken, 100 tells when it is, 150 half as much time later.",
    )
    level = fields.Selection(LEVELS, "Tell", required=True, default="agent")

    _percent_positive = models.Constraint("CHECK (percent > 0)", "An escalation step needs a share of time above zero.")
    _level_once = models.Constraint(
        "UNIQUE (policy_id, target, level)", "Each level is told once per target: remove the second step."
    )

    def _to_engine(self):
        return [Step(Target(step.target), step.percent, step.level) for step in self]
