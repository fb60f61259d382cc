from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    is_serviced = fields.Boolean(
        "Follow at the Customer",
        help="Each unit sold becomes an asset of the customer, with warranty and service dates.",
    )
    warranty_months = fields.Integer("Warranty (months)", default=12)
    service_every = fields.Integer("Service Every (months)", help="Zero: no maintenance plan is made for new assets.")

    _service_not_negative = models.Constraint(
        "CHECK (warranty_months >= 0 AND service_every >= 0)",
        "Warranty and service are counted in months from zero up.",
    )
