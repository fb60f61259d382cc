from odoo import api, fields, models


class CrmHospitalityGuest(models.Model):
    """A guest with the part of the cost that falls to him, to the cent; the sum by customer is the customer's cost."""

    _name = "crm.hospitality.guest"
    _description = "Guest"
    _order = "hospitality_id, id"
    _rec_name = "partner_id"

    hospitality_id = fields.Many2one("crm.hospitality", required=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", "Guest", required=True, index=True, ondelete="restrict")
    customer_id = fields.Many2one(related="partner_id.commercial_partner_id", store=True, index=True, string="Customer")
    share = fields.Integer(default=1, required=True, help="2 costs twice as much as 1; 0 costs nothing.")
    official = fields.Boolean("Public Official", help="Always needs an approval.")
    came = fields.Boolean(default=True, help="Whoever did not come costs nothing.")
    cost = fields.Monetary(compute="_compute_cost", store=True, aggregator="sum")
    currency_id = fields.Many2one(related="hospitality_id.currency_id")
    company_id = fields.Many2one(related="hospitality_id.company_id", store=True)
    state = fields.Selection(related="hospitality_id.state", store=True)
    kind = fields.Selection(related="hospitality_id.kind", store=True)
    date = fields.Datetime(related="hospitality_id.date", store=True, index=True)

    _share_positive = models.Constraint("CHECK (share >= 0)", "A share is not negative.")
    _guest_once = models.Constraint("UNIQUE (hospitality_id, partner_id)", "This guest is on the list already.")

    @api.depends("hospitality_id.amount", "hospitality_id.guest_ids.share", "hospitality_id.guest_ids.came")
    def _compute_cost(self):
        for hospitality in self.hospitality_id:
            for guest, cost in hospitality._split_cost().items():
                guest.cost = cost
        (self - self.hospitality_id.guest_ids).cost = 0

    @api.model_create_multi
    def create(self, vals_list):
        guests = super().create(vals_list)
        guests.hospitality_id._check_open()
        return guests

    def write(self, vals):
        self.hospitality_id._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_open(self):
        self.hospitality_id._check_open()
