"""Orders of an ERP that knows a delivery address by a number of its own, and by nothing else."""

from .mapping import Rule

# None of these is a field of an ERP: `taken_from` takes them out of the mapped values.
RULES = [
    Rule("deliver_to", source="delivery_address.name"),
    Rule("ship_to", source="delivery_address.code"),
]
# Where a firm that the ERP has as a customer is such a number as well.
FIRMS = [*RULES, Rule("ship_to", "reference", "delivery_address.customer")]
ADVICE = "write the number that the ERP has for this delivery address into its Reference in Odoo"


class NumberMissing(Exception):
    """The goods are to go to an address of unknown number: sent without it, they would go to the customer instead.

    A dialect lets it pass: soap.faults makes the refusal of it. `field` is where the ERP wants the number.
    """

    def __init__(self, name, field=""):
        super().__init__(f"the ERP's number of the delivery address “{name}” is not known")
        self.field = field


def taken_from(values, field):
    """(number of the delivery address, "" for the customer's own; the values without its names).

    >>> taken_from({"deliver_to": "苏州仓库", "ship_to": "4712", "number": "S1"}, "X"), taken_from({"number": "S2"}, "X")
    (('4712', {'number': 'S1'}), ('', {'number': 'S2'}))
    """
    left = {name: value for name, value in values.items() if name not in ("deliver_to", "ship_to")}
    number, name = values.get("ship_to", ""), values.get("deliver_to", "")
    if name and not number:
        raise NumberMissing(name, field)
    return number, left
