from odoo import api, fields, models


class ErpMapping(models.Model):
    """How one kind of document becomes the ERP's: rules that a person can read and change."""

    _name = "erp.mapping"
    _description = "ERP Mapping"
    _order = "backend_id, kind"
    _rec_name = "kind"

    backend_id = fields.Many2one("erp.backend", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="backend_id.company_id")
    kind = fields.Selection(selection=lambda self: self._selection_kind(), required=True)
    line_ids = fields.One2many("erp.mapping.line", "mapping_id", "Rules", copy=True)

    _kind_once = models.UniqueIndex("(backend_id, kind)", "There is a mapping for this kind of document already.")

    @api.model
    def _selection_kind(self):
        """The kinds of messages, in the language of the user."""
        return self.env["erp.message"]._fields["kind"]._description_selection(self.env)
