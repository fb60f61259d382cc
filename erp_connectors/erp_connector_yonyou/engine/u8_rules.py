"""What a fresh U8 backend starts with: EAI documents for customers, products and orders, our own words for the rest.

Which members an EAI document needs is in U8's own templates (EAI/XML/Template) and differs between releases.
"""

from odoo.addons.erp_connector.engine.mapping import Rule

EAI = {
    "customer": [
        Rule("code", source="external_id", max_length=20),
        Rule("name", source="name", required=True, max_length=98),
        Rule("abbrname", source="name", required=True, max_length=60, cut=True),
        Rule("sort_code", "fixed", "{customer_class}"),
        Rule("ccusmngtypecode", "fixed", "{customer_management_type}"),
        Rule("seed_date", "fixed", "{seed_date}"),
        Rule("tax_reg_code", source="vat"),
        Rule("phone", source="phone"),
        Rule("postcode", source="zip"),
        Rule(
            "address", "expression", "(document['city'] + ' ' + document['street']).strip()", max_length=255, cut=True
        ),
    ],
    "product": [
        Rule("header.code", "expression", "document['external_id'] or document['code']", required=True, max_length=60),
        Rule("header.name", source="name", required=True, max_length=255),
        Rule("header.sort_code", "fixed", "{product_class}"),
        Rule("header.main_measure", "map", "unit", map_name="unit", required=True),
        Rule("header.unitgroup_code", "fixed", "{unit_group}"),
        Rule("header.sale_flag", "fixed", "1"),
    ],
    "order": [
        Rule("header.typecode", "fixed", "{sale_type}"),
        Rule("header.date", source="date", required=True),
        Rule("header.custcode", "reference", "customer", required=True),
        Rule("header.deptcode", "fixed", "{department}"),
        Rule("header.currency_name", "map", "currency", map_name="currency", required=True),
        Rule("header.currency_rate", "fixed", "1"),
        Rule("header.memory", source="number", max_length=60, cut=True),
        Rule("body.entry[].rowno", "fixed", "#"),
        Rule("body.entry[].inventorycode", "reference", "lines[].product", required=True),
        Rule("body.entry[].quantity", source="lines[].quantity", required=True),
        Rule("body.entry[].unitprice", source="lines[].price_net", required=True),
        Rule("body.entry[].taxrate", source="lines[].tax_rate", default="0"),
        Rule("body.entry[].money", source="lines[].untaxed"),
        Rule("body.entry[].memo", source="lines[].name", max_length=60, cut=True),
    ],
}
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
FINANCE = {
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
        Rule("memo", source="memo", max_length=200, cut=True),
        Rule("invoices[].invoice", "reference", "invoices[].invoice"),
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
# U9 takes everything through services of the site.
SITE = {
    **FINANCE,
    "customer": [
        Rule("id", source="external_id"),
        Rule("name", source="name", required=True, max_length=255),
        Rule("tax_number", source="vat"),
        Rule("zip", source="zip"),
        Rule("phone", source="phone"),
        Rule("email", source="email"),
    ],
    "product": [
        Rule("id", source="external_id"),
        Rule("code", source="code", required=True, max_length=60),
        Rule("name", source="name", required=True, max_length=255),
        Rule("unit", "map", "unit", map_name="unit"),
    ],
    "order": [
        Rule("id", source="external_id"),
        Rule("number", source="number", required=True),
        Rule("customer", "reference", "customer", required=True),
        Rule("customer_reference", source="customer_reference"),
        Rule("date", source="date", required=True),
        Rule("requested_on", source="requested_on"),
        Rule("currency", "map", "currency", map_name="currency", required=True),
        *LINES,
    ],
}
MAPS = {
    "currency": {"CNY": "人民币", "USD": "美元"},
    "unit": {"Units": "01", "*": "01"},
    "journal": {"*": "记"},
}
MAPS_U9 = {
    "currency": {"CNY": "C001", "USD": "C002"},
    "unit": {"Units": "PCS", "*": "PCS"},
    "journal": {"*": "01"},
}
