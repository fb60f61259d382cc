from odoo import fields, models


class ErpLink(models.Model):
    """An Odoo record and its counterpart in an ERP. The database keeps it one to one, in both directions."""

    _name = "erp.link"
    _description = "ERP Link"
    _order = "id desc"
    _log_access = False
    _rec_name = "external_ref"

    backend_id = fields.Many2one("erp.backend", required=True, readonly=True, ondelete="restrict")
    company_id = fields.Many2one(related="backend_id.company_id")
    res_model = fields.Char("Model", required=True, readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", required=True, readonly=True)
    kind = fields.Char(readonly=True)
    external_id = fields.Char("ERP Key", required=True, readonly=True)
    external_ref = fields.Char("ERP Number", readonly=True)
    document_key = fields.Char("Our Key", readonly=True)
    linked_at = fields.Datetime("Since", readonly=True)

    _record_once = models.UniqueIndex("(backend_id, res_model, res_id)", "This record is linked already.")
    _document_once = models.UniqueIndex("(backend_id, kind, external_id)", "This ERP document is linked already.")
    _of_record = models.Index("(res_model, res_id)")
    _of_our_key = models.Index("(backend_id, document_key)")
