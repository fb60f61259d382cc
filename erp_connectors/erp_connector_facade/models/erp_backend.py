import re

from odoo import api, fields, models

from ..engine import words
from ..engine.facade import FacadeDialect

PLACE = re.compile(r"\{([A-Za-z_]\w*)\}$")


class ErpBackend(models.Model):
    """Services and values of a site, for dialects that are made for them."""

    _inherit = "erp.backend"

    facade_ids = fields.One2many("erp.facade", "backend_id", "Site Services", copy=True)
    site_value_ids = fields.One2many("erp.site.value", "backend_id", "Site Values", copy=True)
    uses_facades = fields.Boolean(compute="_compute_uses_facades")

    @api.depends("dialect")
    def _compute_uses_facades(self):
        classes = self._dialect_classes()
        for backend in self:
            backend.uses_facades = issubclass(classes.get(backend.dialect, object), FacadeDialect)

    def _prepare_options(self):
        options = super()._prepare_options()
        if not self.uses_facades:
            return options
        currencies = {entry.erp_value: entry.odoo_value for entry in self.value_map_ids if entry.name == "currency"}
        return options | {
            "facades": {facade.kind: facade._prepare_option() for facade in self.facade_ids},
            "constants": {entry.name: (entry.value or "").strip() for entry in self.site_value_ids},
            "currencies": currencies,
        }

    def action_load_mapping(self):
        """Also names the site values that the loaded mapping asks for; what is filled in already stays."""
        result = super().action_load_mapping()
        for backend in self.filtered("uses_facades"):
            rules = backend.mapping_ids.line_ids.filtered(lambda line: line.rule == "fixed")
            wanted = {found[1] for line in rules if (found := PLACE.match(line.source or ""))}
            missing = sorted(wanted - set(backend.site_value_ids.mapped("name")))
            backend.site_value_ids.create([{"backend_id": backend.id, "name": name} for name in missing])
        return result

    @api.model
    def _dialect_words(self):
        return super()._dialect_words() | {
            words.NO_SERVICE: self.env._(
                "describe the service for this kind of document on the backend, under Site Services"
            ),
            words.SITE_VALUE: self.env._("fill in this value on the backend, under Site Values"),
            words.NOT_TEXT: self.env._("remove the control characters from the record's texts and send it again"),
            words.NOT_ENCODABLE: self.env._(
                "replace these characters in the record: the ERP's encoding does not have them"
            ),
            words.REFUSED: self.env._("correct what the ERP names and send it again"),
        }
