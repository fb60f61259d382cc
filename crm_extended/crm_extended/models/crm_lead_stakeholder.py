from odoo import fields, models


class CrmLeadStakeholder(models.Model):
    _name = "crm.lead.stakeholder"
    _description = "Stakeholder of an Opportunity"
    _order = "lead_id, sequence, id"
    _rec_name = "partner_id"

    lead_id = fields.Many2one("crm.lead", "Opportunity", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    partner_id = fields.Many2one("res.partner", "Contact", required=True, index=True, ondelete="cascade")
    function = fields.Char(related="partner_id.function", string="Job Position")
    phone = fields.Char(related="partner_id.phone")
    role = fields.Selection(
        [
            ("decider", "Decision Maker"),
            ("influencer", "Influencer"),
            ("user", "User"),
            ("champion", "Champion"),
            ("gatekeeper", "Gatekeeper"),
            ("blocker", "Blocker"),
        ],
        required=True,
        default="influencer",
    )
    attitude = fields.Selection(
        [("for", "For Us"), ("open", "Undecided"), ("against", "Against Us")], default="open", required=True
    )
    note = fields.Char(help="What moves this person: price, safety, an old friendship.")

    _contact_once = models.Constraint("UNIQUE (lead_id, partner_id)", "A contact has one role in an opportunity.")
