"""What ECC says: BAPIRET2 rows, and the lists that it is asked for. ECC knows nothing about "changed since", so lists
are read whole, a few customers or materials at a time."""

from datetime import date
from decimal import Decimal

from odoo.addons.erp_connector.engine.dialect import Change, Page
from odoo.addons.erp_connector.engine.outcome import accepted, refused, unavailable, unknown
from odoo.addons.erp_connector.soap.transport import TransportError

from . import wire, words

AT_ONCE = 25  # customers or materials looked at in one page
LOCKED = {"042(VU)", "017(V1)", "503(VL)"}


def rows(answer, name):
    """Rows of a table, or of a structure as one row, as dicts of texts; [] when it is not there."""
    table = wire.child(answer.body, name) if answer.body is not None else None
    if table is None:
        return []
    items = wire.children(table, "item") or ([table] if len(table) else [])
    return [{field.tag.rpartition("}")[2]: (field.text or "").strip() for field in item} for item in items]


def errors(answer, name):
    """[(code, text)] of the messages of type E (error) and A (abort)."""
    return [
        (words.message_code(row.get("ID", ""), row.get("NUMBER", "")), row.get("MESSAGE", ""))
        for row in rows(answer, name)
        if row.get("TYPE") in ("E", "A")
    ]


def outcome(answer, function, number=None):
    """Outcome of a call that stores something; an HTTP 200 proves nothing, RETURN and the number do."""
    if answer.fault:
        return wire.of_fault(answer.fault)
    if answer.body is None:
        return unknown("NO_ANSWER", "SAP sent no answer")
    wrong = errors(answer, function.messages)
    found = wire.child_text(answer.body, function.number).strip() if function.number else ""
    found = found if found.strip("0") else ""
    if wrong:
        code, text = words.telling(wrong)
        if code in LOCKED:
            return unavailable("LOCKED", text)
        return refused(code, text, advice=words.advice_for(code))
    if found or number:
        return accepted(found or number)
    return unknown("NO_NUMBER", "SAP reports no error and names no document")


def asked(answer, function):
    """Rows of the answer to a question; TransportError when there is no answer that can be trusted."""
    if answer.fault:
        raise TransportError("FAULT", answer.fault[1] or "SAP answered with a fault", None)
    if answer.body is None:
        raise TransportError("NO_ANSWER", "SAP sent no answer", None)
    wrong = errors(answer, function.messages)
    if wrong:
        raise TransportError("NOT_ASKED", words.telling(wrong)[1], None)
    return rows(answer, function.rows)


def page(ids, cursor, read):
    """The next AT_ONCE of `ids` behind the cursor, each read by read(id) -> [Change]."""
    after = cursor.get("after", "")
    left = [one for one in sorted(ids) if one > after]
    now, more = left[:AT_ONCE], len(left) > AT_ONCE
    changes = [change for one in now for change in read(one)]
    return Page(changes, {"after": now[-1]} if more else {}, more)


def open_item(row, customer):
    """BAPI3007_2 row -> Change; what the customer gets (H) is negative."""
    sign = -1 if row.get("DB_CR_IND") == "H" else 1
    amount = format(sign * abs(Decimal(row.get("AMT_DOCCUR") or row.get("LC_AMOUNT") or "0")), "f")
    number = row.get("DOC_NO", "")
    identifier = "-".join((row.get("COMP_CODE", ""), number, row.get("FISC_YEAR", ""), row.get("ITEM_NUM", "")))
    kind = {"DR": "invoice", "RV": "invoice", "DG": "credit_note", "DZ": "payment"}.get(row.get("DOC_TYPE"), "other")
    document = {"external_id": identifier, "number": number, "type": kind, "customer_id": customer}
    document |= {"date": day(row.get("DOC_DATE")), "due": due(row), "currency": row.get("CURRENCY", "")}
    return Change("open_item", identifier, document | {"total": amount, "open": amount}, amount)


def due(row):
    base = day(row.get("BLINE_DATE")) or day(row.get("DOC_DATE"))
    days = row.get("NETTERMS") or row.get("DSCT_DAYS1") or "0"
    if not base or not days.isdigit():
        return base
    return date.fromordinal(date.fromisoformat(base).toordinal() + int(days)).isoformat()


def day(text):
    """
    >>> day("2026-11-23"), day("20261123"), day("0000-00-00"), day(None)
    ('2026-11-23', '2026-11-23', '', '')
    """
    digits = "".join(letter for letter in text or "" if letter.isdigit())[:8]
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}" if len(digits) == 8 and digits.strip("0") else ""


def order_status(row, key):
    """BAPISDHDST row: A not yet, B partly, C fully."""
    letter = row.get
    status = "confirmed"
    if letter("REJ_STAT_H") == "C" or letter("REJECTSTAT") == "C":
        status = "cancelled"
    elif letter("PRC_STAT_H") == "C":
        status = "completed"
    elif letter("DLV_STAT_H") in ("B", "C"):
        status = "shipped"
    elif letter("CRED_STAT") == "B":
        status = "blocked"
    number = row.get("SD_DOC", "")
    document = {"order_key": key, "order_id": number, "status": status, "text": "", "changed_at": "", "version": ""}
    return Change("order_status", number, document, status)
