from odoo import fields, models


class CrmServiceStage(models.Model):
    _name = "crm.service.stage"
    _description = "Service Stage"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    fold = fields.Boolean("Folded in Kanban")
    clock = fields.Selection(
        [("run", "Runs"), ("pause", "Pauses"), ("stop", "Stops: the request is closed")],
        "SLA Clock",
        required=True,
        default="run",
        help="Pauses: we wait for the customer or a supplier, and the time does not count. "
        "Stops: the request is solved or cancelled. Time that has passed is never counted again.",
    )
    team_ids = fields.Many2many("crm.service.team", string="Teams", help="Empty: every team uses this stage.")
    template_id = fields.Many2one(
        "mail.template",
        "E-mail to the Customer",
        domain=[("model", "=", "crm.service.request")],
        ondelete="set null",
        help="Sent when a request comes into this stage.",
    )
    ask_rating = fields.Boolean("Ask for a Rating", help="The customer is asked for a rating on arrival in this stage.")
