from odoo import api, fields, models
from odoo.fields import Command

# Value map -> (model, field whose text our documents carry).
SOURCES = {
    "tax": ("account.tax", "name"),
    "unit": ("uom.uom", "name"),
    "currency": ("res.currency", "name"),
    "payment_term": ("account.payment.term", "name"),
    "journal": ("account.journal", "code"),
    "warehouse": ("stock.warehouse", "code"),
}


class ErpValueProposal(models.TransientModel):
    """What is in use here and has no counterpart in the ERP yet; a person fills in the right column."""

    _name = "erp.value.proposal"
    _description = "Proposed Value Maps"

    backend_id = fields.Many2one("erp.backend", required=True, readonly=True, ondelete="cascade")
    line_ids = fields.One2many("erp.value.proposal.line", "proposal_id", "Values")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        backend = self.env["erp.backend"].browse(values.get("backend_id"))
        if backend and "line_ids" in fields:
            values["line_ids"] = [Command.create(row) for row in self._proposals(backend)]
        return values

    @api.model
    def _proposals(self, backend):
        """[{name, odoo_value}] of values in use and not in the backend's value maps, map by map."""
        known = {(entry.name, entry.odoo_value) for entry in backend.value_map_ids}
        used = set(backend.mapping_ids.line_ids.filtered(lambda line: line.rule == "map").mapped("map_name"))
        rows = []
        # Maps that the rules really use come first: without them nothing can be sent.
        for name in sorted(SOURCES, key=lambda name: (name not in used, list(SOURCES).index(name))):
            values = {value for value in self._in_use(backend, name) if value and (name, value) not in known}
            rows += [{"name": name, "odoo_value": value, "needed": name in used} for value in sorted(values)]
        return rows

    @api.model
    def _in_use(self, backend, name):
        """Texts of one kind of value that the company uses."""
        model, text = SOURCES[name]
        if model not in self.env:
            return []
        # In the language in which documents are written, see erp.backend._in_company.
        records = backend._in_company(self.env[model])
        return records.search(self._use_domain(backend, name)).mapped(text)

    @api.model
    def _use_domain(self, backend, name):
        company = backend.company_id
        own = [("company_id", "=", company.id)]
        lines = self.env["sale.order.line"]
        if name == "tax":
            return [*own, ("type_tax_use", "=", "sale")]
        if name == "unit":
            groups = lines._read_group([*own, ("display_type", "=", False)], ["product_uom_id"])
            return [("id", "in", [unit.id for (unit,) in groups if unit])]
        if name == "currency":
            groups = self.env["sale.order"]._read_group(own, ["currency_id"])
            return [("id", "in", [*(currency.id for (currency,) in groups), company.currency_id.id])]
        if name == "payment_term":
            return [("company_id", "in", [False, company.id])]
        if name == "journal":
            return [*own, ("type", "in", ("sale", "bank", "cash"))]
        return own

    def action_save(self):
        """Button: keep the pairs that have been filled in; the rest is proposed again next time."""
        self.ensure_one()
        self.backend_id.check_access("write")
        known = {(entry.name, entry.odoo_value) for entry in self.backend_id.value_map_ids}
        self.env["erp.value.map"].create(
            [
                {
                    "backend_id": self.backend_id.id,
                    "name": line.name,
                    "odoo_value": line.odoo_value,
                    "erp_value": line.erp_value.strip(),
                }
                for line in self.line_ids
                if (line.erp_value or "").strip() and (line.name, line.odoo_value) not in known
            ]
        )
        return {"type": "ir.actions.act_window_close"}
