"""Documents of a simulated K/3 Cloud as its queries show them: flat rows of fields, with what it computes."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def flat(tree):
    """Fields of a part of a form by the names a query uses; parts inside it lend it their fields.

    >>> flat({"FNote": "x", "FCustId": {"FNumber": "C1"}, "Finance": {"FCurrId": {"FNumber": "CNY"}}})
    {'FNote': 'x', 'FCustId.FNumber': 'C1', 'FCurrId.FNumber': 'CNY'}
    """
    found = {}
    for name, value in tree.items():
        if not isinstance(value, dict):
            found |= {} if isinstance(value, list) else {name: value}
        elif set(value) <= {"FNumber", "FName"}:
            found |= {f"{name}.{inner}": said for inner, said in value.items()}
        else:
            found |= flat(value)
    return found


def amounts(line, quantity):
    """(untaxed, tax) of a line."""
    untaxed = (Decimal(str(line[quantity])) * Decimal(str(line["FPrice"]))).quantize(CENT, ROUND_HALF_UP)
    return untaxed, (untaxed * Decimal(str(line.get("FEntryTaxRate", 0))) / 100).quantize(CENT, ROUND_HALF_UP)


def _sums(lines, quantity):
    pairs = [amounts(line, quantity) for line in lines]
    return (sum((pair[index] for pair in pairs), Decimal(0)) for index in (0, 1))


def billed(line):
    """What a receivable computes for a line."""
    untaxed, tax = amounts(line, "FPriceQty")
    known = {"FMATERIALID.FNumber": line["FMATERIALID"]["FNumber"], "FComment": line.get("FComment", "")}
    return known | {"FNoTaxAmountFor_D": float(untaxed), "FTAXAMOUNTFOR_D": float(tax)}


def receivable(row):
    """What a receivable computes for itself."""
    untaxed, tax = _sums(row["model"]["FEntityDetail"], "FPriceQty")
    left = float(untaxed + tax) if row["left"] is None else row["left"]
    known = {"FNOTAXAMOUNTFOR": float(untaxed), "FTAXAMOUNTFOR": float(tax), "FALLAMOUNTFOR": float(untaxed + tax)}
    known |= {"FWRITTENOFFSTATUS": row["paid"], "FNOTWRITTENOFFAMOUNTFOR": left}
    return known | {"F_ORDER": row.get("order", "")}


def sale(row):
    """What an order computes for itself."""
    untaxed, tax = _sums(row["model"]["FSaleOrderEntry"], "FQty")
    return {"FBillTaxAmount": float(tax), "FBillAllAmount": float(untaxed + tax)}
