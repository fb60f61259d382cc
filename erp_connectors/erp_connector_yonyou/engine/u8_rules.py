"""What a fresh U8 backend starts with: EAI documents for customers, products and orders, our own words for the rest.

Which members an EAI document needs is in U8's own templates (EAI/XML/Template) and differs between releases.
"""

from odoo.addons.erp_connector.engine.mapping import Rule
from odoo.addons.erp_connector_facade.engine.site_rules import SITE

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
FINANCE = {kind: SITE[kind] for kind in ("invoice", "credit_note", "payment", "journal_entry")}
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
