"""The mapping a fresh backend starts with."""

from odoo.addons.erp_connector.engine.addresses import IN_ONE_LINE
from odoo.addons.erp_connector.engine.mapping import Rule

MAPPINGS = {
    "customer": [
        Rule("id", source="external_id"),
        Rule("ref", source="name", required=True, max_length=128, cut=True),
        Rule("client", "fixed", "1"),
        Rule("supplier", "fixed", "0"),
        Rule("status", "fixed", "1"),
        Rule("customer_code", "fixed", "auto"),
        Rule("address", source="street", max_length=255, cut=True),
        Rule("zip", source="zip", max_length=25, cut=True),
        Rule("town", source="city", max_length=50, cut=True),
        Rule("country_code", source="country_code"),
        # Dolibarr drops the blanks itself, and has room for twenty characters.
        Rule("phone", "expression", "(document['phone'] or '').replace(' ', '')", max_length=20, cut=True),
        Rule("email", source="email", max_length=128),
        Rule("url", source="website", max_length=255, cut=True),
        Rule("vat_number", source="vat", max_length=20),
        Rule("vat_used", "fixed", "1"),
    ],
    "product": [
        Rule("id", source="external_id"),
        Rule("ref", source="code", required=True, max_length=128),
        Rule("label", source="name", required=True, max_length=255, cut=True),
        Rule("type", "expression", "'1' if document['type'] == 'service' else '0'"),
        Rule("status_tobuy", "fixed", "0"),
        Rule("status_tosell", "fixed", "1"),
        Rule("price_net", source="price"),
        Rule("price_base_type", "fixed", "HT"),
        Rule("vat_rate", source="tax_rate"),
    ],
    "order": [
        Rule("thirdparty_id", "reference", "customer", required=True),
        Rule("date", source="date", required=True),
        Rule("currency", source="currency"),
        Rule("status", "fixed", "1"),
        Rule("note_public", source="number"),
        # Its service keeps no other address with an order; who packs it reads the note.
        Rule("note_public", "expression", f"document['number'] + ': ' + {IN_ONE_LINE}"),
        Rule("lines[].type", "expression", "1 if line['type'] == 'service' else 0"),
        Rule("lines[].desc", source="lines[].name"),
        Rule("lines[].qty", source="lines[].quantity", required=True),
        Rule("lines[].unitprice", source="lines[].price_net", required=True),
        Rule("lines[].vat_rate", source="lines[].tax_rate", default="0"),
        Rule("lines[].product_id", "reference", "lines[].product"),
    ],
}
# A line of a credit note is negative in Dolibarr; see the readme for what of this has been seen on a real server.
_SIGN = "-1 if document['type'] == 'refund' else 1"
_BILL = [
    Rule("thirdparty_id", "reference", "customer", required=True),
    Rule("type", "expression", "2 if document['type'] == 'refund' else 0"),
    Rule("date", source="date", required=True),
    Rule("date_due", source="due"),
    Rule("currency", source="currency"),
    Rule("status", "fixed", "1"),
    Rule("note_public", source="number"),
    Rule("note_private", "expression", "(document['order_number'] + ' ' + document['reversed_number']).strip()"),
    Rule("lines[].type", "expression", "1 if line['type'] == 'service' else 0"),
    Rule("lines[].desc", source="lines[].name"),
    Rule("lines[].qty", source="lines[].quantity", required=True),
    Rule("lines[].unitprice", "expression", f"str(float(line['price_net']) * ({_SIGN}))", required=True),
    Rule("lines[].vat_rate", source="lines[].tax_rate", default="0"),
    Rule("lines[].total_net", "expression", f"str(float(line['untaxed']) * ({_SIGN}))", required=True),
    Rule("lines[].total_vat", "expression", f"str(float(line['tax_amount']) * ({_SIGN}))"),
    Rule(
        "lines[].total",
        "expression",
        f"str(round((float(line['untaxed']) + float(line['tax_amount'])) * ({_SIGN}), 8))",
        required=True,
    ),
    Rule("lines[].product_id", "reference", "lines[].product"),
]
MAPPINGS |= {
    "invoice": _BILL,
    "credit_note": _BILL,
    "payment": [
        Rule("thirdparty_id", "reference", "customer", required=True),
        Rule("bank_account", "map", "journal", map_name="journal", required=True),
        Rule("payment_mode_id", "map", "method", map_name="payment_method", required=True),
        Rule("num_payment", source="number", max_length=50, cut=True),
        # The payment itself gets the day on which it is sent.
        Rule("int_label", "expression", "document['date'] + ' ' + (document['memo'] or '')", max_length=255, cut=True),
        Rule("direction", source="direction"),
        Rule("currency", source="currency"),
        Rule("emitter", source="customer_name", max_length=255, cut=True),
        Rule("parts[].invoice_id", "reference", "invoices[].invoice", required=True),
        Rule("parts[].amount", source="invoices[].amount", required=True),
    ],
}
