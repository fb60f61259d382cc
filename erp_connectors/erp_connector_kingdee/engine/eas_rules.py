"""What a fresh EAS backend starts with. {company_number} and the like stand for its Site Values.

Only the voucher is EAS's own; customers, products, orders, invoices and payments go to services that the site has
written, in our own words unless the mapping says otherwise.
"""

from odoo.addons.erp_connector.engine.mapping import Rule

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
MAPPINGS = {
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
        Rule("companyNumber", "fixed", "{company_number}", required=True),
        Rule("bookedDate", source="date", required=True),
        Rule("bizDate", source="date", required=True),
        Rule("periodYear", "expression", "document['period'][:4]", required=True),
        Rule("periodNumber", "expression", "str(int(document['period'][5:]))", required=True),
        Rule("voucherType", "map", "journal", map_name="journal", required=True),
        Rule("description", source="number", max_length=200, cut=True),
        Rule("creator", "fixed", "{creator}"),
        Rule("entries[].voucherAbstract", "expression", "line['name'] or document['number']", max_length=200, cut=True),
        Rule("entries[].accountNumber", source="lines[].account", required=True),
        Rule("entries[].currencyNumber", "map", "lines[].currency", map_name="currency", required=True),
        Rule(
            "entries[].localRate",
            "expression",
            "'%.6f' % abs((float(line['debit']) + float(line['credit'])) / float(line['amount_currency']))"
            " if float(line['amount_currency'] or 0) else '1'",
        ),
        Rule("entries[].entryDC", "expression", "'1' if float(line['debit']) else '0'", required=True),
        Rule("entries[].originalAmount", "expression", "line['amount_currency'].lstrip('-')", required=True),
        Rule("entries[].debitAmount", source="lines[].debit", default="0"),
        Rule("entries[].creditAmount", source="lines[].credit", default="0"),
        Rule("entries[].asstActType1", "map", "lines[].account", map_name="auxiliary"),
        Rule("entries[].asstActNumber1", "reference", "lines[].partner"),
        Rule("entries[].asstActName1", source="lines[].partner_name"),
    ],
}
# auxiliary: which accounts carry which auxiliary account (辅助核算) in EAS; - means none.
MAPS = {
    "currency": {"CNY": "BB01", "USD": "BB02"},
    "journal": {"*": "记"},
    "auxiliary": {"1122": "客户", "112200": "客户", "*": "-"},
    "unit": {"Units": "PCS", "*": "PCS"},
}
