"""Read a batch of touchpoints as a foreign system sends them.

A row is judged alone: a bad one is reported with its place in the batch and never stops the others.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

# Clocks of foreign systems run ahead; beyond this a future touchpoint is a mistake, not a skew.
CLOCK_SKEW = timedelta(hours=24)
TEXT_LIMITS = {"key": 200, "subject": 250, "detail": 2000}
IDENTITIES = ("id", "ref", "email", "phone")


class RowRefused(ValueError):
    """A row that cannot be taken. `code` says why, `field` where, `value` what stood there."""

    def __init__(self, code, field, value=None):
        super().__init__(f"{code}: {field}={value!r}")
        self.code, self.field, self.value = code, field, value


@dataclass(frozen=True, slots=True)
class Row:
    """One touchpoint, checked. `occurred_at` is naive UTC; `identity` is a pair like ("email", "a@b.cn")."""

    key: str
    identity: tuple
    occurred_at: datetime
    channel: str
    kind: str
    direction: str | None
    subject: str | None
    detail: str | None
    amount: float | None
    currency: str | None


def read(rows, channels, kinds, now, batch_key=None):
    """Return (good, refused): lists of (place in the batch, Row) and (place, RowRefused).

    A row without a key of its own takes the batch's key and its place, so that the same batch sent again has the
    same keys. The second of two rows with one key is refused: which of them would be the true one?

    >>> good, refused = read(
    ...     [{"key": "a", "partner": {"id": 7}, "channel": "web", "kind": "view",
    ...       "occurred_at": "2026-03-01T08:00+08:00"},
    ...      {"key": "b", "partner": {}, "channel": "web", "kind": "view"}],
    ...     {"web"}, {"view"}, datetime(2026, 3, 2))
    >>> good[0][1].occurred_at, refused[0][0], refused[0][1].code
    (datetime.datetime(2026, 3, 1, 0, 0), 1, 'missing')
    """
    good, refused, seen = [], [], set()
    for place, raw in enumerate(rows):
        try:
            row = read_row(raw, channels, kinds, now, batch_key and f"{batch_key}#{place}")
            if row.key in seen:
                raise RowRefused("repeated", "key", row.key)
            seen.add(row.key)
            good.append((place, row))
        except RowRefused as refusal:
            refused.append((place, refusal))
    return good, refused


def read_row(raw, channels, kinds, now, fallback_key=None):
    """Check one raw row (a JSON object) and return a Row, or raise RowRefused."""
    if not isinstance(raw, dict):
        raise RowRefused("not_an_object", "row", raw)
    return Row(
        key=_text(raw, "key") or fallback_key or _missing("key"),
        identity=_identity(raw.get("partner")),
        occurred_at=_moment(raw.get("occurred_at"), now),
        channel=_one_of(raw, "channel", channels),
        kind=_one_of(raw, "kind", kinds),
        direction=_one_of(raw, "direction", {"in", "out"}, required=False),
        subject=_text(raw, "subject"),
        detail=_text(raw, "detail"),
        amount=_number(raw.get("amount")),
        currency=_text(raw, "currency"),
    )


def _missing(field):
    raise RowRefused("missing", field)


def _text(raw, field):
    value = raw.get(field)
    if value in (None, ""):
        return None
    # PostgreSQL has no zero byte in a text, and the whole batch would fail on it.
    if not isinstance(value, str) or "\x00" in value:
        raise RowRefused("not_a_text", field, value)
    if len(value) > TEXT_LIMITS.get(field, 250):
        raise RowRefused("too_long", field, TEXT_LIMITS.get(field, 250))
    return value.strip() or None


def _one_of(raw, field, allowed, required=True):
    value = raw.get(field)
    if value in (None, ""):
        return _missing(field) if required else None
    if not isinstance(value, str) or value not in allowed:
        raise RowRefused("unknown", field, value)
    return value


def _identity(who):
    if not isinstance(who, dict):
        raise RowRefused("missing", "partner")
    for name in IDENTITIES:
        value = who.get(name)
        if value in (None, ""):
            continue
        if name == "id":
            # A PostgreSQL integer; a larger one would fail the whole batch.
            if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 2**31:
                raise RowRefused("unknown", "partner.id", value)
            return name, value
        if not isinstance(value, str) or "\x00" in value:
            raise RowRefused("not_a_text", f"partner.{name}", value)
        if value.strip():
            return name, value.strip()
    raise RowRefused("missing", "partner")


def _moment(value, now):
    """A moment as naive UTC; without a zone it is taken as UTC, without a value it is now."""
    if value in (None, ""):
        return now
    if not isinstance(value, str):
        raise RowRefused("not_a_moment", "occurred_at", value)
    try:
        # Python 3.10 does not know the Z that everybody writes.
        moment = datetime.fromisoformat(value[:-1] + "+00:00" if value[-1] in "Zz" else value)
        if moment.tzinfo:
            moment = moment.astimezone(timezone.utc).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise RowRefused("not_a_moment", "occurred_at", value) from None
    if moment > now + CLOCK_SKEW:
        raise RowRefused("in_the_future", "occurred_at", value)
    return moment.replace(microsecond=0)


def _number(value):
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value) or abs(value) > 1e15:
        raise RowRefused("not_a_number", "amount", value)
    return float(value)
