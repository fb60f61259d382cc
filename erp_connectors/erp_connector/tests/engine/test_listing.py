"""The list for matching that is made from what `changes` reads."""

import doctest

import pytest

from odoo.addons.erp_connector.engine import listing
from odoo.addons.erp_connector.engine.dialect import Change, Dialect, Page


class Pages(Dialect):
    """Three customers on two pages."""

    def changes(self, kind, cursor):
        start = cursor.get("row", 0)
        names = ["百会", "Odoo", "ACME"][start : start + 2]
        found = [
            Change(kind, str(row), {"external_id": str(row), "name": name}) for row, name in enumerate(names, start)
        ]
        return Page(found, {"row": start + 2}, more=start == 0)


def test_the_examples_in_the_docstrings_hold():
    assert doctest.testmod(listing).failed == 0


def test_every_page_is_listed_once():
    rows = list(listing.listed(Pages(None), "customer"))
    assert [(row["external_id"], row["name"]) for row in rows] == [("0", "百会"), ("1", "Odoo"), ("2", "ACME")]


def test_an_erp_whose_pages_never_end_is_given_up(monkeypatch):
    monkeypatch.setattr(listing, "MOST_PAGES", 3)
    monkeypatch.setattr(Pages, "changes", lambda self, kind, cursor: Page([], {}, more=True))
    with pytest.raises(RuntimeError):
        list(listing.listed(Pages(None), "customer"))


def test_master_data_of_a_ledger_has_no_amounts_and_always_a_label():
    (row,) = listing.ledger_of([{"external_id": "7", "code": "CM-X1"}])
    assert (row["external_ref"], row["total"], row["state"]) == ("CM-X1", None, "open")
