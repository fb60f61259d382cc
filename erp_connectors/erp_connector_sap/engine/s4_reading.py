"""What S/4HANA says: the answer of a synchronous call, and the messages it pushes at our endpoint later.

The names of the pushed messages differ between releases and were not read in an original contract (see the readme), so
a message is known by what stands in it: a reference to a message of ours with a log is a confirmation, a sales order or
a delivery with a status is news about it.
"""

import hashlib

from lxml import etree

from odoo.addons.erp_connector.engine.inbound_contract import MESSAGE_ID, MOMENT, READERS, Pushed
from odoo.addons.erp_connector.engine.inbound_xml import Refusal
from odoo.addons.erp_connector.engine.outcome import accepted, refused, unknown

from . import wire, words
from .s4_messages import own

SAP = "http://sap.com/xi/"
FAILED = 3  # severity of a log: 1 information, 2 warning, 3 error, 4 abort
CONFIRMATIONS = "Confirmation"
NEWS = ("Notification", "Replicat", "Delivery")
GONE = ("302(V1)",)  # the sales document is not in the database
NO_CHANGE = "1970-01-01T00:00:00Z"


def log_of(element):
    """(True when it failed, code, text) of the Log elements below."""
    worst, messages = 0, []
    for log in (one for one in element.iter() if _name(one) == "Log"):
        worst = max(worst, _number(wire.child_text(log, "MaximumLogItemSeverityCode")))
        for item in wire.children(log, "Item"):
            severity = _number(wire.child_text(item, "SeverityCode"))
            worst = max(worst, severity)
            if severity >= FAILED:
                messages.append((wire.child_text(item, "TypeID"), wire.child_text(item, "Note")))
    if wire.text_of(element, "BusinessDocumentProcessingResultCode") == "5":
        worst = max(worst, FAILED)
    return worst >= FAILED, *words.telling(messages)


def document_of(element):
    """(key, number) of a booked journal entry, ("", "") when none was booked: blank or only zeros."""
    number = wire.text_of(element, "AccountingDocument")
    if not number.strip("0"):
        return "", ""
    return "-".join((wire.text_of(element, "CompanyCode"), number, wire.text_of(element, "FiscalYear"))), number


def journal_answer(answer):
    """Outcome of the synchronous journal entry service: an HTTP 200 proves nothing, the log and the number do."""
    if answer.fault:
        return wire.of_fault(answer.fault)
    if answer.body is None:
        return unknown("NO_ANSWER", "SAP sent no answer")
    failed, code, text = log_of(answer.body)
    key, number = document_of(answer.body)
    if key and not failed:
        return accepted(key, number)
    if failed and not key:
        return refused(code, text, advice=words.advice_for(code))
    return unknown("CONTRADICTION", f"SAP names the document {number or '?'} and says: {text}")


def confirmations(element):
    """Pushed for each confirmation in a bulk message."""
    parts = [one for one in element if _name(one) not in ("MessageHeader", "Log", "ConfirmationInterfaceOrignName")]
    parts = [one for one in parts if _reference(one)] or [element]
    return [_confirmation(part, element, number) for number, part in enumerate(parts)]


def _confirmation(part, whole, number):
    key, mark = _reference(part) or _reference(whole) or ("", "")
    key = key or wire.text_of(part, "ExternalDocumentID")
    if not key:
        raise Refusal("REFERENCE", "the confirmation refers to no message of ours", "MessageHeader/ReferenceID")
    failed, code, text = log_of(part)
    external_id, external_ref = _confirmed(part)
    if failed and mark.startswith("x") and code in GONE:
        failed = False  # it is not there any more: that is what was asked for
    document = {"document_key": key, "sending": mark, "field": "", "external_id": external_id}
    document |= {"external_ref": external_ref, "result": "accepted", "code": "", "text": "", "advice": ""}
    if failed or not (external_id or mark[:1] in ("u", "x")):
        code, text = (code, text) if failed else ("NO_NUMBER", "SAP confirms and names no document")
        refusal = {"result": "refused", "code": code, "text": text, "advice": words.advice_for(code)}
        document |= refusal | {"external_id": "", "external_ref": ""}
    return Pushed("confirmation", _message_id(whole, number), key, document)


def _confirmed(part):
    """(key, number) of the document that S/4HANA has made."""
    key, number = document_of(part)
    if key:
        return key, number
    order = wire.text_of(part, "SalesOrderID") or wire.text_of(part, "SalesOrder")
    if order:
        return order, order
    partner = next((one for one in part.iter() if _name(one) == "BusinessPartner"), None)
    if partner is None:
        return "", ""
    number = wire.child_text(partner, "Customer/ReceiverInternalID") or wire.child_text(partner, "ReceiverInternalID")
    number = number or wire.child_text(partner, "Customer/InternalID") or wire.child_text(partner, "InternalID")
    return number, number


