"""Is an incoming document older than what was applied already? Then it is kept and not applied."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stamp:
    """`version` is the sender's growing number (None when it sends none), `moment` UTC text that sorts as time does."""

    version: int | None = None
    moment: str = ""

    @classmethod
    def of(cls, document):
        """Stamp of a neutral document.

        >>> Stamp.of({"version": "7", "changed_at": "2026-01-01 08:00:00.000000"})
        Stamp(version=7, moment='2026-01-01 08:00:00.000000')
        """
        version = document.get("version")
        return cls(int(version) if version not in (None, "") else None, document.get("changed_at") or "")


def outdated(incoming, applied):
    """True when `incoming` is older than `applied`. Numbers outrank clocks; what cannot be compared is not older.

    >>> outdated(Stamp(6, "2026-01-02"), Stamp(7, "2026-01-01"))
    True
    >>> outdated(Stamp(moment="2026-01-02"), Stamp(7, "2026-01-01")), outdated(Stamp(), Stamp(7))
    (False, False)
    """
    if incoming.version is not None and applied.version is not None:
        return incoming.version < applied.version
    if incoming.moment and applied.moment:
        return incoming.moment < applied.moment
    return False


def later(one, other):
    """The stamp to remember after `other` was applied on top of `one`: nothing that is known gets lost."""
    version = other.version if other.version is not None else one.version
    return Stamp(version, max(one.moment, other.moment))
