from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    service_notice_hours = fields.Integer(
        "Shortest Notice (hours)", default=24, help="A customer proposes a date at least so long before it."
    )
    service_ahead_days = fields.Integer("Farthest Date (days)", default=60)
    service_most_proposals = fields.Integer("Proposals per Request", default=3)
    service_suggest = fields.Boolean(
        "Articles in the Receipt", default=True, help="The receipt of an e-mail names articles that may answer it."
    )
    service_ask_signature = fields.Boolean(
        "Ask for a Signature", default=True, help="The customer accepts the result of a closed request by signing it."
    )

    _service_rules_positive = models.Constraint(
        "CHECK (service_notice_hours >= 0 AND service_ahead_days >= 1 AND service_most_proposals >= 0)",
        "Notice and number of proposals are counted from zero up, the farthest date is at least a day away.",
    )
