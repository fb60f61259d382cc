import base64

from odoo import fields, models


class ErpMappingImport(models.TransientModel):
    """Replace the rules of a mapping by those of a file: all of them, or none."""

    _name = "erp.mapping.import"
    _description = "Import of Mapping Rules"

    mapping_id = fields.Many2one("erp.mapping", required=True, readonly=True, ondelete="cascade")
    content = fields.Binary("CSV File", required=True)
    file_name = fields.Char()

    def action_import(self):
        """Button: import, and show the mapping."""
        self.ensure_one()
        self.mapping_id.check_access("write")
        self.mapping_id._import_rules(base64.b64decode(self.content))
        return {
            "type": "ir.actions.act_window",
            "res_model": "erp.mapping",
            "res_id": self.mapping_id.id,
            "views": [(False, "form")],
        }
