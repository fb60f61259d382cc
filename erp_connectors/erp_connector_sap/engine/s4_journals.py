"""Bookings as S/4HANA's journal entries. Sign and DebitCreditCode always agree: a debit is positive and S, a credit
negative and H."""

from .postings import ACCOUNT, CUSTOMER, TAX, postings

BUSINESS_TRANSACTION = "RFBU"
REFERENCE_TYPE = "BKPFF"
BLOCKS = {ACCOUNT: "Item", CUSTOMER: "DebtorItem", TAX: "ProductTaxItem"}


def entry(kind, key, values):
    """JournalEntry in the words of the contract, from what the mapping gives."""
    values = dict(values)
    currency = values.pop("Currency", "")
    rows = {"Item": [], "DebtorItem": [], "ProductTaxItem": []}
    for number, posting in enumerate(postings(kind, values), 1):
        rows[BLOCKS[posting.block]].append(_row(posting, number, currency))
    return {
        "OriginalReferenceDocumentType": REFERENCE_TYPE,
        "BusinessTransactionType": BUSINESS_TRANSACTION,
        # The header has 20 places: the end of the key tells records apart, its beginning the databases.
        "Reference1InDocumentHeader": key[-20:],
        **values,
        **rows,
    }


def _row(posting, number, currency):
    values = dict(posting.values)
    tax, center = values.pop("TaxCode", ""), values.pop("CostCenter", "")
    row = {**values, "AmountInTransactionCurrency": money(posting.amount, currency)}
    row["DebitCreditCode"] = "S" if (posting.amount or posting.base or 0) >= 0 else "H"
    if posting.block == TAX:
        return row | {"TaxCode": tax, "TaxBaseAmountInTransCrcy": money(posting.base, currency)}
    row |= {"Tax": {"TaxCode": tax}, "AccountAssignment": {"CostCenter": center}}
    return row | {"ReferenceDocumentItem": str(number)}


def money(amount, currency):
    return {"": format(amount, "f"), "@currencyCode": currency}
