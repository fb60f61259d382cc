from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    lead_protection_days = fields.Integer(
        "Lead Protection (days)",
        help="So long after its owner last did something, nobody else can take a lead. 0: no protection.",
    )
    attribution_days = fields.Integer(
        "Attribution Window (days)", default=365, help="Touches that lie further back than that did not bring the sale."
    )
    attribution_half_life = fields.Float(
        "Attribution Half-life (days)", default=7, help="Time decay: a touch so many days earlier weighs half as much."
    )

    _funnel_periods = models.Constraint(
        "CHECK (lead_protection_days >= 0 AND attribution_days > 0 AND attribution_half_life > 0)",
        "Protection can not be negative, and attribution needs a window and a half-life.",
    )
