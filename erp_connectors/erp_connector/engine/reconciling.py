"""Two lists that should be one: what Odoo has and what the ERP has, key by key.

Every entry of either side ends up in exactly one pair, and every pair in exactly one class:

matched        both sides have it, and they agree
missing_there  Odoo has it, the ERP has not
on_the_way     Odoo has it, the ERP has not, and a message about it is still open
missing_here   the ERP has it, Odoo has not
drift          both have it, and amount, tax or state differ
doubled        the ERP has it more than once
void           only one side has it, and there it is cancelled or a draft

Because nothing is in two classes, the differences of the classes add up to the difference of the totals.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal

MATCHED, MISSING_THERE, ON_THE_WAY = "matched", "missing_there", "on_the_way"
MISSING_HERE, DRIFT, DOUBLED, VOID = "missing_here", "drift", "doubled", "void"
CLASSES = (MATCHED, MISSING_THERE, ON_THE_WAY, MISSING_HERE, DRIFT, DOUBLED, VOID)
OPEN_CLASSES = (MISSING_THERE, MISSING_HERE, DRIFT, DOUBLED)  # what a person should look at

# Where a document stands, in words that both sides can be brought to.
PHASES = {"draft": "draft", "paid": "paid", "cancelled": "gone", "abandoned": "gone"}


def phase(state):
    """
    >>> phase("done"), phase("cancelled"), phase("paid")
    ('open', 'gone', 'paid')
    """
    return PHASES.get(state, "open")


@dataclass(frozen=True, slots=True)
class Entry:
    """One document on one side. `total` and `tax` are Decimals, or None for master data, which has no amount.

    external_id is the ERP's id: on Odoo's side that of the link, "" without one. `key` is our document key.
    """

    external_id: str = ""
    key: str = ""
    label: str = ""
    total: Decimal | None = None
    tax: Decimal | None = None
    state: str = "open"
    date: datetime.date | None = None
    currency: str = ""
    res_id: int = 0
    on_the_way: bool = False

    @property
    def counts(self):
        """Cancelled documents and drafts are in no total."""
        return phase(self.state) not in ("gone", "draft")


@dataclass(frozen=True, slots=True)
class Pair:
    """An entry of Odoo (or None) with its counterparts in the ERP (none, one, or several when it is doubled)."""

    klass: str
    here: Entry | None
    there: tuple
    reasons: tuple = ()

    @property
    def date(self):
        """The day that says which period the pair belongs to: Odoo's, else the ERP's."""
        return self.here.date if self.here and self.here.date else self.there[0].date if self.there else None

    def amounts(self, name):
        """(here, there) of "total" or "tax"; what does not count is zero."""
        ours = _amount(self.here, name) if self.here else Decimal(0)
        return ours, sum((_amount(entry, name) for entry in self.there), Decimal(0))


@dataclass(frozen=True, slots=True)
class Side:
    """Count and totals of one side."""

    count: int = 0
    total: Decimal = Decimal(0)
    tax: Decimal = Decimal(0)


def compare(here, there, tolerance=Decimal("0.005")):
    """List of Pairs. Links decide before keys; amounts that differ by no more than `tolerance` are equal.

    >>> ours = [Entry("7", "K1", total=Decimal(10)), Entry("", "K2", total=Decimal(5))]
    >>> theirs = [Entry("7", "K1", total=Decimal(12)), Entry("9", "K3", total=Decimal(1))]
    >>> [pair.klass for pair in compare(ours, theirs)]
    ['drift', 'missing_there', 'missing_here']
    """
    theirs = {entry.external_id: entry for entry in there}  # a page read twice adds nothing
    by_key = {}
    for entry in theirs.values():
        if entry.key:
            by_key.setdefault(entry.key, []).append(entry.external_id)
    # A link is worth more than a key: what is linked to one of ours is never given to another.
    linked = {entry.external_id for entry in here if entry.external_id in theirs}
    pairs, taken = [], set()
    for entry in here:
        ids = [entry.external_id] if entry.external_id in linked and entry.external_id not in taken else []
        ids += [found for found in by_key.get(entry.key, ()) if found not in linked and found not in taken]
        taken.update(ids)
        pairs.append(_pair(entry, [theirs[found] for found in ids], tolerance))
    left = {}
    for external_id, entry in theirs.items():
        if external_id not in taken:
            left.setdefault(("key", entry.key) if entry.key else ("id", external_id), []).append(entry)
    return pairs + [_pair(None, entries, tolerance) for entries in left.values()]


def _pair(here, there, tolerance):
    living = [entry for entry in there if entry.counts]
    if len(living) > 1:
        return Pair(DOUBLED, here, tuple(living + [entry for entry in there if not entry.counts]))
    there = tuple(sorted(there, key=lambda entry: not entry.counts))
    if here is None:
        return Pair(MISSING_HERE if living else VOID, None, there)
    if not there:
        missing = ON_THE_WAY if here.on_the_way else MISSING_THERE
        return Pair(missing if here.counts else VOID, here, ())
    reasons = _differences(here, there[0], tolerance)
    if reasons and here.on_the_way:
        return Pair(ON_THE_WAY, here, there, reasons)
    return Pair(DRIFT if reasons else MATCHED, here, there, reasons)


def _differences(here, there, tolerance):
    """What differs between two entries that are the same document."""
    found = []
    if phase(here.state) != phase(there.state):
        found.append("state")
    if here.counts or there.counts:
        for name in ("total", "tax"):
            ours, theirs = getattr(here, name), getattr(there, name)
            if ours is not None and theirs is not None and abs(ours - theirs) > tolerance:
                found.append(name)
    return tuple(found)


def _amount(entry, name):
    value = getattr(entry, name)
    return value if value is not None and entry.counts else Decimal(0)


def within(pairs, since, until):
    """Pairs of a period. Each pair has one day, so it is in exactly one month; master data has none and is in all."""
    return [pair for pair in pairs if pair.date is None or since <= pair.date <= until]


def sides(pairs):
    """(here, there) as Sides.

    >>> ours, theirs = sides(compare([Entry("1", total=Decimal(3))], []))
    >>> ours.count, ours.total, theirs.count
    (1, Decimal('3'), 0)
    """
    here = [pair.here for pair in pairs if pair.here and pair.here.counts]
    there = [entry for pair in pairs for entry in pair.there if entry.counts]
    return _side(here), _side(there)


def _side(entries):
    return Side(
        len(entries),
        sum((_amount(entry, "total") for entry in entries), Decimal(0)),
        sum((_amount(entry, "tax") for entry in entries), Decimal(0)),
    )


def explain(pairs):
    """{class: (count, total here - total there)}; the differences add up to that of the sides."""
    found = {klass: (0, Decimal(0)) for klass in CLASSES}
    for pair in pairs:
        count, difference = found[pair.klass]
        ours, theirs = pair.amounts("total")
        found[pair.klass] = (count + 1, difference + ours - theirs)
    return found
