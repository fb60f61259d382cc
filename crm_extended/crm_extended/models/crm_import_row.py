from odoo import api, fields, models


class CrmImportRow(models.Model):
    """A row of the file and what became of it."""

    _name = "crm.import.row"
    _description = "Row of an Import"
    _order = "id"
    _rec_name = "line"
    _log_access = False

    import_id = fields.Many2one("crm.import", required=True, readonly=True, index=True, ondelete="cascade")
    line = fields.Integer(required=True, readonly=True)
    content = fields.Json(readonly=True)
    shown = fields.Char("Content", compute="_compute_shown")
    state = fields.Selection(
        [("new", "To Do"), ("done", "Written"), ("known", "Known Already"), ("error", "Not Taken")],
        default="new",
        required=True,
        readonly=True,
    )
    reason = fields.Char(readonly=True)
    res_model = fields.Char("Model", readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)

    _progress = models.Index("(import_id, state, id)")

    @api.depends("content")
    def _compute_shown(self):
        for row in self:
            row.shown = " · ".join(value for value in row.content or [] if value)[:200]

    def action_open(self):
        """The record made of this row, by its own rights."""
        self.ensure_one()
        if not self.res_id or self.res_model not in self.env:
            return False
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
