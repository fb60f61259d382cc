"""May this customer order for so much more? Amounts are Decimal in the company's currency."""

from dataclasses import dataclass
from decimal import Decimal

IGNORE, WARN, BLOCK = "ignore", "warn", "block"
BLOCKED, OVER = "blocked", "over"


@dataclass(frozen=True, slots=True)
class Exposure:
    """What counts against a limit: open items of the ERP, orders that are not invoiced yet, and the new order."""

    open_items: Decimal
    ordered: Decimal
    order: Decimal

    @property
    def total(self):
        """An overpaid account helps; it is what the customer would owe in the end."""
        return self.open_items + self.ordered + self.order


def concern(exposure, limit, blocked):
    """The word for what is wrong with an order ("blocked", "over") or "".

    `limit` None means that there is none; 0 means that nothing may be open.

    >>> concern(Exposure(Decimal(70), Decimal(20), Decimal(10)), Decimal(100), False)
    ''
    >>> concern(Exposure(Decimal(70), Decimal(20), Decimal("10.01")), Decimal(100), False)
    'over'
    >>> concern(Exposure(Decimal(0), Decimal(0), Decimal(1)), None, True)
    'blocked'
    """
    if blocked:
        return BLOCKED
    return OVER if limit is not None and exposure.total > limit and exposure.order > 0 else ""


def stops(policy, found):
    """True when an order with this concern is stopped rather than warned about.

    >>> stops("block", "over"), stops("warn", "blocked"), stops("block", "")
    (True, False, False)
    """
    return policy == BLOCK and bool(found)
