"""What is X3's own about a payment: every amount stands on a line, a line says what kind of money it is, and only what is
an open item can be paid."""

from decimal import Decimal, InvalidOperation

VOUCHER, VOUCHER_TYPE, LINE_AMOUNT, AMOUNT = "VCRNUM", "VCRTYP", "AMTLIN", "AMTCUR"


def on_every_line(values):
    """Values in which a block `TABLE*` is what each line of TABLE gets that has not said otherwise.

    >>> on_every_line({"T": [{"A": "1"}, {"A": "2", "B": "y"}], "T*": {"B": "x"}})
    {'T': [{'B': 'x', 'A': '1'}, {'B': 'y', 'A': '2'}]}
    """
    common = {name[:-1]: content for name, content in values.items() if name.endswith("*")}
    plain = {name: content for name, content in values.items() if not name.endswith("*")}
    for table, content in common.items():
        plain[table] = [{**content, **row} for row in plain.get(table, [])]
    return plain


def with_rest(values):
    """A payment whose lines add up to its amount: what pays no invoice becomes a line of its own.

    >>> with_rest({"H": {"AMTCUR": "10.00"}, "T": [{"VCRNUM": "I1", "AMTLIN": "4.00"}]})["T"][1]
    {'AMTLIN': '6.00'}
    """
    total = next((block[AMOUNT] for block in values.values() if isinstance(block, dict) and AMOUNT in block), None)
    table = next((name for name, block in values.items() if isinstance(block, list)), None)
    if total is None or table is None:
        return values
    try:
        rest = Decimal(total) - sum((Decimal(row.get(LINE_AMOUNT) or "0") for row in values[table]), Decimal(0))
    except InvalidOperation:
        return values  # X3 names a wrong amount better than we do
    return {**values, table: [*values[table], {LINE_AMOUNT: format(rest, "f")}]} if rest > 0 else values


def payment(values):
    """Values of a payment as X3 takes them. A line that pays no voucher has no type of voucher either."""
    values = on_every_line(with_rest(values))
    for block in values.values():
        for row in block if isinstance(block, list) else ():
            if not row.get(VOUCHER):
                row.pop(VOUCHER_TYPE, None)
    return values


def on_open_items(values, type_of):
    """The same payment, its lines on open items only: an invoice that is not posted yet is none, and X3 refuses it.

    `type_of(number)` gives the type under which a voucher is open, "" when it is not, None when X3 cannot be asked.
    """

    def line(row):
        found = type_of(row[VOUCHER]) if row.get(VOUCHER) else None
        if found is None:
            return row
        if found:
            return {**row, VOUCHER_TYPE: found}
        return {name: value for name, value in row.items() if name not in (VOUCHER, VOUCHER_TYPE)}

    return {name: [line(row) for row in block] if isinstance(block, list) else block for name, block in values.items()}
