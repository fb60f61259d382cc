"""What a kind of document starts with where a service of the site takes it: our own words, see readme/CONFIGURE.md."""

from odoo.addons.erp_connector.engine.mapping import Rule

PARTS = ("code", "name", "street", "street2", "zip", "city", "state", "phone", "email")


def _address(name):
    """An address, of an order or one of a customer's."""
    parts = [Rule(f"{name}.{part}", source=f"{name}.{part}") for part in PARTS]
    return [*parts, Rule(f"{name}.country", source=f"{name}.country_code")]


LINES = [
    Rule("lines[].product", "reference", "lines[].product"),
    Rule("lines[].name", source="lines[].name", max_length=200, cut=True),
    Rule("lines[].quantity", source="lines[].quantity", required=True),
    Rule("lines[].price", source="lines[].price_net", required=True),
    Rule("lines[].tax_rate", source="lines[].tax_rate"),
]
BILL = [
    Rule("id", source="external_id"),
    Rule("number", source="number", required=True),
    Rule("customer", "reference", "customer", required=True),
    Rule("order", "reference", "order"),
    Rule("date", source="date", required=True),
    Rule("due", source="due"),
    Rule("currency", "map", "currency", map_name="currency", required=True),
    Rule("untaxed", source="untaxed"),
    Rule("tax", source="tax"),
    Rule("total", source="total", required=True),
    *LINES,
]
SITE = {
    "customer": [
        Rule("id", source="external_id"),
        Rule("name", source="name", required=True, max_length=255),
        Rule("tax_number", source="vat"),
        Rule(
            "address", "expression", "(document['city'] + ' ' + document['street']).strip()", max_length=255, cut=True
        ),
        Rule("zip", source="zip"),
        Rule("country", source="country_code"),
        Rule("phone", source="phone"),
        Rule("email", source="email"),
        Rule("addresses[].id", source="addresses[].address_id"),
        Rule("addresses[].type", source="addresses[].type"),
        *_address("addresses[]"),
    ],
    "product": [
        Rule("id", source="external_id"),
        Rule("code", source="code", required=True, max_length=80),
        Rule("name", source="name", required=True, max_length=255),
        Rule("unit", "map", "unit", map_name="unit"),
        Rule("barcode", source="barcode"),
    ],
    "order": [
        Rule("id", source="external_id"),
        Rule("number", source="number", required=True),
        Rule("customer", "reference", "customer", required=True),
        Rule("customer_reference", source="customer_reference"),
        Rule("date", source="date", required=True),
        Rule("requested_on", source="requested_on"),
        *_address("delivery_address"),
        Rule("currency", "map", "currency", map_name="currency", required=True),
        *LINES,
    ],
    "invoice": BILL,
    "credit_note": [*BILL, Rule("reversed", "reference", "reversed")],
    "payment": [
        Rule("id", source="external_id"),
        Rule("number", source="number", required=True),
        Rule("customer", "reference", "customer", required=True),
        Rule("direction", source="direction", required=True),
        Rule("date", source="date", required=True),
        Rule("amount", source="amount", required=True),
        Rule("currency", "map", "currency", map_name="currency", required=True),
        Rule("method", source="method"),
        Rule("memo", source="memo", max_length=200, cut=True),
        Rule("invoices[].invoice", "reference", "invoices[].invoice"),
        Rule("invoices[].number", source="invoices[].number"),
        Rule("invoices[].amount", source="invoices[].amount"),
    ],
    "journal_entry": [
        Rule("id", source="external_id"),
        Rule("number", source="number", required=True),
        Rule("date", source="date", required=True),
        Rule("period", source="period", required=True),
        Rule("journal", "map", "journal", map_name="journal", required=True),
        Rule("currency", "map", "currency", map_name="currency", required=True),
        Rule("lines[].account", source="lines[].account", required=True),
        Rule("lines[].name", source="lines[].name", max_length=200, cut=True),
        Rule("lines[].partner", "reference", "lines[].partner"),
        Rule("lines[].debit", source="lines[].debit", default="0"),
        Rule("lines[].credit", source="lines[].credit", default="0"),
        Rule("lines[].amount_currency", source="lines[].amount_currency"),
    ],
}
