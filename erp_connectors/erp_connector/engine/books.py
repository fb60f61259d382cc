"""The small decisions about documents of the books, without Odoo: prices, allocation, and what a change here may mean
for a document that the ERP has. Amounts are Decimal.
"""

from decimal import Decimal

EIGHT = Decimal("0.00000001")
# What happens to the ERP's document when ours is taken back here.
GIVE_UP, ALLOW, WAIT, REFUSE = "give_up", "allow", "wait", "refuse"


def price_net(untaxed, quantity, price_unit):
    """Untaxed price of one unit after discount, such that quantity times price, rounded, is the untaxed amount.

    >>> price_net(Decimal("9.99"), Decimal(3), Decimal("4")), price_net(Decimal(0), Decimal(0), Decimal("4"))
    (Decimal('3.33000000'), Decimal('4'))
    """
    return (untaxed / quantity).quantize(EIGHT) if quantity else price_unit


def allocate(amount, documents):
    """[(document, part)] of a payment over documents [(document, open amount)], the first ones first.

    >>> allocate(Decimal(100), [("A", Decimal(60)), ("B", Decimal(60)), ("C", Decimal(5))])
    [('A', Decimal('60')), ('B', Decimal('40'))]
    """
    parts, left = [], amount
    for document, still_open in documents:
        part = min(left, still_open)
        if part > 0:
            parts.append((document, part))
            left -= part
    return parts


def positive(document):
    """A neutral credit note without the minus signs: some ERPs put them on quantities, some on prices, some nowhere.

    >>> positive({"number": "A", "total": "-5.00", "lines": [{"name": "x", "quantity": "-1", "untaxed": ""}]})
    {'number': 'A', 'total': '5.00', 'lines': [{'name': 'x', 'quantity': '1', 'untaxed': ''}]}
    """
    amounts = ("quantity", "untaxed", "tax", "total")
    plain = {name: value.lstrip("-") if name in amounts and value else value for name, value in document.items()}
    return plain | ({"lines": [positive(row) for row in document["lines"]]} if "lines" in document else {})


def main_analytic(distribution):
    """Ids of the analytic accounts that get the largest share; {"12": 30.0, "13,40": 70.0} as Odoo keeps it.

    >>> main_analytic({"12": 30.0, "13,40": 70.0}), main_analytic(None)
    ([13, 40], [])
    """
    if not distribution:
        return []
    largest = max(sorted(distribution), key=lambda name: distribution[name])
    return [int(number) for number in largest.split(",") if number.strip().isdigit()]


def taking_back(state, may_be_there, offered):
    """May a document be taken back here, given where its message to the ERP stands and what the dialect offers?
    `may_be_there`: the message is to be asked for before it is sent (again). A call that surely never arrived is none.

    GIVE_UP: the ERP has not got it, the message is given up. ALLOW: it has, and can be told. WAIT: nobody knows this
    very moment. REFUSE: it has, and nothing but a document of the opposite kind can undo it.

    >>> taking_back("waiting", False, {"create"}), taking_back("accepted", True, {"create"})
    ('give_up', 'refuse')
    >>> taking_back("accepted", True, {"create", "cancel"}), taking_back("unknown", True, {"create"})
    ('allow', 'wait')
    """
    if state == "dead" or (state == "waiting" and not may_be_there):
        return GIVE_UP
    if state == "accepted":
        return ALLOW if offered & {"cancel", "update"} else REFUSE
    return WAIT


def rate_together(taxes):
    """Percentage that taxes come to, as a decimal string. Each is (percent, joins the base of later ones, is charged on
    what joined the base), in the order in which they are charged.

    >>> rate_together([(Decimal("9"), False, True), (Decimal("9"), False, True)])
    '18'
    >>> rate_together([(Decimal("10"), True, True), (Decimal("5"), False, True)])
    '15.5'
    """
    rate, base = Decimal(0), Decimal(1)
    for percent, joins, affected in taxes:
        charged = percent * (base if affected else 1)
        rate += charged
        base += charged / 100 if joins else 0
    return f"{rate:.4f}".rstrip("0").rstrip(".")
