from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    service_assets_without_serial = fields.Boolean(
        "Assets without Serial Number",
        default=True,
        help="Delivered units of followed products become assets also when the product has no serial numbers.",
    )
