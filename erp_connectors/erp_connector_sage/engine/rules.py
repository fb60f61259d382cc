"""The mapping a fresh backend starts with.

Blocks (SOH0_1 ...) are blocks of a screen and differ between sites: compare them with what the connection test lists.
{site}, {order_type} and the like stand for the values on the backend; what is given for `TABLE*` goes into every line of
TABLE.
"""

from odoo.addons.erp_connector.engine.mapping import Rule

# Three texts of 35 letters, always all of them: one that is not sent keeps what it said.
ADDRESS_LINES = (
    "'%-35.35s%-35.35s%-35.35s' % (document['delivery_address']['name'], document['delivery_address']['street'],"
    " document['delivery_address']['street2']) if document.get('delivery_address') else ''"
)


def _bill(invoice_type):
    """Taxes and accounts follow from X3's own rules for customer and product; due dates from the customer's terms."""
    return [
        Rule("SIH0_1.NUM", source="external_id"),
        Rule("SIH0_1.SALFCY", "fixed", "{site}"),
        Rule("SIH0_1.SIVTYP", "fixed", invoice_type),
        Rule("SIH0_1.BPCINV", "reference", "customer", required=True),
        Rule("SIH0_1.INVDAT", "expression", "document['date'].replace('-', '')", required=True),
        Rule("SIH0_1.CUR", source="currency"),
        Rule("SIH4_1[].ITMREF", "reference", "lines[].product", required=True),
        Rule("SIH4_1[].ITMDES1", source="lines[].name", max_length=30, cut=True),
        Rule("SIH4_1[].QTY", source="lines[].quantity", required=True),
        Rule("SIH4_1[].GROPRI", source="lines[].price_net", required=True),
    ]


MAPPINGS = {
    "customer": [
        Rule("BPC0_1.BPCNUM", source="external_id"),
        Rule("BPC0_1.BCGCOD", "fixed", "{customer_category}"),
        Rule("BPC0_1.BPCNAM", source="name", required=True, max_length=35, cut=True),
        Rule("BPRC_1.BPRNAM*", source="name", required=True, max_length=70, cut=True),
        Rule("BPRC_1.CRY", source="country_code"),
        Rule("BPRC_1.LAN", "map", "language", map_name="language", default="ENG"),
    ],
    "product": [
        Rule(
            "ITM0_1.ITMREF", "expression", "document['external_id'] or document['code']", required=True, max_length=20
        ),
        Rule("ITM0_1.TCLCOD", "fixed", "{product_category}"),
        Rule("ITM0_1.DES1AXX", source="name", required=True, max_length=30, cut=True),
    ],
    "order": [
        Rule("SOH0_1.SOHNUM", source="external_id"),
        Rule("SOH0_1.SALFCY", "fixed", "{site}"),
        Rule("SOH0_1.SOHTYP", "fixed", "{order_type}"),
        Rule("SOH0_1.BPCORD", "reference", "customer", required=True),
        Rule("SOH0_1.ORDDAT", "expression", "document['date'].replace('-', '')", required=True),
        Rule("SOH2_1.STOFCY", "fixed", "{site}"),
        Rule("ADB2_1.BPAADDLIG*", "expression", ADDRESS_LINES),
        Rule("ADB2_1.POSCOD", source="delivery_address.zip", max_length=10),
        Rule("ADB2_1.CTY", source="delivery_address.city", max_length=40, cut=True),
        Rule("SOH4_1[].ITMREF", "reference", "lines[].product", required=True),
        Rule("SOH4_1[].ITMDES", source="lines[].name", max_length=100, cut=True),
        Rule("SOH4_1[].QTY", source="lines[].quantity", required=True),
        Rule("SOH4_1[].GROPRI", source="lines[].price_net", required=True),
    ],
    "invoice": _bill("{invoice_type}"),
    "credit_note": _bill("{credit_note_type}"),
    "payment": [
        Rule("PAY0_1.NUM", source="external_id"),
        Rule("PAY1_1.FCY", "fixed", "{site}"),
        Rule("PAY1_1.BPR", "reference", "customer", required=True),
        Rule("PAY1_2.ACCDAT", "expression", "document['date'].replace('-', '')", required=True),
        Rule("PAY1_2.BAN", "map", "journal", map_name="bank", required=True),
        Rule("PAY1_2.CUR", source="currency"),
        Rule("PAY1_2.AMTCUR", source="amount", required=True),
        Rule("PAY1_2.DES", "expression", "document['memo'] or document['number']", max_length=30, cut=True),
        Rule("PAY1_4[].VCRNUM", "reference", "invoices[].invoice", required=True),
        Rule("PAY1_4[].AMTLIN", source="invoices[].amount", required=True),
        Rule(
            "PAY1_4*.DENCOD",
            "expression",
            "'{receipt_attribute}' if document['direction'] == 'inbound' else '{refund_attribute}'",
        ),
        Rule(
            "PAY1_4*.VCRTYP",
            "expression",
            "'{invoice_type}' if document['direction'] == 'inbound' else '{credit_note_type}'",
        ),
    ],
    "journal_entry": [
        Rule("GAS0_1.NUM", source="external_id"),
        Rule("GAS0_1.FCY", "fixed", "{site}"),
        Rule("GAS0_1.TYP", "fixed", "{entry_type}"),
        Rule("GAS0_1.JOU", "map", "journal", map_name="journal", required=True),
        Rule("GAS0_1.ACCDAT", "expression", "document['date'].replace('-', '')", required=True),
        Rule("GAS0_1.CUR", source="currency"),
        Rule("GAS0_1.DESVCR", "expression", "document['reference'] or document['number']", max_length=30, cut=True),
        Rule("GAS1_1[].ACC", source="lines[].account", required=True),
        Rule("GAS1_1[].BPR", "reference", "lines[].partner"),
        Rule("GAS1_1[].DES", source="lines[].name", max_length=30, cut=True),
        # A line has one amount and a sign: 1 debit, -1 credit.
        Rule("GAS1_1[].SNS", "expression", "'1' if float(line['debit'] or 0) else '-1'"),
        Rule("GAS1_1[].AMTCUR", "expression", "line['debit'] if float(line['debit'] or 0) else line['credit']"),
    ],
}
MAPS = {
    "language": {"en_US": "ENG", "fr_FR": "FRA", "zh_CN": "CHI", "*": "ENG"},
    "bank": {"*": "{bank}"},
    "journal": {"*": "{journal}"},
}
