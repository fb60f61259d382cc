from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmImportColumn(models.Model):
    """A column of the file and what it is taken for."""

    _name = "crm.import.column"
    _description = "Column of an Import"
    _order = "place"
    _rec_name = "header"

    import_id = fields.Many2one("crm.import", required=True, index=True, ondelete="cascade")
    place = fields.Integer(required=True, readonly=True)
    header = fields.Char("Column", readonly=True)
    sample = fields.Char("Examples", readonly=True)
    target = fields.Selection(selection="_select_targets", string="Is", help="Empty: the column is left out.")

    @api.model
    def _select_targets(self):
        return list(self.env["crm.import"]._get_target_names().items())

    @api.constrains("target", "import_id")
    def _check_target(self):
        for column in self.filtered("target"):
            name = dict(self._select_targets())[column.target]
            if column.target not in column.import_id._get_targets():
                raise ValidationError(self.env._("“%(name)s” does not belong to this kind of import.", name=name))
            if len(column.import_id.column_ids.filtered(lambda other, one=column: other.target == one.target)) > 1:
                raise ValidationError(self.env._("Two columns are taken for “%(name)s”.", name=name))
