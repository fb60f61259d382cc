from datetime import datetime, time, timedelta
from decimal import Decimal

import pytz

from odoo import fields, models
from odoo.fields import Domain

from ..engine import states
from ..engine.reconciling import Entry

MODELS = {
    "customer": "res.partner",
    "product": "product.product",
    "order": "sale.order",
    "invoice": "account.move",
    "payment": "account.move",
    "receivable": "res.partner",
}
MASTER_DATA = ("customer", "product")
OPEN_STATES = states.OPEN


class ErpBackend(models.Model):
    """Both sides of a reconciliation as lists of entries: what Odoo has, what the ERP says it has."""

    _inherit = "erp.backend"

    reconciliation_ids = fields.One2many("erp.reconciliation", "backend_id")
    difference_count = fields.Integer("Differences", compute="_compute_difference_count")

    def _compute_difference_count(self):
        counts = dict(
            self.env["erp.reconciliation.line"]._read_group(
                [("backend_id", "in", self.ids)], ["backend_id"], ["__count"]
            )
        )
        for backend in self:
            backend.difference_count = counts.get(backend, 0)

    def action_open_reconciliations(self):
        return self._open("erp_connector.erp_reconciliation_action", [])

    def _ledgers(self):
        """Kinds that this ERP, as it is set up, can list for a reconciliation."""
        self.ensure_one()
        # sudo: whoever reconciles may not see how the ERP is set up; only the kinds that it lists are told.
        return self._dialect_class().ledgers_for(self.sudo()._prepare_options())

    def _ledger_there(self, kind, since, until, note=lambda count: None):
        """Entries of the ERP. `note(count)` hears now and then how many have been read."""
        dialect = self._dialect_class()(self._prepare_settings())
        try:
            entries = []
            for row in dialect.ledger(kind, since, until):
                entries.append(_entry_there(row))
                if len(entries) % 50 == 0:
                    note(len(entries))
            return entries
        finally:
            dialect.close()

    def _ledger_here(self, kind, since, until, there=()):
        """Entries of Odoo: what is dated since..until, and whatever `there` knows by link or key, of any date."""
        links = self._ledger_links(kind)
        by_external = {link.external_id: link.res_id for link in links.values()}
        ids = {by_external[entry.external_id] for entry in there if entry.external_id in by_external}
        ids |= self._ids_by_key(kind, [entry.key for entry in there if entry.key])
        records = self._ledger_records(kind, since, until, ids, links)
        waiting = self._on_the_way(kind, records.ids)
        return [
            Entry(
                external_id=links[record.id].external_id if record.id in links else "",
                res_id=record.id,
                on_the_way=record.id in waiting,
                **getattr(self, f"_prepare_{'master' if kind in MASTER_DATA else kind}_entry")(kind, record),
            )
            for record in records
        ]

    def _ledger_links(self, kind):
        """{record id: link}; a payment is known by the link of its invoice."""
        kinds = ("invoice", "credit_note") if kind in ("invoice", "payment") else (kind,)
        links = self.env["erp.link"].search_fetch(
            [("backend_id", "=", self.id), ("kind", "in", kinds), ("res_model", "=", MODELS[kind])],
            ["res_id", "external_id"],
        )
        return {link.res_id: link for link in links}

    def _ids_by_key(self, kind, keys):
        found = self.env["erp.message"]._read_group(
            [
                ("backend_id", "=", self.id),
                ("kind", "=", kind),
                ("direction", "=", "out"),
                ("document_key", "in", keys),
            ],
            ["res_id"],
        )
        return {res_id for (res_id,) in found}

    def _on_the_way(self, kind, ids):
        """Records with a message that is still open, stuck ones left out: those are for a person to repair."""
        domain = [("backend_id", "=", self.id), ("res_model", "=", MODELS[kind]), ("res_id", "in", ids)]
        domain += [("state", "in", OPEN_STATES[:4]), ("direction", "=", "out")]
        return {res_id for (res_id,) in self.env["erp.message"]._read_group(domain, ["res_id"])}

    def _ledger_records(self, kind, since, until, ids, links):
        model = self.env[MODELS[kind]].with_context(active_test=False)
        known = Domain("id", "in", list(ids))
        if kind in MASTER_DATA:
            sent = self.env["erp.message"]._read_group(
                [
                    ("backend_id", "=", self.id),
                    ("kind", "=", kind),
                    ("direction", "=", "out"),
                    ("state", "!=", "cancelled"),
                ],
                ["res_id"],
            )
            return model.browse(sorted(set(links) | ids | {res_id for (res_id,) in sent})).exists()
        linked = Domain("id", "in", list(links))
        company = Domain("company_id", "=", self.company_id.id)
        if kind == "order":
            start, end = self._as_utc(since), self._as_utc(until + timedelta(days=1))
            dated = Domain("date_order", ">=", start) & Domain("date_order", "<", end)
            wanted = Domain("state", "=", "sale") | (Domain("state", "=", "cancel") & linked)
        else:
            dated = Domain("invoice_date", ">=", since) & Domain("invoice_date", "<=", until)
            sales = Domain("move_type", "in", ("out_invoice", "out_refund"))
            wanted = (Domain("state", "=", "posted") | linked) & sales
            if kind == "payment":
                wanted &= linked
        records = model.search(company & ((dated & wanted) | known))
        if kind == "payment":
            return records.filtered(lambda move: not move.currency_id.is_zero(move.amount_total - move.amount_residual))
        return records

    def _zone(self):
        return pytz.timezone(self.user_id.tz or self.company_id.partner_id.tz or "UTC")

    def _as_utc(self, day, clock=time.min):
        """A time of a day, midnight unless told, where the books are kept, as Odoo stores it."""
        return self._zone().localize(datetime.combine(day, clock)).astimezone(pytz.utc).replace(tzinfo=None)

    def _prepare_master_entry(self, kind, record):
        return {"key": self._document_key(kind, record), "label": record.display_name}

    def _prepare_order_entry(self, kind, order):
        day = pytz.utc.localize(order.date_order).astimezone(self._zone()).date() if order.date_order else None
        return {
            "key": self._document_key(kind, order),
            "label": order.name,
            "total": _decimal(order.amount_total, order.currency_id),
            "tax": _decimal(order.amount_tax, order.currency_id),
            "state": {"sale": "open", "cancel": "cancelled"}.get(order.state, "draft"),
            "date": day,
            "currency": order.currency_id.name,
        }

    def _prepare_invoice_entry(self, kind, move):
        sign = -1 if move.move_type == "out_refund" else 1
        paid = move.payment_state in ("paid", "in_payment", "reversed")
        state = {"draft": "draft", "cancel": "cancelled"}.get(move.state, "paid" if paid else "open")
        return {
            "label": f"{move.name} ({move.ref})" if move.ref else move.name or "",
            "total": sign * _decimal(move.amount_total, move.currency_id),
            "tax": sign * _decimal(move.amount_tax, move.currency_id),
            "state": state,
            "date": move.invoice_date or None,
            "currency": move.currency_id.name,
        }

    def _prepare_payment_entry(self, kind, move):
        """What has been paid on an invoice so far counts as one payment: that is how ERPs show it."""
        values = self._prepare_invoice_entry(kind, move)
        sign = -1 if move.move_type == "out_refund" else 1
        paid = _decimal(move.amount_total - move.amount_residual, move.currency_id)
        return values | {"total": sign * paid, "tax": None, "state": "paid"}


def _decimal(amount, currency):
    return Decimal(f"{amount:.{currency.decimal_places}f}")


def _entry_there(row):
    return Entry(
        external_id=row["external_id"],
        key=row.get("key") or "",
        label=row.get("external_ref") or row["external_id"],
        total=None if row.get("total") is None else Decimal(row["total"]),
        tax=None if row.get("tax") is None else Decimal(row["tax"]),
        state=row.get("state") or "open",
        date=fields.Date.to_date(row.get("date") or False) or None,
        currency=row.get("currency") or "",
    )
