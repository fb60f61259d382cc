"""Sums of a simulated Business Central's sales document, which stand on every line of it."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
# Documents written as invoices are taxed at once; the tax of an order is said by the clerk who posts it.
VAT = {"SalesInvoice": Decimal("0.13"), "SalesCreditMemo": Decimal("0.13")}


def sum_up(page, lines):
    """Write the sums of all lines into each of them."""
    untaxed = sum((Decimal(line["Line_Amount"]) for line in lines), Decimal(0))
    tax = (untaxed * VAT.get(page, 0)).quantize(CENT, ROUND_HALF_UP)
    sums = {"Total_Amount_Excl_VAT": untaxed, "Total_VAT_Amount": tax, "Total_Amount_Incl_VAT": untaxed + tax}
    for line in lines:
        line |= {name: str(value) for name, value in sums.items()}