def news(element):
    """Pushed for each sales order or delivery in a replication or notification message."""
    made_at = (
        _moment(wire.child_text(wire.child(element, "MessageHeader"), "CreationDateTime"))
        if (wire.child(element, "MessageHeader") is not None)
        else _moment("")
    )
    found = []
    for part in element.iter():
        if _name(part) in ("OutboundDelivery", "Delivery") and wire.child(part, "Item") is not None:
            found.append(_delivery(part, made_at))
        elif _name(part) == "SalesOrder" and len(part):
            found.append(_order_status(part, made_at))
    if not found:
        raise Refusal("NOT_VALID", f"{_name(element)[:60]} holds neither a sales order nor a delivery")
    return [
        Pushed(kind, _message_id(element, number), remote, document)
        for number, (kind, remote, document) in enumerate(found)
    ]


def _order_status(part, made_at):
    key, number = wire.child_text(part, "ExternalDocumentID"), wire.child_text(part, "SalesOrderID")
    number = number or wire.child_text(part, "SalesOrder")
    if not key and not number:
        raise Refusal("NOT_VALID", "the sales order has no number", "SalesOrder/SalesOrderID")
    changed = wire.child_text(part, "LastChangeDateTime") or wire.child_text(part, "ExternalDocLastChangeDateTime")
    document = {"order_key": key, "order_id": number, "status": status_of(part), "text": ""}
    return (
        "order_status",
        key or number,
        document | {"changed_at": _moment(changed) if changed else made_at, "version": ""},
    )


def status_of(part):
    """Our word for SAP's status letters: A not yet, B partly, C fully."""
    letter = lambda name: wire.child_text(part, name)  # noqa: E731  one line read six times
    if letter("OverallSDDocumentRejectionSts") == "C":
        return "cancelled"
    if letter("OverallSDProcessStatus") == "C":
        return "completed"
    if letter("OverallDeliveryStatus") in ("B", "C"):
        return "shipped"
    if letter("TotalCreditCheckStatus") == "B" or letter("DeliveryBlockReason"):
        return "blocked"
    return "confirmed" if letter("OverallSDProcessStatus") else "received"


def _delivery(part, made_at):
    number = wire.child_text(part, "DeliveryDocument") or wire.child_text(part, "OutboundDeliveryID")
    items = wire.children(part, "Item")
    if not number:
        raise Refusal("NOT_VALID", "the delivery has no number", "OutboundDelivery/DeliveryDocument")
    shipped = wire.child_text(part, "ActualGoodsMovementDate")
    order = next(filter(None, (wire.child_text(item, "ReferenceSDDocument") for item in items)), "")
    lines = [
        {
            "product_ref": "",
            "product_id": wire.child_text(item, "Material"),
            "name": wire.child_text(item, "DeliveryDocumentItemText"),
            "quantity": wire.child_text(item, "ActualDeliveryQuantity") or "0",
        }
        for item in items
    ]
    document = {"external_id": number, "number": number, "order_key": "", "order_id": order, "carrier": ""}
    document |= {"status": "shipped" if shipped else "planned", "shipped_on": shipped[:10], "delivered_on": ""}
    document |= {"tracking": wire.child_text(part, "BillOfLading"), "lines": lines, "version": ""}
    return "delivery", number, document | {"changed_at": made_at}


class Pushes(dict):
    """What S/4HANA may push: {lxml tag: reader}, for every name in SAP's namespaces that means something to us."""

    def get(self, tag, default=None):
        space, _brace, name = str(tag)[1:].partition("}")
        if not space.startswith(SAP):
            return default
        if CONFIRMATIONS in name:
            return confirmations
        return news if any(word in name for word in NEWS) else default


def _reference(element):
    header = wire.child(element, "MessageHeader")
    key, mark = own(wire.child_text(header, "ReferenceID")) if header is not None else ("", "")
    return (key, mark) if key else ()


def _message_id(whole, number):
    """Id of the sending. Without one the content is its own: the same content again is the same sending."""
    header = wire.child(whole, "MessageHeader")
    given = header is not None and (wire.child_text(header, "UUID") or wire.child_text(header, "ID"))
    if not given or not MESSAGE_ID.match(given) or len(given) > 90:
        given = hashlib.sha256(etree.tostring(whole, method="c14n")).hexdigest()
    return f"{given}:{number}" if number else given


def _moment(text):
    try:
        return READERS[MOMENT](text or NO_CHANGE, None)
    except ValueError:
        raise Refusal("NOT_VALID", f"“{text[:40]}” is not a moment with a time zone", "CreationDateTime") from None


def _name(element):
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _number(text):
    return int(text) if text.isdigit() else 0
