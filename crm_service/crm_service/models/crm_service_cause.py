from odoo import fields, models


class CrmServiceCause(models.Model):
    """Why a request came about: what the agent found, not what the customer thought."""

    _name = "crm.service.cause"
    _description = "Cause of Requests"
    _order = "sequence, name"

    name = fields.Char("Cause", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
