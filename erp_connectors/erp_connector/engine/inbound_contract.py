"""What an ERP may push: one table from which both the reading of a message and its WSDL are made.

Names on the wire are in camel case; the neutral documents that come out use our own words (docs/inbound.md).
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timezone
from decimal import Decimal

from .inbound_xml import Refusal

NS = "urn:crm-extended:erp:inbound:1"
TEXT, DECIMAL, DATE, MOMENT, INTEGER, CHOICE, GROUP = "text", "decimal", "date", "moment", "integer", "choice", "group"
NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,10})?$")
WHOLE = re.compile(r"\d{1,18}$")
DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(Z|[+-]\d{2}:\d{2})?$")
MESSAGE_ID = re.compile(r"[\x21-\x7e]{1,100}$")
MOST_ROWS = 5000


@dataclass(frozen=True, slots=True)
class Member:
    """One element. `key` is its name in our document, `values` what a choice may be, `members` what a group holds."""

    name: str
    key: str
    type: str = TEXT
    required: bool = False
    many: bool = False
    values: tuple = ()
    members: tuple = ()
    longest: int = 2000
    help: str = ""


@dataclass(frozen=True, slots=True)
class Push:
    """One operation. `one_of` names members of which at least one is needed; `sparse` leaves out what was not sent,
    because there "not sent" and "empty" are different things."""

    operation: str
    kind: str
    element: str
    members: tuple
    one_of: tuple = ()
    sparse: bool = False
    help: str = ""


@dataclass(frozen=True)
class Pushed:
    """One document that was pushed. `remote_id` says which document, `message_id` which sending of it."""

    kind: str
    message_id: str
    remote_id: str
    document: dict


def _key(name, key, help_text="", **more):
    return Member(name, key, longest=100, help=help_text, **more)


CHANGED = (
    Member("changedAt", "changed_at", MOMENT, True, help="When this version came into being, with a time zone."),
    Member("version", "version", INTEGER, help="Number that grows with each change; outranks changedAt."),
)
ORDER = (
    _key("orderKey", "order_key", "The key under which we sent the order."),
    _key("orderId", "order_id", "Your own key of the order."),
)
PRODUCT = (
    _key("productCode", "product_ref", "Our product code."),
    _key("productId", "product_id", "Your own key of the product."),
)
PUSHES = (
    Push(
        "pushConfirmation",
        "confirmation",
        "confirmation",
        (
            _key("documentKey", "document_key", "The key under which we sent the document.", required=True),
            Member("result", "result", CHOICE, True, values=("accepted", "refused")),
            _key("id", "external_id", "Your key of the document; needed when it is accepted."),
            _key("number", "external_ref", "The number people know it by."),
            _key("code", "code"),
            Member("text", "text", help="Why it was refused, in words."),
            Member("field", "field", longest=200, help="The field that is wrong."),
            Member("advice", "advice", longest=500),
        ),
        help="A document that we sent was stored, or was refused.",
    ),
    Push(
        "pushOrderStatus",
        "order_status",
        "orderStatus",
        (
            *ORDER,
            Member(
                *("status", "status", CHOICE, True),
                values=("received", "confirmed", "blocked", "production", "shipped", "completed", "cancelled"),
            ),
            Member("text", "text", longest=500),
            *CHANGED,
        ),
        one_of=("orderKey", "orderId"),
        help="Where an order stands.",
    ),
    Push(
        "pushDelivery",
        "delivery",
        "delivery",
        (
            _key("id", "external_id", required=True),
            _key("number", "number"),
            *ORDER,
            Member(
                "status", "status", CHOICE, True, values=("planned", "shipped", "delivered", "returned", "cancelled")
            ),
            Member("carrier", "carrier", longest=200),
            Member("tracking", "tracking", longest=200),
            Member("shippedOn", "shipped_on", DATE),
            Member("deliveredOn", "delivered_on", DATE),
            Member(
                *("line", "lines", GROUP),
                many=True,
                members=(
                    *PRODUCT,
                    Member("name", "name"),
                    Member("quantity", "quantity", DECIMAL, True),
                ),
            ),
            *CHANGED,
        ),
        one_of=("orderKey", "orderId"),
        help="A delivery of an order: planned, on its way, delivered.",
    ),
    Push(
        "pushInvoice",
        "invoice",
        "invoice",
        (
            _key("id", "external_id", required=True),
            _key("number", "number", required=True),
            *ORDER,
            _key("customerId", "customer_id", "Your own key of the customer."),
            Member("type", "type", CHOICE, values=("invoice", "refund")),
            _key("reversedId", "reversed_id", "Your own key of the invoice that a refund takes back."),
            Member("date", "date", DATE, True),
            Member("due", "due", DATE),
            Member("untaxed", "untaxed", DECIMAL),
            Member("tax", "tax", DECIMAL),
            Member("total", "total", DECIMAL, True),
            Member("state", "state", CHOICE, True, values=("open", "paid", "abandoned")),
            Member("paidOn", "paid_on", DATE),
            Member(
                *("line", "lines", GROUP, True, True),
                members=(
                    *PRODUCT,
                    Member("name", "name"),
                    Member("quantity", "quantity", DECIMAL, True),
                    Member("untaxed", "untaxed", DECIMAL),
                    Member("tax", "tax", DECIMAL),
                    Member("total", "total", DECIMAL),
                ),
            ),
            *CHANGED,
        ),
        one_of=("orderKey", "orderId", "customerId"),
        help="An invoice made in the ERP, and each later state of it.",
    ),
    Push(
        "pushPayment",
        "payment",
        "payment",
        (
            _key("id", "external_id", required=True),
            _key("invoiceId", "invoice_id", "Your own key of the invoice."),
            _key("invoiceNumber", "invoice_number"),
            Member("amount", "amount", DECIMAL, True),
            Member("currency", "currency", longest=3, help="ISO 4217; the invoice's when it is left out."),
            Member("date", "date", DATE, True),
            Member("reference", "reference", longest=200),
            Member("state", "state", CHOICE, values=("posted", "cancelled")),
            *CHANGED,
        ),
        one_of=("invoiceId", "invoiceNumber"),
        help="A payment, full or partial, of an invoice.",
    ),
    Push(
        "pushStock",
        "stock",
        "stock",
        (
            Member("takenAt", "taken_at", MOMENT, True, help="When these quantities were true, with a time zone."),
            Member(
                *("row", "rows", GROUP, True, True),
                members=(
                    *PRODUCT,
                    Member("warehouse", "warehouse", longest=100),
                    Member("quantity", "quantity", DECIMAL, True),
                ),
            ),
        ),
        help="How much of some products is in which warehouse.",
    ),
    Push(
        "pushCustomer",
        "customer",
        "customer",
        (
            _key("id", "external_id", required=True),
            _key("number", "number"),
            Member("name", "name", longest=500),
            Member("street", "street", longest=500),
            Member("zip", "zip", longest=50),
            Member("city", "city", longest=200),
            Member("state", "state", longest=200),
            Member("countryCode", "country_code", longest=2),
            Member("phone", "phone", longest=100),
            Member("email", "email", longest=300),
            Member("website", "website", longest=300),
            Member("vat", "vat", longest=50),
            *CHANGED,
        ),
        sparse=True,
        help="A customer was changed in the ERP. Members that are left out are not compared.",
    ),
)
BY_OPERATION = {push.operation: push for push in PUSHES}


def read(content):
    """Pushed for the element in the body of an envelope. Refusal names the member that is wrong."""
    namespace, _brace, operation = content.tag.rpartition("}")
    if namespace[1:] != NS:
        raise Refusal("NAMESPACE", f"the namespace must be {NS}, it is “{namespace[1:][:100]}”", operation[:60])
    push = BY_OPERATION.get(operation)
    if push is None:
        known = ", ".join(sorted(BY_OPERATION))
        raise Refusal("OPERATION", f"there is no operation {operation[:60]}; there are {known}")
    frame = (
        Member("messageId", "message_id", required=True, longest=100),
        Member(push.element, "document", GROUP, True),
    )
    parts = _parts(content, frame, operation)
    message_id = _text(parts["messageId"][0], frame[0], "messageId")
    if not MESSAGE_ID.match(message_id):
        raise Refusal("MESSAGE_ID", "messageId has 1 to 100 visible ASCII characters without spaces", "messageId")
    element = parts[push.element][0]
    document = _group(element, push.members, push.element, push.sparse)
    _one_of(push, document)
    return Pushed(push.kind, message_id, remote_id(push.kind, document), document)


def completed(members, document):
    """The document with "" (or no rows) for every member that it lacks, so that reading and pushing give the same.

    >>> completed((Member("a", "a"), Member("row", "rows", GROUP, many=True, members=(Member("b", "b"),))), {"rows": [{}]})
    {'a': '', 'rows': [{'b': ''}]}
    """
    whole = dict(document)
    for member in members:
        if member.many:
            whole[member.key] = [completed(member.members, row) for row in document.get(member.key) or ()]
        else:
            whole[member.key] = document.get(member.key) if document.get(member.key) is not None else ""
    return {member.key: whole.pop(member.key) for member in members} | whole


def remote_id(kind, document):
    """Which document this is about: messages with the same one are applied in the order of their versions."""
    if kind == "confirmation":
        return document["document_key"]
    if kind == "order_status":
        return document["order_key"] or document["order_id"]
    return document.get("external_id", "")


def _one_of(push, document):
    keys = {member.name: member.key for member in push.members}
    if push.one_of and not any(document.get(keys[name]) for name in push.one_of):
        raise Refusal("NOT_VALID", f"one of {', '.join(push.one_of)} is needed", push.element)
    if push.kind == "confirmation" and document["result"] == "accepted" and not document["external_id"]:
        raise Refusal("NOT_VALID", "an accepted document has an id", "confirmation/id")
    for number, row in enumerate(document.get("rows", ()), 1):
        if not row["product_ref"] and not row["product_id"]:
            raise Refusal("NOT_VALID", "productCode or productId is needed", f"stock/row[{number}]")


def _parts(element, members, path):
    """{name: [elements]} of an element's children; unknown, repeated and missing ones are refused."""
    known = {member.name: member for member in members}
    parts = {}
    for child in element:
        namespace, _brace, name = child.tag.rpartition("}")
        if namespace[1:] != NS:
            raise Refusal("NAMESPACE", f"{name[:60]} must be in the namespace {NS}", f"{path}/{name[:60]}")
        if name not in known:
            raise Refusal("NOT_VALID", f"{path} has no {name[:60]}", f"{path}/{name[:60]}")
        parts.setdefault(name, []).append(child)
    for member in members:
        found = len(parts.get(member.name, ()))
        if member.required and not found:
            raise Refusal("NOT_VALID", f"{member.name} is missing in {path}", f"{path}/{member.name}")
        if found > (MOST_ROWS if member.many else 1):
            raise Refusal("NOT_VALID", f"{member.name} stands there {found} times", f"{path}/{member.name}")
    return parts


