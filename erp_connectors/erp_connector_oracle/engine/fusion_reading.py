"""What Fusion answers, in our words. Only local names are looked at: prefixes and types differ between releases."""

import re
from datetime import datetime, timezone

from odoo.addons.erp_connector.engine.dialect import Change, Page

from .wire import inside, local, text_of

AT_ONCE = 20
# How Order Management names where an order stands, and how we do.
STATUS = {
    "DOO_DRAFT": "received",
    "DRAFT": "received",
    "DOO_REFERENCE": "received",
    "OPEN": "confirmed",
    "PROCESSING": "confirmed",
    "SCHEDULED": "confirmed",
    "ON_HOLD": "blocked",
    "AWAIT_SHIP": "production",
    "PARTIAL_SHIP": "shipped",
    "SHIPPED": "shipped",
    "BILLED": "completed",
    "CLOSED": "completed",
    "CANCELED": "cancelled",
    "CANCELLED": "cancelled",
}
FAILED = ("ERROR", "FAILURE", "FAILED", "E", "REJECTED")


def rows(answer):
    """Values of a find or get operation as {name: text}; what is nil is left out."""
    return [
        {local(child): (child.text or "").strip() for child in value if not len(child) and (child.text or "").strip()}
        for value in inside(answer, "Value")
    ]


def result(answer):
    """Text of the result of an operation that answers with a single value."""
    return text_of(answer, "result")


def orders(answer):
    """Orders of an answer as {name: text}: whatever element holds a source number and an order number."""
    found = []
    for element in answer.iter():
        names = {local(child): (child.text or "").strip() for child in element if not len(child)}
        if names.get("SourceTransactionNumber") and (names.get("OrderNumber") or names.get("HeaderId")):
            found.append(names)
    return found


def refusal(answer):
    """Why an answer without a fault is a refusal all the same; "" when it is none."""
    for name in ("ReturnStatus", "ServiceStatus", "Status"):
        for element in inside(answer, name):
            if (element.text or "").strip().upper() in FAILED:
                said = [
                    (found.text or "").strip()
                    for part in ("MessageDescription", "MessageText", "Message", "ErrorMessage")
                    for found in inside(answer, part)
                    if not len(found) and (found.text or "").strip()
                ]
                return "; ".join(dict.fromkeys(said)) or f"Oracle answered {element.text.strip()} and did not say why"
    return ""


def fault_words(fault):
    """(code, text, field) of a fault with Oracle's own detail, the nested ones included; None when it has none."""
    if fault.detail is None or local(fault.detail) != "ServiceErrorMessage":
        return None
    said, field = [], ""
    for element in fault.detail.iter("{*}message"):
        text = _plain(element.text or "")
        if text and text not in said:
            said.append(text)
    for element in fault.detail.iter("{*}attributeName"):
        field = field or (element.text or "").strip()
    text = "; ".join(said) or _plain(str(fault))
    return text_of(fault.detail, "code") or _code(text), text, field


def _plain(text):
    """
    >>> _plain("JBO-FND:::X: <MESSAGE><TEXT>The record is not there.</TEXT></MESSAGE>")
    'JBO-FND:::X: The record is not there.'
    """
    inner = re.findall(r"<TEXT>(.*?)</TEXT>", text, re.DOTALL)
    head = text.split("<MESSAGE>")[0].strip()
    return " ".join([head, *(part.strip() for part in inner)]).strip() if inner else text.strip()


def _code(text):
    """
    >>> _code("JBO-27014: Attribute X is required."), _code("no code")
    ('JBO-27014', 'REFUSED')
    """
    found = re.match(r"[A-Z]{2,5}-[A-Z0-9_:]+", text)
    return found.group().rstrip(":") if found else "REFUSED"


def status_of(code):
    """
    >>> status_of("DOO_DRAFT"), status_of("Awaiting Shipping"), status_of("ORA_CLOSED")
    ('received', 'confirmed', 'completed')
    """
    capitals = code.upper().replace(" ", "_").removeprefix("ORA_")
    return STATUS.get(capitals, "confirmed")


def order_status(external_id, key, status, code):
    """Oracle does not say since when an order stands there; what has not changed since the last time is no news."""
    now = datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M:%S.%f")
    document = {"order_id": external_id, "order_key": key, "status": status, "text": code, "changed_at": now}
    return Change("order_status", external_id, document, version=code)


def read_order_status(dialect, cursor):
    """Where the orders stand that the backend follows: [(key, number)]. cursor: {"after": how many of them are read}."""
    followed = dialect.settings.options.get("followed_orders", [])
    start = int(cursor.get("after", 0))
    changes = []
    for key, number in followed[start : start + AT_ONCE]:
        for row in dialect.order_details(key, number):
            code = row.get("StatusCode") or row.get("OrderStatus") or row.get("Status") or ""
            external_id = row.get("OrderNumber") or row["HeaderId"]
            changes.append(order_status(external_id, key, status_of(code), code))
    after = start + AT_ONCE
    more = after < len(followed)
    return Page(changes, {"after": after} if more else {}, more=more)


def read_credit_limits(dialect, cursor):
    """Credit limits of the customer accounts, page by page. cursor: {"start": row of the next page}."""
    start = int(cursor.get("start", 0))
    accounts = dialect.find("customer_account", "findCustomerAccount", "", "", start, AT_ONCE)
    changes = []
    for account in accounts:
        profile = dialect.profile(account.get("AccountNumber", ""))
        if not profile.get("CreditLimit"):
            continue
        document = {
            "customer_id": account["AccountNumber"],
            "limit": profile["CreditLimit"],
            "currency": profile.get("CreditCurrencyCode", ""),
            "blocked": profile.get("CreditHold", "").upper() in ("Y", "TRUE"),
        }
        version = f"{document['limit']}|{document['currency']}|{document['blocked']}"
        changes.append(Change("credit_limit", account["AccountNumber"], document, version))
    more = len(accounts) == AT_ONCE
    return Page(changes, {"start": start + AT_ONCE} if more else {}, more=more)


READERS = {"order_status": read_order_status, "credit_limit": read_credit_limits}
