import json
from dataclasses import dataclass, field

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..engine import canonical


@dataclass
class Rehearsal:
    """One record mapped without being sent. `first` are names of records that would be sent before it."""

    document: dict
    values: dict
    external_id: str = ""
    first: list = field(default_factory=list)


class ErpBackend(models.Model):
    """Which records a kind of document is made of, and what one of them would look like in the ERP."""

    _inherit = "erp.backend"

    # Stands for the ERP's key of a record that the ERP does not know yet.
    NEW_KEY = "0"

    @api.model
    def _kind_models(self):
        """{kind: model name} of what this database can send: "customer" is res.partner."""
        nothing = self.env.registry["erp.document"]._erp_document
        return {
            kind: name
            for name, model in self.env.registry.items()
            if getattr(model, "_erp_kind", None) and model._erp_document is not nothing
            for kind in getattr(model, "_erp_kinds", (model._erp_kind,))
        }

    def _records_domain(self, kind, since=None):
        """Domain of existing records that belong into the ERP. `since` limits documents, never master data."""
        self.ensure_one()
        company = Domain("company_id", "in", [False, self.company_id.id])
        if kind == "customer":
            customers = Domain("customer_rank", ">", 0) | Domain("sale_order_ids.state", "=", "sale")
            return company & customers & (Domain("parent_id", "=", False) | Domain("is_company", "=", True))
        if kind == "product":
            return company & Domain("sale_ok", "=", True)
        if kind == "order":
            orders = Domain("company_id", "=", self.company_id.id) & Domain("state", "=", "sale")
            return orders & Domain("date_order", ">=", since) if since else orders
        return self._books_domain(kind, since)

    def _books_domain(self, kind, since):
        """Posted documents of the books that are this backend's to send."""
        company = Domain("company_id", "=", self.company_id.id)
        dated = Domain("date", ">=", since) if since else Domain.TRUE
        types = {"invoice": "out_invoice", "credit_note": "out_refund", "journal_entry": "entry"}
        if not self._leads(kind):
            return Domain.FALSE
        if kind == "payment":
            paid = Domain("partner_type", "=", "customer") & Domain("state", "in", ("in_process", "paid"))
            return company & dated & paid
        if kind not in types:
            return Domain.FALSE
        moves = Domain("move_type", "=", types[kind]) & Domain("state", "=", "posted")
        if kind == "journal_entry":
            moves &= Domain("origin_payment_id", "=", False) & Domain("statement_line_id", "=", False)
            moves &= Domain("tax_cash_basis_rec_id", "=", False) & Domain("journal_id.type", "=", "general")
            if self.entry_journal_ids:
                moves &= Domain("journal_id", "in", self.entry_journal_ids.ids)
        return company & dated & moves

    def _document_of(self, record):
        """Neutral document of a record as plain JSON values, the way the outbox keeps it."""
        return json.loads(canonical.dumps(self._in_company(record)._erp_document()))

    def _in_company(self, record):
        """A record as this backend's company sees it, in that company's language: value maps are written in one. Its
        days are those of the place where the books are kept."""
        company = self.company_id
        return record.with_company(company).with_context(
            lang=company.partner_id.lang, erp_backend_id=self.id, erp_zone=self._zone().zone
        )

    def _rehearse(self, record, profile):
        """Map a record and send nothing; MappingError as on sending, except for records that would go first."""
        document = self._document_of(record)
        keys = self._keys_of(canonical.references(document) | {(record._name, record.id)})
        external_id = keys.get(f"{record._name},{record.id}", "")
        first = []
        for model, record_id in sorted(canonical.references(document)):
            name = f"{model},{record_id}"
            if name not in keys:
                keys[name] = self.NEW_KEY
                first.append(self.env[model].browse(record_id).display_name)
        action = "update" if external_id else "create"
        document["external_id"] = external_id
        values = profile.values(record._erp_kind_of(), action, document, keys)
        return Rehearsal(document, values, external_id, first)

    def _keys_of(self, records):
        """{"res.partner,12": "47"} for those of these (model, id) that are linked."""
        by_model = {}
        for model, record_id in records:
            by_model.setdefault(model, []).append(record_id)
        # sudo: a person who may rehearse a record may know under which key the ERP has what it refers to.
        links = self.env["erp.link"].sudo()
        domain = Domain.OR([Domain("res_model", "=", m) & Domain("res_id", "in", ids) for m, ids in by_model.items()])
        found = links.search(Domain("backend_id", "=", self.id) & domain) if by_model else links
        return {f"{link.res_model},{link.res_id}": link.external_id for link in found}

    def _check_manager(self):
        if not self.env.su and not self.env.user.has_group("erp_connector.group_erp_manager"):
            raise AccessError(self.env._("Only those who set up the ERP connection may do this."))
