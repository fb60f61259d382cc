"""Bookings: an invoice without a sales document, a credit note, a payment and a plain entry, line by line.

What comes in has the names that the mappings give (Debtor, Total, Lines, Taxes ...); amounts are decimal strings.
"""

from dataclasses import dataclass, field
from decimal import Decimal

ACCOUNT, CUSTOMER, TAX = "account", "customer", "tax"


class Unbalanced(Exception):
    """The postings do not add up to zero."""


@dataclass(frozen=True)
class Posting:
    """One line. amount: debit positive, credit negative; base: what a tax is on, with the same sign; values: GLAccount
    or Debtor, TaxCode, DocumentItemText, AssignmentReference, CostCenter as far as they are there."""

    block: str
    amount: Decimal
    base: Decimal | None = None
    values: dict = field(default_factory=dict)


def postings(kind, values):
    """Postings of a document; takes what they are made of out of `values`. Lines over nothing are left out, as SAP
    refuses them; a tax of 0 % stays, because it says on which base.

    >>> values = {"Debtor": "7", "Total": "113", "Lines": [{"GLAccount": "6001", "Amount": "100", "TaxCode": "X1"}],
    ...           "Taxes": [{"TaxCode": "X1", "Amount": "13", "Base": "100"}], "DocumentDate": "2026-01-01"}
    >>> [(one.block, str(one.amount), str(one.base)) for one in postings("invoice", values)], values
    ([('customer', '113', 'None'), ('account', '-100', 'None'), ('tax', '-13', '-100')], {'DocumentDate': '2026-01-01'})
    """
    found = {"payment": _payment, "journal_entry": _entry}.get(kind, _bill)(kind, values)
    balance = sum((posting.amount for posting in found), Decimal(0))
    if balance:
        raise Unbalanced(f"debit and credit differ by {balance}")
    return [posting for posting in found if posting.amount or posting.base]


def _bill(kind, values):
    """The customer owes the total; revenue and tax are credited. A credit note turns all signs."""
    sign = -1 if kind == "credit_note" else 1
    debtor = {"Debtor": values.pop("Debtor"), "DocumentItemText": values.get("DocumentHeaderText", "")}
    found = [Posting(CUSTOMER, sign * Decimal(values.pop("Total")), values=debtor)]
    for line in values.pop("Lines", []):
        line = dict(line)
        found.append(Posting(ACCOUNT, -sign * Decimal(line.pop("Amount")), values=line))
    for tax in values.pop("Taxes", []):
        amount, base = (-sign * Decimal(tax[name]) for name in ("Amount", "Base"))
        found.append(Posting(TAX, amount, base, {"TaxCode": tax["TaxCode"]}))
    return found


def _payment(_kind, values):
    """Money in: the bank is debited, the customer credited; money out the other way round."""
    amount = Decimal(values.pop("Amount"))
    sign = -1 if values.pop("Direction", "inbound") == "outbound" else 1
    text = {"DocumentItemText": values.get("DocumentHeaderText", "")}
    bank = {"GLAccount": values.pop("BankAccount"), **text}
    debtor = {"Debtor": values.pop("Debtor"), "AssignmentReference": values.pop("Invoice", ""), **text}
    return [Posting(ACCOUNT, sign * amount, values=bank), Posting(CUSTOMER, -sign * amount, values=debtor)]


def _entry(_kind, values):
    found = []
    for line in values.pop("Lines", []):
        line = dict(line)
        amount = Decimal(line.pop("Debit", None) or 0) - Decimal(line.pop("Credit", None) or 0)
        if line.get("Debtor"):
            line.pop("GLAccount", None)  # a subledger line: the customer's record says which account
            line.pop("CostCenter", None)
            found.append(Posting(CUSTOMER, amount, values=line))
        else:
            found.append(Posting(ACCOUNT, amount, values=line))
    return found
