"""The .pot of an addon holds the terms that Odoo's exporter finds today, no more and no less."""

import polib

from . import Finding


def check(addon, exported):
    """`exported` is the .pot that Odoo wrote just now; it has no terms when there is nothing to translate."""
    pot_path = addon.path / f"i18n/{addon.name}.pot"
    today = _terms(exported)
    kept = _terms(pot_path) if pot_path.exists() else set()
    for term, place in sorted(today - kept):
        yield Finding(pot_path, 0, f"new term: {term[:80]!r} in {place} (bin/test --odoo-lint --fix adds it)")
    for term, place in sorted(kept - today):
        yield Finding(pot_path, 0, f"term is gone: {term[:80]!r} in {place} (bin/test --odoo-lint --fix removes it)")
    po_path = addon.path / "i18n/zh_CN.po"
    for term, place in sorted((today & kept) - _terms(po_path)) if po_path.exists() else ():
        yield Finding(po_path, 0, f"Chinese not used: {term[:80]!r} in {place} (bin/test --odoo-lint --fix mends it)")


def fix(addon, exported):
    """Renew the .pot and bring zh_CN.po in line; what is new there waits for a translator and keeps lint red."""
    pot_path, po_path = addon.path / f"i18n/{addon.name}.pot", addon.path / "i18n/zh_CN.po"
    if not any(check(addon, exported)):
        return
    pot_path.parent.mkdir(exist_ok=True)
    pot_path.write_bytes(exported.read_bytes())
    pot = polib.pofile(str(pot_path))
    po = polib.pofile(str(po_path)) if po_path.exists() else polib.POFile()
    po.metadata = {"Language": "zh_CN", "Content-Type": "text/plain; charset=UTF-8"} | po.metadata
    po.merge(pot)
    for entry in po.obsolete_entries():
        po.remove(entry)
    for entry in po:
        # The terms of this house are short: a guess from a similar one does more harm than an empty place.
        if entry.fuzzy:
            entry.msgstr, entry.flags = "", [flag for flag in entry.flags if flag != "fuzzy"]
            entry.previous_msgid = None
    po.save(str(po_path))


def _terms(path):
    """{(term, place)}: Odoo translates a term only in the places that are named with it."""
    entries = [entry for entry in polib.pofile(str(path)) if not entry.obsolete]
    return {(entry.msgid, place) for entry in entries for place, _line in entry.occurrences or [("", "")]}
