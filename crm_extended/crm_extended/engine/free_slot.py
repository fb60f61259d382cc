"""Do two meetings overlap, and when is the next time that everybody is free?

Times are half open: a meeting that ends at ten does not disturb one that begins at ten.
"""

from datetime import datetime, timedelta


def overlaps(start, stop, busy):
    """Return those of `busy` (tuples that begin with start and stop) that overlap the time from start to stop.

    >>> ten, eleven, noon = (datetime(2026, 1, 5, hour) for hour in (10, 11, 12))
    >>> overlaps(ten, eleven, [(eleven, noon, "lunch")]), len(overlaps(ten, noon, [(eleven, noon, "lunch")]))
    ([], 1)
    """
    return [taken for taken in busy if taken[0] < stop and start < taken[1]]


def next_free(after, length, working, busy, step=timedelta(minutes=15)):
    """Start of the first free time of this length at or after `after` within working time, or None.

    `working` and `busy` are tuples that begin with start and stop, in any order and overlapping as they like. The
    start is on a whole step, so that nobody is invited for 10:07.

    >>> nine, ten, noon = (datetime(2026, 1, 5, hour) for hour in (9, 10, 12))
    >>> next_free(nine, timedelta(hours=1), [(nine, noon)], [(nine, datetime(2026, 1, 5, 9, 50))])
    datetime.datetime(2026, 1, 5, 10, 0)
    """
    for begins, ends, *_ in sorted(working, key=lambda span: span[:2]):
        start = _round_up(max(begins, after), step)
        while start + length <= ends:
            in_the_way = overlaps(start, start + length, busy)
            if not in_the_way:
                return start
            start = _round_up(max(taken[1] for taken in in_the_way), step)
    return None


def _round_up(moment, step):
    over = (moment - datetime.min) % step
    return moment + (step - over if over else timedelta())
