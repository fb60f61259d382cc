from odoo import fields, models


class ErpSiteValue(models.Model):
    """A code that every document of one site needs: its organisation, account book, order type…"""

    _name = "erp.site.value"
    _description = "ERP Site Value"
    _order = "backend_id, name"

    backend_id = fields.Many2one("erp.backend", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="backend_id.company_id")
    name = fields.Char(required=True, help="The mapping uses it as {name}.")
    value = fields.Char("In the ERP", help="A document that needs it is refused by name as long as it is empty.")

    _name_once = models.UniqueIndex("(backend_id, name)", "This site has a value of that name already.")
