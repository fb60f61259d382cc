from odoo import fields, models


class ErpStream(models.Model):
    """How far one kind of incoming document has been read."""

    _name = "erp.stream"
    _description = "ERP Incoming Stream"
    _order = "backend_id, kind"
    _rec_name = "kind"

    backend_id = fields.Many2one("erp.backend", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="backend_id.company_id")
    kind = fields.Char(required=True, readonly=True)
    cursor = fields.Json(readonly=True)
    polled_at = fields.Datetime("Last Read", readonly=True)
    problem = fields.Char("Last Problem", readonly=True)
    failures = fields.Integer("Failed in a Row", readonly=True)
    active = fields.Boolean(default=True)

    _kind_once = models.UniqueIndex("(backend_id, kind)", "This stream exists already.")
