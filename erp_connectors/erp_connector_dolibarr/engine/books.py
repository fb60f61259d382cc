"""What goes into Dolibarr's books and is taken back there: payments, and cancelling orders and invoices.

A payment belongs to one invoice and cannot be read back by any web service: whether it is there is told by its invoice,
and only when that is paid as a whole. Nothing else is certain, so a lost answer to a part payment goes to a person.
"""

from decimal import Decimal

from odoo.addons.erp_connector.engine.outcome import CANNOT_ASK, MISSING, Found, accepted, refused

DRAFT, UNPAID, PAID, ABANDONED = 0, 1, 2, 3
CENT = Decimal("0.005")
CANCELLED = -1  # of an order
ONE_INVOICE = "register one payment for each invoice: Dolibarr books no payment on several"
NOT_OPEN = "look at it in Dolibarr: only what is validated and not paid can be cancelled from here"
ONE_CURRENCY = "enter it in Dolibarr by hand: its web services name no currency and take every amount as its own"


def in_foreign_currency(dialect, values):
    """A refusal for amounts in another currency than the backend's company: they would be booked one to one. Else None."""
    named, own = values.get("currency"), dialect.settings.options.get("local_currency")
    if not named or not own or named == own:
        return None
    return refused("CURRENCY", f"the amounts are in {named}, not in {own}", "currency", ONE_CURRENCY)


def single(values):
    """The payment as Dolibarr takes it: its one invoice and amount among the other members.

    What goes back to the customer is negative, as the credit note that it settles.
    """
    values = dict(values)
    parts = values.pop("parts", [])
    single = values | (parts[0] if parts else {})
    if values.get("direction") == "outbound" and "amount" in single:
        single["amount"] = format(-abs(Decimal(str(single["amount"]))), "f")
    return single


def pay(dialect, key, values):
    """Dialect.send for a payment; the key stays in the payment's label, where a person finds it."""
    from .dolibarr import CREATE, SERVICE, _result

    if len(values.get("parts", [])) != 1:
        words = "the payment is for several invoices" if values.get("parts") else "the payment is for no invoice"
        return refused("NOT_ONE_INVOICE", words, "invoices", ONE_INVOICE)
    operation, part, type_name = CREATE["payment"]
    service = dialect._client(SERVICE["payment"])
    struct = dialect._struct(service, type_name, {**single(values), "bank_source": key})
    answer = service.service[operation](**{"authentication": dialect._login(), part: struct})
    code, text = _result(answer)
    if code != "OK" or not answer.id:
        return dialect._outcome(code, text)
    dialect.paid.add(key)
    return accepted(answer.id)


def ask_payment(dialect, key, values):
    """A paid invoice has been paid by somebody; an unpaid one surely not by all of its amount, to the cent.

    After an answer with a number nothing is asked: the payment is there, and an invoice that it did not close (a part had
    been paid in Dolibarr, a total differs by a cent) would only look as if it were not.
    """
    if len(values.get("parts", [])) != 1:
        return MISSING  # such a payment is refused before it is sent
    (part,) = values["parts"]
    code, _text, invoice = dialect._get("invoice", id=part["invoice_id"])
    if key in dialect.paid or code != "OK" or invoice is None:
        return CANNOT_ASK
    if abs(abs(Decimal(str(part["amount"]))) - abs(Decimal(str(invoice.total or 0)))) >= CENT:
        return CANNOT_ASK
    if int(invoice.status or 0) == PAID:
        return Found(f"invoice {invoice.id}", str(invoice.ref or ""))
    return MISSING


def cancel(dialect, kind, key, values):
    """Dialect.send for a cancellation. Dolibarr answers OK to an impossible step as well, so the state is read."""
    service, part = ("order", "order") if kind == "order" else ("invoice", "invoice")
    wanted = CANCELLED if kind == "order" else ABANDONED
    code, text, found = dialect._get(kind, ref_ext=key)
    if code == "NOT_FOUND":
        return accepted(key)  # gone already: that is what was asked for
    if code != "OK" or found is None:
        return dialect._outcome(code, text)
    if kind != "order" and int(found.status or 0) == PAID:
        return refused(
            "NOT_CANCELLED", f"Dolibarr keeps {key} as it is", advice=NOT_OPEN
        )  # Dolibarr itself would do it
    if int(found.status or 0) != wanted:
        refusal = _step(dialect, service, part, found, wanted)
        code, _text, found = dialect._get(kind, ref_ext=key)
        if code != "OK" or found is None or int(found.status or 0) != wanted:
            return refusal or refused("NOT_CANCELLED", f"Dolibarr keeps {key} as it is", advice=NOT_OPEN)
    return accepted(found.id, found.ref)


def _step(dialect, service, part, found, wanted):
    from .dolibarr import _result

    client = dialect._client(service)
    closing = {"close_code": "abandon"} if service == "invoice" else {}
    struct = dialect._struct(client, part, {"id": str(found.id), "status": wanted, **closing})
    operation = {"order": "updateOrder", "invoice": "updateInvoice"}[service]
    code, text = _result(client.service[operation](**{"authentication": dialect._login(), part: struct}))
    return None if code in ("OK", "KO") else dialect._outcome(code, text)


def words_of_cancel(kind, key, values):
    operation = "updateOrder" if kind == "order" else "updateInvoice"
    return f"{operation}: ref_ext = {key}, status = {CANCELLED if kind == 'order' else ABANDONED}"
