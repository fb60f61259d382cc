"""Repeatable chance: every subject throws its own dice, so adding one never changes another."""

from itertools import accumulate
from random import Random


def dice(seed, *path):
    """A generator of its own for `path`, e.g. dice(7, "customer", 17).

    Seeding with text goes through SHA-512 and is therefore the same on every machine and Python version.
    """
    return Random("/".join(str(part) for part in (seed, *path)))


def weighted(rng, weights):
    """One key of `weights` ({key: weight}), in proportion to its weight."""
    keys = list(weights)
    return rng.choices(keys, cum_weights=list(accumulate(weights.values())))[0]


def poisson(rng, mean):
    """Number of events when `mean` are expected; counted by exponential gaps.

    >>> poisson(dice(1, "doc"), 0.0)
    0
    """
    count, clock = 0, rng.expovariate(1.0)
    while clock < mean:
        count += 1
        clock += rng.expovariate(1.0)
    return count


def clamp(value, low, high):
    return max(low, min(high, value))


def scatter(index, size, salt=0):
    """The `index`-th of `size` numbers in shuffled order: no number twice while index < size.

    `size` must be a power of ten; the multiplier ends in 7 and is therefore coprime to it.

    >>> sorted(scatter(i, 100) for i in range(100)) == list(range(100))
    True
    """
    return (index * 618_033_987 + 271_828_183 + salt) % size
