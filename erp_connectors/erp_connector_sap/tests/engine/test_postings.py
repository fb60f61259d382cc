"""A booking is balanced, and sign and code agree, whatever the document."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.erp_connector_sap.engine import s4_journals
from odoo.addons.erp_connector_sap.engine.postings import Unbalanced, postings

AMOUNT = st.decimals("-99999.99", "99999.99", places=2)


def bill(lines, rate="0.13"):
    untaxed = sum(lines, Decimal(0))
    tax = (untaxed * Decimal(rate)).quantize(Decimal("0.01"))
    return {
        "Debtor": "10",
        "Currency": "CNY",
        "Total": str(untaxed + tax),
        "Lines": [{"GLAccount": "6001", "Amount": str(line), "TaxCode": "X1"} for line in lines],
        "Taxes": [{"TaxCode": "X1", "Amount": str(tax), "Base": str(untaxed)}],
    }


@given(st.sampled_from(["invoice", "credit_note"]), st.lists(AMOUNT, min_size=1, max_size=20))
def test_a_bill_is_balanced_and_sign_and_code_agree(kind, lines):
    entry = s4_journals.entry(kind, "O1-IN-11", bill(lines))
    rows = entry["Item"] + entry["DebtorItem"] + entry["ProductTaxItem"]
    amounts = [Decimal(row["AmountInTransactionCurrency"][""]) for row in rows]
    assert sum(amounts, Decimal(0)) == 0
    for row, amount in zip(rows, amounts, strict=True):
        assert amount == 0 or (row["DebitCreditCode"] == "S") == (amount > 0)
        assert row["AmountInTransactionCurrency"]["@currencyCode"] == "CNY"
    numbers = [row["ReferenceDocumentItem"] for row in entry["Item"] + entry["DebtorItem"]]
    assert len(numbers) == len(set(numbers))


@given(st.lists(AMOUNT.filter(bool), min_size=1, max_size=5))
def test_a_credit_note_is_the_invoice_the_other_way_round(lines):
    invoice, credit_note = postings("invoice", bill(lines)), postings("credit_note", bill(lines))
    assert [one.amount for one in credit_note] == [-one.amount for one in invoice]


def test_an_unbalanced_document_never_becomes_a_booking():
    values = bill([Decimal("100")]) | {"Total": "113.01"}
    with pytest.raises(Unbalanced):
        postings("invoice", values)


@pytest.mark.parametrize("direction, bank", [("inbound", "100"), ("outbound", "-100")])
def test_a_payment_debits_the_bank_when_money_comes_in(direction, bank):
    values = {"Debtor": "10", "Amount": "100", "Direction": direction, "BankAccount": "1002", "Invoice": "INV/1"}
    first, second = postings("payment", values)
    assert (first.values["GLAccount"], str(first.amount)) == ("1002", bank)
    assert second.values["Debtor"] == "10" and second.amount == -first.amount


def test_lines_over_nothing_are_left_out_and_a_tax_of_nothing_says_its_base():
    values = bill([Decimal("100"), Decimal("0")], rate="0")
    found = postings("invoice", values)
    assert [one.block for one in found] == ["customer", "account", "tax"]
    assert (found[2].amount, found[2].base) == (0, -100)


def test_the_header_keeps_the_end_of_our_key():
    entry = s4_journals.entry("invoice", "O12345678901-IN-2147483647", bill([Decimal("1")]))
    assert entry["Reference1InDocumentHeader"] == "678901-IN-2147483647"
