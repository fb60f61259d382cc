from odoo import fields, models


class CrmImportKey(models.Model):
    """A row that was written, for ever: what keeps the same file from being written twice."""

    _name = "crm.import.key"
    _description = "Key of an Imported Row"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    kind = fields.Char(required=True, readonly=True)
    key = fields.Char(required=True, readonly=True)
    res_model = fields.Char("Model", readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)

    _once = models.UniqueIndex("(company_id, kind, key)")
