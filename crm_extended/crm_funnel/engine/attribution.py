"""Which touch brought the revenue? Four answers, and in each of them the parts add up to the whole.

Amounts are whole numbers of the currency's smallest unit (cents), so that nothing is lost in rounding.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

MODELS = ("first", "last", "linear", "time_decay")
DAY = timedelta(days=1)


def weights(model: str, touched: Sequence[datetime], won_at: datetime, half_life: float = 7) -> list[float]:
    """How much each touch weighs, in the order given. `half_life` is in days and only matters to time_decay.

    >>> weights("first", [datetime(2026, 1, 2), datetime(2026, 1, 1)], datetime(2026, 2, 1))
    [0.0, 1.0]
    >>> weights("time_decay", [datetime(2026, 1, 1), datetime(2026, 1, 8)], datetime(2026, 1, 8))
    [0.5, 1.0]
    """
    if model not in MODELS:
        raise ValueError(f"unknown attribution model {model!r}")
    if not touched:
        return []
    if model == "linear":
        return [1.0] * len(touched)
    if model == "time_decay":
        # The newest touch weighs 1: very old histories must not underflow to nothing but zeros.
        newest = max(touched)
        return [0.5 ** ((newest - moment) / DAY / half_life) for moment in touched]
    places = range(len(touched))
    chosen = min(places, key=lambda place: (touched[place], place))
    if model == "last":
        chosen = max(places, key=lambda place: (touched[place], place))
    return [1.0 if place == chosen else 0.0 for place in places]


def split(amount: int, parts: Sequence[float]) -> list[int]:
    """Share out a whole number by weight; the sum is exactly the amount. Rests go to the largest remainders.

    >>> split(100, [1, 1, 1])
    [34, 33, 33]
    >>> split(-5, [1, 1]), split(7, [])
    ([-3, -2], [])
    """
    if not parts:
        return []
    if min(parts) < 0 or not sum(parts):
        raise ValueError("weights are not negative and not all zero")
    whole, size = sum(parts), abs(amount)
    exact = [size * part / whole for part in parts]
    shares = [int(share) for share in exact]
    # A float may round a share up past its due: the rest can be negative, then the smallest remainders give back.
    order = sorted(range(len(parts)), key=lambda place: (shares[place] - exact[place], place))
    rest = size - sum(shares)
    while rest:
        step = 1 if rest > 0 else -1
        for place in order if step > 0 else reversed(order):
            if rest and parts[place] and shares[place] + step >= 0:
                shares[place] += step
                rest -= step
    return [-share for share in shares] if amount < 0 else shares
