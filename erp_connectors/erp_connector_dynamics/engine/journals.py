"""What goes into Dynamics through its journals: payments and ledger entries.

A document is some lines of a journal page under one document number; they are written in one call, which is one
transaction, and carry our key as their external document number. Posting is Dynamics' own: it empties the journal, so
our key is then looked for in the ledger.
"""

from decimal import Decimal

from odoo.addons.erp_connector.engine.outcome import MISSING, Found, accepted

from . import posting

PAGES = {"payment": "cash_receipt", "journal_entry": "general_journal"}
LEDGERS = {"payment": "entry", "journal_entry": "ledger"}
KEY, NUMBER, APPLIED = "External_Document_No", "Document_No", "Applies_to_Doc_No"


def lines(kind, key, values):
    """Lines of a document as the page takes them: what the mapping fills beside `lines` goes into each of them.

    >>> lines("payment", "K", {"Document_No": "P1", "Amount": "-5.00", "lines": [{"Amount": "2.00"}]})[1]["Amount"]
    '-3.00'
    """
    common = {KEY: key} | {name: value for name, value in values.items() if name != "lines"}
    rows = [{**common, **row} for row in values.get("lines", [])]
    return _signed(rows, common) if kind == "payment" else rows


def _signed(rows, common):
    """A payment takes from the customer's debt; what it does not apply to an invoice is a line without application."""
    total = Decimal(common["Amount"])
    for row in rows:
        row["Amount"] = format(Decimal(row["Amount"]).copy_sign(total), "f")
    rest = total - sum((Decimal(row["Amount"]) for row in rows), Decimal(0))
    if rest and rest.copy_sign(total) == rest:
        rows.append({**common, "Amount": format(rest, "f")})
    return rows


def create(dialect, kind, key, values):
    """Dialect.send for a document of a journal."""
    page = dialect.journal(kind)
    if posting.of(dialect, kind):
        rows = dialect.rows_with(page, KEY, key) or page.add_many(applied(dialect, lines(kind, key, values)))
        return posting.post(dialect, kind, key, values, number=getattr(rows[0], NUMBER), batch=page.batch)
    rows = page.add_many(applied(dialect, lines(kind, key, values)))
    return accepted(getattr(rows[0], NUMBER))


def applied(dialect, rows):
    """The same rows; applications name the posted document, and are left out where it is not posted yet.

    Our number of an invoice or credit note is that of the unposted one, when it was made in Odoo.
    """
    wanted = sorted({row[APPLIED] for row in rows if row.get(APPLIED)})
    kind = "credit_note" if rows[0].get("Applies_to_Doc_Type") == "Credit_Memo" else "invoice"
    posted = dialect.posted_numbers(kind, wanted) if wanted else {}
    return [_applied(row, posted.get(row.get(APPLIED))) for row in rows]


def _applied(row, number):
    if number:
        return {**row, APPLIED: number}
    return {name: value for name, value in row.items() if not name.startswith("Applies_to")}


def ask(dialect, kind, key):
    """Lines that wait in the journal, else what has been posted under our key. What a codeunit is to post is there when
    it is posted; until then it is for `create` to finish."""
    waiting = [] if posting.of(dialect, kind) else dialect.rows_with(dialect.journal(kind), KEY, key)
    rows = waiting or _posted(dialect, kind, key)
    numbers = list(dict.fromkeys(getattr(row, NUMBER) for row in rows))
    return Found(numbers[0], numbers[0], tuple(numbers[1:])) if numbers else MISSING


def _posted(dialect, kind, key):
    return dialect.rows_with(dialect._page(LEDGERS[kind]), KEY, key)
