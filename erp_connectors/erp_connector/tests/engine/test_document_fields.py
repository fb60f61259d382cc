import doctest
from pathlib import Path

from odoo.addons.erp_connector.engine import documents
from odoo.addons.erp_connector.engine.documents import DOCUMENTS, INCOMING

EVERY = [*DOCUMENTS.values(), *INCOMING.values()]


def test_no_field_is_named_twice():
    for fields in EVERY:
        assert len({field.path for field in fields}) == len(fields)


def test_every_field_has_a_known_type():
    assert {field.type for fields in EVERY for field in fields} <= {
        "text",
        "number",
        "date",
        "yes/no",
        "reference",
        "group",
        "rows",
    }


def test_the_examples_in_the_text_are_true():
    assert doctest.testmod(documents).failed == 0


def test_the_page_in_docs_has_the_same_tables():
    page = (Path(__file__).parents[4] / "docs/documents.md").read_text()
    assert documents.markdown().strip() in page
