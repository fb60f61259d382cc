from odoo import fields, models


class CrmTouchpoint(models.Model):
    _inherit = "crm.touchpoint"

    kind = fields.Selection(selection_add=[("abandoned", "Cart Left Behind")], ondelete={"abandoned": "set cart"})
