"""The mapping a fresh backend starts with.

Blocks (SOH0_1 ...) are blocks of a screen and differ between sites: compare them with what the connection test lists.
{site}, {order_type}, {customer_category} and {product_category} stand for the values on the backend.
"""

from odoo.addons.erp_connector.engine.mapping import Rule

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
        Rule("SOH4_1[].ITMREF", "reference", "lines[].product", required=True),
        Rule("SOH4_1[].ITMDES", source="lines[].name", max_length=100, cut=True),
        Rule("SOH4_1[].QTY", source="lines[].quantity", required=True),
        Rule("SOH4_1[].GROPRI", source="lines[].price_net", required=True),
    ],
}
MAPS = {"language": {"en_US": "ENG", "fr_FR": "FRA", "zh_CN": "CHI", "*": "ENG"}}
