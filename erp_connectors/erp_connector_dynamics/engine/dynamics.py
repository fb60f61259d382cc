"""Microsoft Dynamics NAV and Business Central over their SOAP page services (document/literal, SOAP 1.1).

What one has to know (the ground of each is in the readme):
- success and refusal are told apart by SOAP faults; a call is one transaction, after a fault nothing is stored;
- a record's Key is its id with a time stamp: an update with an old Key is refused, so we read again and repeat;
- code fields are stored in capitals, so keys are compared without regard to case;
- a fully invoiced order disappears from the order page: ask the posted invoices as well before sending it again;
- a page cannot be read without a filter, and ends with an empty page, not with a short one.
"""

from dataclasses import replace

import zeep.exceptions
from lxml import etree

from odoo.addons.erp_connector.engine.dialect import Dialect, Page
from odoo.addons.erp_connector.engine.outcome import MISSING, Found, accepted, refused, unavailable
from odoo.addons.erp_connector.soap.transport import TransportError

from . import addresses, growing, journals, ledger, posting, reading, single
from .logins import forget_tokens
from .pages import EVERYTHING, FieldMissing, PageService, literal
from .rules import MAPPINGS, MAPS
from .words import CHANGED, NO_DOCUMENT, NO_SERVICE, NOT_IN_PAGE, POSTED, from_dynamics, may_repeat, meaning

SERVICES = {
    "customer": "Customer",
    "product": "Item",
    "order": "SalesOrder",
    "invoice": "PostedSalesInvoice",
    "entry": "CustomerLedgerEntries",
    "sales_invoice": "SalesInvoice",
    "credit_memo": "SalesCreditMemo",
    "posted_credit": "PostedSalesCreditMemo",
    "cash_receipt": "CashReceiptJournal",
    "general_journal": "GeneralJournal",
    "ledger": "GeneralLedgerEntries",
    "shipment": "PostedSalesShipment",
    "application": "DetailedCustLedgEntries",
}
# Documents that are written on one page and move to another when they are posted.
WRITTEN_ON = {"invoice": "sales_invoice", "credit_note": "credit_memo"}
POSTED_ON = {"order": "invoice", "invoice": "invoice", "credit_note": "posted_credit"}
# Field of the page that carries our key. An item's own number is its code, so that is its key.
KEY_FIELDS = {"customer": "Search_Name", "product": "No", "order": "External_Document_No"}
BATCH = "DEFAULT"  # of a journal, where the backend names none
TRIES = 4  # of an update whose record somebody else is changing at the same time


