"""Asking K/3 Cloud for rows, and what its values mean: what all its readers share."""

from datetime import datetime, timedelta

from .k3_wire import quoted

LIMIT = 100
ENTRIES = 2000  # rows of entries in one question


def heads(dialect, source, keys, where, cursor=None):
    """([row as a dict], cursor behind the last of them): by change date, from the last row that was read on.

    The cursor is {"at": FModifyDate, "id": id} of that row. A row that is changed while we read moves behind it and is
    read once more; with row numbers alone the one after it would be lost. The first of `keys` is the id of the form.
    """
    cursor, name = cursor or {}, keys[0]
    parts = [where] if where else []
    if cursor.get("at"):
        at = quoted(cursor["at"])
        parts.insert(0, f"(FModifyDate > {at} or (FModifyDate = {at} and {name} > {int(cursor['id'])}))")
    rows = dialect.query(source, keys, " and ".join(parts), f"FModifyDate ASC, {name} ASC", dialect.limit)
    rows = [dict(zip(keys, row, strict=True)) for row in rows]
    return rows, {"at": rows[-1]["FModifyDate"], "id": rows[-1][name]} if rows else cursor


def by_id(dialect, source, keys, where):
    """Every row as a dict, page by page; a row that changes while we read keeps its place. The first key is the id."""
    behind = 0
    while True:
        parts = [*([where] if where else []), f"{keys[0]} > {behind}"]
        rows = dialect.query(source, keys, " and ".join(parts), f"{keys[0]} ASC", dialect.limit)
        yield from (dict(zip(keys, row, strict=True)) for row in rows)
        if len(rows) < dialect.limit:
            return
        behind = int(rows[-1][0])


def entries(dialect, source, number, numbers, names):
    """{number of a document: [its rows as dicts]} for these documents."""
    wanted = f"{number} in ({', '.join(quoted(one) for one in numbers)})"
    found, start = {}, 0
    while numbers:
        rows = dialect.query(source, (number, *names), wanted, "FID ASC", ENTRIES, start)
        for row in rows:
            found.setdefault(row[0], []).append(dict(zip(names, row[1:], strict=True)))
        start += len(rows)
        if len(rows) < ENTRIES:
            break
    return found


def text(value):
    return "0" if value in (None, "") else str(value)


def day(value):
    return str(value or "")[:10]


def moment(dialect, row):
    """K/3 Cloud says the server's local time without a zone; ours is UTC.

    >>> from types import SimpleNamespace as Some
    >>> moment(Some(settings=Some(options={})), {"FModifyDate": "2026-11-22T07:30:00.123"})
    '2026-11-21 23:30:00'
    """
    local = datetime.fromisoformat(str(row["FModifyDate"])[:19])
    hours = dialect.settings.options.get("utc_offset")
    return str(local - timedelta(hours=8.0 if hours is None else hours))


def currency(dialect, number):
    """ISO code of one of K/3 Cloud's currencies, "" where the backend does not say."""
    return dialect.settings.options.get("currencies", {}).get(number, "")
