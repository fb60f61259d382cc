from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmEntitlementUse(models.Model):
    """Work done for a request: what it took, and which entitlement it was taken from."""

    _name = "crm.entitlement.use"
    _description = "Work on a Request"
    _order = "date desc, id desc"

    request_id = fields.Many2one("crm.service.request", required=True, index=True, ondelete="cascade")
    entitlement_id = fields.Many2one(
        "crm.entitlement", compute="_compute_entitlement_id", store=True, precompute=True, index="btree_not_null",
        ondelete="restrict",
    )  # fmt: skip
    company_id = fields.Many2one(related="request_id.company_id", store=True, precompute=True)
    date = fields.Date(required=True, default=fields.Date.context_today)
    user_id = fields.Many2one("res.users", "By", default=lambda self: self.env.user, required=True)
    name = fields.Char("Work", required=True)
    hours = fields.Float()
    visits = fields.Integer()

    _amounts = models.Constraint("CHECK (hours >= 0 AND visits >= 0)", "Work takes no negative time.")

    @api.depends("request_id")
    def _compute_entitlement_id(self):
        # Fixed when the work is written down: choosing another contract later must not rewrite what was consumed.
        for use in self:
            use.entitlement_id = use.entitlement_id or use.request_id.entitlement_id

    @api.constrains("hours", "visits")
    def _check_something(self):
        if any(not use.hours and not use.visits for use in self):
            raise UserError(self.env._("Write down hours or visits."))