class Dynamics(Dialect):
    code = "dynamics"
    name = "Microsoft Dynamics NAV / Business Central"
    flows_out = {
        "customer": {"create", "update"},
        "product": {"create", "update"},
        "order": {"create", "update", "cancel"},
        "invoice": {"create", "cancel"},
        "credit_note": {"create", "cancel"},
        "payment": {"create"},
        "journal_entry": {"create"},
    }
    flows_in = ("invoice", "customer", "product", "price", "stock", "order_status", "open_item", "credit_limit")
    flows_in += ("delivery", "payment")
    full_lists = ("open_item",)
    ledgers = ("customer", "product", "order", "invoice", "payment")
    listings = ("customer", "product")
    parallel = 4
    ask_first = True
    key_length = 35

    def check(self):
        """Read one customer; every service that is needed must be published."""
        for kind in ("customer", "product", "order", "invoice", "entry"):
            self._page(kind)
        self._page("customer").read_multiple([("No", EVERYTHING)], 1)
        posting.check(self)
        return "Dynamics answers, the login is accepted, and all pages are published."

    def send(self, kind, action, key, values):
        try:
            if kind in journals.PAGES:
                return journals.create(self, kind, key, self._prepared(kind, values))
            page = self._page(WRITTEN_ON.get(kind, kind))
            if action == "cancel":
                return self._cancel(page, kind, key, values)
            values = addresses.complete(self._prepared(kind, values), page.fields)
            return (self._create if action == "create" else self._update)(page, kind, key, values)
        except FieldMissing as error:
            return refused("FIELD_NOT_PUBLISHED", str(error), error.name, NOT_IN_PAGE)
        except zeep.exceptions.Fault as fault:
            if not from_dynamics(fault.code):
                raise
            return self._outcome(fault)
        except zeep.exceptions.TransportError as error:
            if error.status_code in (401, 403):
                forget_tokens()
            raise
        except TransportError as error:
            if error.code != "HTTP_404":
                raise
            return replace(unavailable("NO_SERVICE", f"Dynamics has no page for {kind}"), advice=NO_SERVICE)

    def ask(self, kind, key, values):
        if kind in journals.PAGES:
            return journals.ask(self, kind, key)
        field = self._key_field(kind)
        wanted = str(values.get(field) or key)
        rows = self.rows_with(self._page(WRITTEN_ON.get(kind, kind)), field, wanted)
        if kind in POSTED_ON and (not rows or posting.of(self, kind)):
            # What a codeunit is to post is there when it is posted; until then it is for `send` to finish.
            return self._ask_posted(kind, wanted)
        if not rows:
            return MISSING
        return Found(rows[0].No, rows[0].No, tuple(row.No for row in rows[1:]))

    def changes(self, kind, cursor):
        return reading.READERS[kind](self, cursor) if self._reads(kind) else Page([], cursor)

    def ledger(self, kind, since, until):
        return ledger.ledger(self, kind, since, until)

    def fetch(self, kind, external_id):
        return single.fetch(self, kind, external_id) if self._reads(kind) else None

    def read(self, kind, external_id):
        return single.read(self, kind, external_id)

    def listing(self, kind):
        return ledger.listed(self, kind) if kind in self.listings else None

    def preview(self, kind, action, key, values):
        if kind in journals.PAGES:
            rows = journals.lines(kind, key, self._prepared(kind, values))
            return etree.tostring(self.journal(kind).envelope_of_many(rows), pretty_print=True, encoding="unicode")
        page = self._page(WRITTEN_ON.get(kind, kind))
        values = addresses.complete(self._keyed(kind, key, self._prepared(kind, values)), page.fields)
        message = page.envelope("Create" if action == "create" else "Update", values)
        return etree.tostring(message, pretty_print=True, encoding="unicode")

    @classmethod
    def default_mapping(cls, kind):
        return MAPPINGS.get(kind, [])

    @classmethod
    def default_maps(cls):
        return MAPS

    # below: one document

    def _create(self, page, kind, key, values):
        if posting.of(self, kind):
            return self._create_and_post(page, kind, key, values)
        try:
            row = page.add(self._keyed(kind, key, values))
        except zeep.exceptions.Fault as fault:
            # Somebody may have created it between our question and our call; its number is then taken.
            if from_dynamics(fault.code) and not may_repeat(fault.code):
                answer = self.ask(kind, key, values)
                if answer is not MISSING:
                    return accepted(answer.external_id, answer.external_ref, recovered=True)
            raise
        return accepted(row.No, row.No)

    def _create_and_post(self, page, kind, key, values):
        wanted = self._keyed(kind, key, values)
        rows = self.rows_with(page, self._key_field(kind), str(wanted[self._key_field(kind)]))
        row = rows[0] if rows else page.add(wanted)
        return posting.post(self, kind, key, values, number=row.No, batch="")

    def _update(self, page, kind, key, values):
        number = values.pop("No", "") or ""
        values.pop(self._key_field(kind), None)
        lines = {name: rows for name, rows in values.items() if isinstance(rows, list)}
        for _attempt in range(TRIES):
            row = self._find(page, kind, key, number)
            if row is None:
                return refused("NOT_FOUND", f"Dynamics has no record {number or key}", advice=NO_DOCUMENT)
            try:
                keyed = {name: self._line_changes(page, row, name, rows) for name, rows in lines.items()}
                page.update({"Key": row.Key, **values, **keyed})
                self._drop_lines(page, kind, key, number, lines)
                return accepted(row.No, row.No)
            except zeep.exceptions.Fault as fault:
                # The language of the fault is the server's; IsUpdated says in every language what happened.
                if not from_dynamics(fault.code) or not page.is_updated(row.Key):
                    raise
        return unavailable("CHANGED_MEANWHILE", CHANGED)

    def _line_changes(self, page, row, field, rows):
        """Our rows with the Keys of the lines they replace; those without a Key become new lines."""
        old = [line.Key for line in page.lines_of(row, field)]
        return [{**({"Key": old[number]} if number < len(old) else {}), **line} for number, line in enumerate(rows)]

    def _drop_lines(self, page, kind, key, number, lines):
        """Delete lines that the order no longer has, last first."""
        for field, rows in lines.items():
            row = self._find(page, kind, key, number)
            for line in reversed(page.lines_of(row, field)[len(rows) :]):
                page.delete_line(field, line.Key)

    def _cancel(self, page, kind, key, values):
        number = values.get("No", "")
        for _attempt in range(TRIES):
            row = self._find(page, kind, key, number)
            if row is None:
                if self._ask_posted(kind, str(values.get(self._key_field(kind)) or key)) is not MISSING:
                    return refused("POSTED", f"{kind} {number} has been posted", advice=POSTED)
                return accepted(number or key)  # gone already: that is what was asked for
            try:
                page.delete(row.Key)
                return accepted(row.No, row.No)
            except zeep.exceptions.Fault as fault:
                if not from_dynamics(fault.code) or not page.is_updated(row.Key):
                    raise
        return unavailable("CHANGED_MEANWHILE", CHANGED)

    def _outcome(self, fault):
        if may_repeat(fault.code):
            return unavailable("BUSY", fault.message)
        code, advice = meaning(fault.code)
        return refused(code, fault.message or "Dynamics refused and did not say why", advice=advice)

    # below: names

    def _page(self, kind):
        name = self.settings.options.get("services", {}).get(kind) or SERVICES[kind]
        return PageService(self.settings, name, self.exchange)

    def publishes(self, service):
        """Whether the site has a page: those for credit memos and for what Odoo's books send are not needed everywhere."""
        if self.settings.options.get("services", {}).get(service) == "":
            return False
        try:
            self._page(service)
        except TransportError as error:
            if error.code != "HTTP_404":
                raise
            return False
        return True

    def _reads(self, kind):
        names = self.settings.options.get("services", {})
        return names.get(growing.PAGES.get(kind)) != ""

    @staticmethod
    def posted_page(kind):
        return POSTED_ON[kind]

    def journal(self, kind):
        """The journal page for documents of this kind, with the batch in which the site wants them."""
        page = self._page(journals.PAGES[kind])
        page.batch = self.settings.options.get("batches", {}).get(kind) or BATCH
        return page

    def posted_numbers(self, kind, numbers):
        """{number of an invoice or credit note as we know it: its number after posting}, for those that are posted."""
        page = self._page(POSTED_ON[kind])
        wanted, found = "|".join(map(literal, numbers)), {}
        for field in ("Pre_Assigned_No", "No"):
            if field in page.fields:
                found |= {getattr(row, field): row.No for row in page.read_multiple([(field, wanted)], 0)}
        return found

    def _key_field(self, kind):
        kind = "order" if kind in WRITTEN_ON else kind  # sales documents all have the same fields
        return self.settings.options.get("key_fields", {}).get(kind) or KEY_FIELDS[kind]

    def _keyed(self, kind, key, values):
        field = self._key_field(kind)
        return values if values.get(field) else {**values, field: key}

    def _prepared(self, kind, values):
        """NAV leaves the currency empty where it is the company's own."""
        values = dict(values)
        if values.get("Currency_Code") == self.settings.options.get("local_currency", ""):
            values.pop("Currency_Code", None)
        return values

    def _find(self, page, kind, key, number):
        field, wanted = ("No", number) if number else (self._key_field(kind), key)
        rows = self.rows_with(page, field, wanted)
        return rows[0] if rows else None

    def rows_with(self, page, field, wanted):
        """Records whose field is exactly this, but for capitals."""
        rows = page.read_multiple([(field, literal(wanted))], 10)
        return [row for row in rows if str(getattr(row, field, "") or "").casefold() == wanted.casefold()]

    def _ask_posted(self, kind, wanted):
        rows = self.rows_with(self._page(POSTED_ON[kind]), self._key_field("order"), wanted)
        # The number that it had before it was posted is that by which we know it.
        before = "Order_No" if kind == "order" else "Pre_Assigned_No"
        numbers = list(dict.fromkeys(getattr(row, before, None) or row.No for row in rows))
        return Found(numbers[0], numbers[0], tuple(numbers[1:])) if numbers else MISSING

    def read_page(self, kind, filters, bookmark="", size=None):
        """Rows for the readers; `size` 0 means all. A bookmark whose record has gone starts from the beginning."""
        page = self._page(kind)
        size = int(self.settings.options.get("page_size") or 100) if size is None else size
        try:
            return page.read_multiple(filters, size, bookmark or None)
        except zeep.exceptions.Fault as fault:
            if bookmark and from_dynamics(fault.code) and not may_repeat(fault.code):
                return page.read_multiple(filters, size)
            text = fault.message or "Dynamics did not let us read"
            raise TransportError(meaning(fault.code)[0], text, executed=False) from fault
