"""Who shall look after this lead, and why not the others?

Hard: quota, capacity, territory, skills, tier. Among those who are left the one at work comes first, then the one
with the least load, then the one who has received the least today. Nobody at work is no reason to leave a lead lying.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

TIERS = ("cold", "warm", "hot")
# Why somebody was passed over, in the order in which it is asked.
REASONS = ("domain", "quota", "capacity", "territory", "tier", "skill")


@dataclass(frozen=True, slots=True)
class Need:
    """What a lead asks for. No territory means that anybody's will do."""

    territory: int | None = None
    skills: frozenset[int] = frozenset()
    tier: str = "cold"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A salesperson. `capacity` 0 is unlimited, empty `territories` are all of them; `quota` is what is left today."""

    key: int
    quota: int
    load: int = 0
    capacity: int = 0
    territories: frozenset[int] = frozenset()
    skills: frozenset[int] = frozenset()
    from_tier: str = "cold"
    at_work: bool = True
    received: int = 0
    accepts: frozenset[int] | None = field(default=None, compare=False)

    def refuses(self, need: Need) -> str | None:
        """The first reason why not, or None.

        >>> Candidate(1, quota=5, from_tier="hot").refuses(Need(tier="warm"))
        'tier'
        """
        if self.quota <= 0:
            return "quota"
        if self.capacity and self.load >= self.capacity:
            return "capacity"
        if need.territory and self.territories and need.territory not in self.territories:
            return "territory"
        if TIERS.index(need.tier) < TIERS.index(self.from_tier):
            return "tier"
        if not need.skills <= self.skills:
            return "skill"
        return None

    def rank(self):
        """Sorts the best first. Load counts relative to capacity where there is one."""
        filled = self.load / self.capacity if self.capacity else self.load
        return (not self.at_work, bool(self.capacity) and filled >= 1, filled, self.received, self.key)

    def took(self):
        """The same person with one lead more."""
        return replace(self, quota=self.quota - 1, load=self.load + 1, received=self.received + 1)


@dataclass(frozen=True, slots=True)
class Choice:
    """`key` of the chosen candidate or None, and why each of the others that were refused was."""

    key: int | None
    refused: dict[int, str]


def choose(need: Need, candidates: Iterable[Candidate], lead: int | None = None) -> Choice:
    """The best candidate for a lead. A candidate with `accepts` takes only the leads in it (the filter of core).

    >>> busy, free = Candidate(1, quota=9, load=8), Candidate(2, quota=9, load=3)
    >>> choose(Need(), [busy, free]).key
    2
    >>> choose(Need(skills=frozenset([7])), [busy, free])
    Choice(key=None, refused={1: 'skill', 2: 'skill'})
    """
    refused, fitting = {}, []
    for candidate in candidates:
        accepted = candidate.accepts is None or lead is None or lead in candidate.accepts
        reason = candidate.refuses(need) if accepted else "domain"
        if reason:
            refused[candidate.key] = reason
        else:
            fitting.append(candidate)
    best = min(fitting, key=Candidate.rank, default=None)
    return Choice(best.key if best else None, refused)
