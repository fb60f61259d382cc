from odoo import fields, models


class ErpValueMap(models.Model):
    """One pair of a value map: a tax, unit, currency, payment term, account or journal here and its name there."""

    _name = "erp.value.map"
    _description = "ERP Value Map"
    _order = "name, odoo_value"

    backend_id = fields.Many2one("erp.backend", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="backend_id.company_id")
    name = fields.Char("Value Map", required=True, help="For example tax, unit, payment_term.")
    odoo_value = fields.Char("Here", required=True, help="* stands for every other value.")
    erp_value = fields.Char("In the ERP", required=True)

    _value_once = models.UniqueIndex("(backend_id, name, odoo_value)", "This value has a counterpart already.")