def _group(element, members, path, sparse=False):
    parts, document = _parts(element, members, path), {}
    for member in members:
        found = parts.get(member.name, ())
        if member.many:
            document[member.key] = [
                _group(row, member.members, f"{path}/{member.name}[{number}]") for number, row in enumerate(found, 1)
            ]
        elif found:
            document[member.key] = _value(found[0], member, f"{path}/{member.name}")
        elif not sparse:
            document[member.key] = ""
    return document


def _value(element, member, path):
    if member.type == GROUP:
        return _group(element, member.members, path)
    text = _text(element, member, path)
    if not text:
        if member.required:
            raise Refusal("NOT_VALID", f"{member.name} is empty", path)
        return ""
    try:
        return READERS[member.type](text, member)
    except ValueError as error:
        raise Refusal("NOT_VALID", f"{member.name}: “{text[:60]}” is not {error}", path) from None


def _text(element, member, path):
    if len(element):
        raise Refusal("NOT_VALID", f"{member.name} holds text, not other elements", path)
    text = (element.text or "").strip()
    if len(text) > member.longest:
        raise Refusal("NOT_VALID", f"{member.name} is longer than {member.longest} characters", path)
    return text


def _decimal(text, _member):
    if not NUMBER.match(text):
        raise ValueError("a number such as 1234.50")
    return format(Decimal(text), "f")


def _integer(text, _member):
    if not WHOLE.match(text):
        raise ValueError("a whole number")
    return str(int(text))


def _choice(text, member):
    if text not in member.values:
        raise ValueError(f"one of {', '.join(member.values)}")
    return text


def _date(text, _member):
    found = DAY.match(text)
    try:
        return date.fromisoformat(found.group(1)).isoformat()
    except (AttributeError, ValueError):
        raise ValueError("a date such as 2026-03-31") from None


def _moment(text, _member):
    """UTC with microseconds, in a form that sorts as time does."""
    try:
        zoned = re.sub(r"\.(\d{1,6})\d*", lambda found: f".{found.group(1):0<6}", text.replace("Z", "+00:00"))
        moment = datetime.fromisoformat(zoned)
        if moment.tzinfo is None:
            raise ValueError
        return moment.astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M:%S.%f")
    except (ValueError, OverflowError):
        raise ValueError("a moment with a time zone such as 2026-03-31T08:00:00+08:00") from None


READERS = {
    TEXT: lambda text, _member: text,
    DECIMAL: _decimal,
    INTEGER: _integer,
    CHOICE: _choice,
    DATE: _date,
    MOMENT: _moment,
}
