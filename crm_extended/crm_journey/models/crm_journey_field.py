from odoo import api, fields, models
from odoo.exceptions import ValidationError

KINDS = ("char", "text", "selection", "boolean", "integer", "float", "date", "many2one", "many2many")


class CrmJourneyField(models.Model):
    """A field of the customer that journeys may set. What is not listed here, no journey touches."""

    _name = "crm.journey.field"
    _description = "Field That Journeys May Set"
    _rec_name = "field_id"

    field_id = fields.Many2one(
        "ir.model.fields",
        required=True,
        ondelete="cascade",
        domain=[("model", "=", "res.partner"), ("store", "=", True), ("readonly", "=", False), ("ttype", "in", KINDS)],
    )
    active = fields.Boolean(default=True)

    _once = models.UniqueIndex("(field_id)", "This field is listed already.")

    @api.depends("field_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.field_id.field_description

    @api.constrains("field_id")
    def _check_field(self):
        for line in self:
            field = self.env["res.partner"]._fields.get(line.field_id.name)
            if line.field_id.model != "res.partner" or not field or not field.store or field.type not in KINDS:
                raise ValidationError(self.env._("“%(field)s” can not be set by a journey.", field=line.display_name))

    def _prepare_value(self, text):
        """Return (field name, value to write); a tag is added, all else replaced."""
        self.ensure_one()
        if not self.active:
            raise ValidationError(self.env._("Journeys may not set “%(field)s” any more.", field=self.display_name))
        value = self._convert(text)
        return self.field_id.name, [(4, value)] if self.field_id.ttype == "many2many" else value

    def _convert(self, text):
        """The text as a value of this field, or a clear error."""
        self.ensure_one()
        field = self.env["res.partner"]._fields[self.field_id.name]
        text = (text or "").strip()
        try:
            value = self._convert_relation(field, text) if field.relational else self._convert_plain(field, text)
        except ValueError:
            value = None
        if value is None:
            raise ValidationError(
                self.env._("“%(value)s” is no value for “%(field)s”.", value=text, field=self.display_name)
            )
        return value

    def _convert_plain(self, field, text):
        if field.type == "boolean":
            known = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False, "": False}
            return known.get(text.lower())
        if field.type == "selection":
            keys = {str(key): key for key, _label in field._description_selection(self.env)}
            keys |= {label: key for key, label in field._description_selection(self.env)}
            return keys.get(text) if text else False
        if not text:
            return False
        if field.type == "date":
            return fields.Date.to_date(text)
        return {"integer": int, "float": float}.get(field.type, str)(text)

    def _convert_relation(self, field, text):
        if not text:
            return False if field.type == "many2one" else None
        Comodel = self.env[field.comodel_name]
        found = (
            Comodel.browse(int(text)).exists()
            if text.isdigit()
            else Comodel.search([("display_name", "=", text)], limit=2)
        )
        return found.id if len(found) == 1 else None
