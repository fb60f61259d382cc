"""Bookings: an invoice without a sales document, a credit note, a payment and a plain entry are all journal entries.

Sign and DebitCreditCode always agree: a debit is positive and S, a credit negative and H.
"""

from decimal import Decimal

BUSINESS_TRANSACTION = "RFBU"
REFERENCE_TYPE = "BKPFF"


class Unbalanced(Exception):
    """The postings do not add up to zero."""


def entry(kind, key, values):
    """JournalEntry in the words of the contract, from what the mapping gives."""
    values = dict(values)
    currency = values.pop("Currency", "")
    makers = {"payment": _payment, "journal_entry": _entry}
    postings = makers.get(kind, _bill)(kind, values, currency)
    balance = sum((Decimal(posting.amount) for posting in postings), Decimal(0))
    if balance:
        raise Unbalanced(f"debit and credit differ by {balance} {currency}")
    rows = {"Item": [], "DebtorItem": [], "ProductTaxItem": []}
    for number, posting in enumerate((one for one in postings if one.needed), 1):
        rows[posting.block].append(posting.row(number, currency))
    return {
        "OriginalReferenceDocumentType": REFERENCE_TYPE,
        "BusinessTransactionType": BUSINESS_TRANSACTION,
        # The header has 20 places: the end of the key tells records apart, its beginning the databases.
        "Reference1InDocumentHeader": key[-20:],
        **values,
        **rows,
    }


class Posting:
    """One line. amount: Decimal, debit positive."""

    def __init__(self, block, amount, base=None, **values):
        self.block = block
        self.amount = amount
        self.base = base
        self.values = values

    @property
    def needed(self):
        """SAP refuses lines over nothing; a tax code of 0 % still says on which base."""
        return bool(self.amount or self.base)

    def row(self, number, currency):
        row = {**self.values, "AmountInTransactionCurrency": money(self.amount, currency)}
        row["DebitCreditCode"] = "S" if (self.amount or self.base or 0) >= 0 else "H"
        if self.block != "ProductTaxItem":
            row["ReferenceDocumentItem"] = str(number)
        if self.base is not None:
            row["TaxBaseAmountInTransCrcy"] = money(self.base, currency)
        return row


def money(amount, currency):
    return {"": format(amount, "f"), "@currencyCode": currency}


def _bill(kind, values, _currency):
    """The customer owes the total; revenue and tax are credited. A credit note turns all signs."""
    sign = -1 if kind == "credit_note" else 1
    text = {"DocumentItemText": values.get("DocumentHeaderText", "")}
    postings = [Posting("DebtorItem", sign * Decimal(values.pop("Total")), Debtor=values.pop("Debtor"), **text)]
    for line in values.pop("Lines", []):
        line = dict(line)
        amount = -sign * Decimal(line.pop("Amount"))
        tax = line.pop("TaxCode", "")
        postings.append(Posting("Item", amount, **line, **({"Tax": {"TaxCode": tax}} if tax else {})))
    for tax in values.pop("Taxes", []):
        amounts = (-sign * Decimal(tax["Amount"]), -sign * Decimal(tax["Base"]))
        postings.append(Posting("ProductTaxItem", *amounts, TaxCode=tax["TaxCode"]))
    return postings


def _payment(_kind, values, _currency):
    """Money in: the bank is debited, the customer credited; money out the other way round."""
    amount = Decimal(values.pop("Amount"))
    sign = -1 if values.pop("Direction", "inbound") == "outbound" else 1
    text = {"DocumentItemText": values.get("DocumentHeaderText", "")}
    assigned = {"AssignmentReference": values.pop("Invoice", "")}
    return [
        Posting("Item", sign * amount, GLAccount=values.pop("BankAccount"), **text),
        Posting("DebtorItem", -sign * amount, Debtor=values.pop("Debtor"), **text, **assigned),
    ]


def _entry(_kind, values, _currency):
    postings = []
    for line in values.pop("Lines", []):
        line = dict(line)
        amount = Decimal(line.pop("Debit", None) or 0) - Decimal(line.pop("Credit", None) or 0)
        debtor, center = line.pop("Debtor", ""), line.pop("CostCenter", "")
        if debtor:
            line.pop("GLAccount", None)  # a subledger line: the customer's record says which account
            postings.append(Posting("DebtorItem", amount, Debtor=debtor, **line))
        else:
            assigned = {"AccountAssignment": {"CostCenter": center}} if center else {}
            postings.append(Posting("Item", amount, **line, **assigned))
    return postings
