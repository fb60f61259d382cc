"""The whole list of customers or products for matching, from what `changes` reads anyway: for ERPs whose changes begin
with everything there is.
"""

MOST_PAGES = 100_000
# What matching compares, and what our neutral documents call it where that is another word.
WORDS = {
    "external_id": "external_id",
    "external_ref": "number",
    **{name: name for name in ("name", "code", "vat", "barcode", "email", "phone", "zip", "city")},
    "country": "country_code",
}


def listed(dialect, kind):
    """Dialect.listing by way of `changes` from the very start: an iterator of dicts.

    A record that changed while it was read comes once more; matching keeps the last of them.
    """
    cursor = {}
    for _page in range(MOST_PAGES):
        page = dialect.changes(kind, cursor)
        yield from (row_of(change.document) for change in page.changes)
        if not page.more:
            return
        cursor = page.cursor
    raise RuntimeError(f"the list of {kind} does not come to an end")


def row_of(document):
    """
    >>> row_of({"external_id": "7", "name": "百会", "country_code": "CN", "vat": ""})
    {'external_id': '7', 'name': '百会', 'country': 'CN'}
    """
    return {ours: document[theirs] for ours, theirs in WORDS.items() if document.get(theirs)}


def ledger_of(rows):
    """Rows of Dialect.ledger for master data, from those of Dialect.listing."""
    for row in rows:
        known = {"external_id": row["external_id"], "external_ref": row.get("external_ref") or row.get("name") or ""}
        known |= {
            "external_ref": known["external_ref"] or row.get("code") or row["external_id"],
            "key": row.get("key", ""),
        }
        yield known | {"customer_id": "", "date": "", "total": None, "tax": None, "state": "open"}
