from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.safe_eval import test_python_expr


class ErpMappingLine(models.Model):
    """One rule: which of the ERP's fields gets what. See engine.mapping for the words."""

    _name = "erp.mapping.line"
    _description = "ERP Mapping Rule"
    _order = "sequence, id"
    _rec_name = "target"

    mapping_id = fields.Many2one("erp.mapping", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    target = fields.Char("ERP Field", required=True, help="Dotted path; lines[].qty is the field qty of each line.")
    rule = fields.Selection(
        [
            ("field", "Field"),
            ("fixed", "Fixed Value"),
            ("reference", "ERP Key of"),
            ("map", "Value Map"),
            ("expression", "Expression"),
        ],
        default="field",
        required=True,
    )
    source = fields.Char("Ours", help="Path in our document, fixed value, or expression over `document` and `line`.")
    map_name = fields.Char("Value Map")
    default_value = fields.Char("If Empty")
    required = fields.Boolean()
    max_length = fields.Integer("Length")
    cut = fields.Boolean(help="Cut a longer text instead of refusing it.")

    @api.constrains("rule", "source", "map_name")
    def _check_rule(self):
        for line in self:
            if line.rule == "map" and not line.map_name:
                raise ValidationError(self.env._("The rule for “%s” needs a value map.", line.target))
            if line.rule == "expression":
                problem = test_python_expr((line.source or "").strip(), mode="eval")
                if problem:
                    raise ValidationError(
                        self.env._("The expression for “%(target)s”: %(problem)s", target=line.target, problem=problem)
                    )
