"""The mapping a fresh E-Business Suite backend starts with: parameters and fields of Oracle's own packages.

{site values} stand for the fields of the backend. What is written small is no parameter: the dialect makes something of
it. Constants of a procedure (API version, operation) stand in the profile, not here.
"""

from odoo.addons.erp_connector.engine import ship_to
from odoo.addons.erp_connector.engine.mapping import Rule

HEADER, LINES = "P_HEADER_REC", "P_LINE_TBL[]"
TRX_LINES = "P_TRX_LINES_TBL[]"


def _bill(kind, trx_class, quantity):
    return [
        Rule("P_BATCH_SOURCE_REC.BATCH_SOURCE_ID", "fixed", "{batch_source_id}"),
        Rule("header.TRX_DATE", source="date", required=True),
        Rule("header.TRX_CURRENCY", source="currency", required=True),
        Rule("header.TRX_CLASS", "fixed", trx_class),
        Rule("header.CUST_TRX_TYPE_ID", "fixed", f"{{{kind}_type_id}}"),
        Rule("header.GL_DATE", source="date"),
        Rule("header.BILL_TO_CUSTOMER_ID", "reference", "customer", required=True),
        Rule("header.TERM_ID", "map", "payment_term", map_name="payment_term"),
        Rule("header.PURCHASE_ORDER", source="reference", max_length=50, cut=True),
        Rule("header.COMMENTS", source="number", max_length=240, cut=True),
        Rule(f"{TRX_LINES}.INVENTORY_ITEM_ID", "reference", "lines[].product"),
        Rule(f"{TRX_LINES}.DESCRIPTION", source="lines[].name", max_length=240, cut=True),
        quantity,
        Rule(f"{TRX_LINES}.UNIT_SELLING_PRICE", source="lines[].price_net", required=True),
        Rule(f"{TRX_LINES}.SALES_ORDER", "expression", "document.get('order_number', '')"),
        Rule(f"{TRX_LINES}.UOM_CODE", "map", "lines[].unit", map_name="unit"),
        Rule(f"{TRX_LINES}.TAX_CLASSIFICATION_CODE", "map", "lines[].tax", map_name="tax"),
    ]


MAPPINGS = {
    "customer": [
        Rule("P_CUST_ACCOUNT_REC.ACCOUNT_NAME", source="name", required=True, max_length=240, cut=True),
        Rule("P_CUST_ACCOUNT_REC.CUSTOMER_TYPE", "fixed", "R"),
        Rule("P_ORGANIZATION_REC.ORGANIZATION_NAME", source="name", required=True, max_length=360, cut=True),
        Rule("P_ORGANIZATION_REC.TAX_REFERENCE", source="vat", max_length=50),
        Rule("P_ORGANIZATION_REC.HOME_COUNTRY", source="country_code", max_length=2),
    ],
    "order": [
        Rule(f"{HEADER}.CUST_PO_NUMBER", source="customer_reference", max_length=50, cut=True),
        Rule(f"{HEADER}.HEADER_ID", source="external_id"),
        Rule(f"{HEADER}.ORDERED_DATE", source="date", required=True),
        Rule(f"{HEADER}.ORDER_SOURCE_ID", "fixed", "{order_source_id}"),
        Rule(f"{HEADER}.ORDER_TYPE_ID", "fixed", "{order_type_id}"),
        Rule(f"{HEADER}.PRICE_LIST_ID", "fixed", "{price_list_id?}"),
        Rule(f"{HEADER}.PAYMENT_TERM_ID", "map", "payment_term", map_name="payment_term"),
        Rule(f"{HEADER}.REQUEST_DATE", source="requested_on"),
        Rule(f"{HEADER}.SALESREP_ID", "fixed", "{salesrep_id?}"),
        Rule(f"{HEADER}.SOLD_TO_ORG_ID", "reference", "customer", required=True),
        *ship_to.RULES,
        Rule(f"{HEADER}.TRANSACTIONAL_CURR_CODE", source="currency", required=True),
        Rule(f"{HEADER}.SHIPPING_INSTRUCTIONS", source="number", max_length=240, cut=True),
        Rule(f"{LINES}.INVENTORY_ITEM_ID", "reference", "lines[].product", required=True),
        Rule(f"{LINES}.ORDERED_QUANTITY", source="lines[].quantity", required=True),
        Rule(f"{LINES}.ORDER_QUANTITY_UOM", "map", "lines[].unit", map_name="unit", required=True),
        Rule(f"{LINES}.ORIG_SYS_LINE_REF", source="lines[].line_id"),
        Rule(f"{LINES}.REQUEST_DATE", "expression", "document.get('requested_on', '')"),
        Rule(f"{LINES}.UNIT_LIST_PRICE", source="lines[].price_unit", required=True),
        Rule(f"{LINES}.UNIT_SELLING_PRICE", source="lines[].price_net", required=True),
        Rule(f"{LINES}.CALCULATE_PRICE_FLAG", "fixed", "N"),
    ],
    "invoice": _bill(
        "invoice", "INV", Rule(f"{TRX_LINES}.QUANTITY_INVOICED", source="lines[].quantity", required=True)
    ),
    "credit_note": _bill(
        "credit_note",
        "CM",
        Rule(
            f"{TRX_LINES}.QUANTITY_INVOICED", "expression", "('-' + line['quantity']).replace('--', '')", required=True
        ),
    ),
    "payment": [
        Rule("direction", source="direction"),
        Rule("P_CURRENCY_CODE", source="currency", required=True),
        Rule("P_AMOUNT", source="amount", required=True),
        Rule("P_RECEIPT_DATE", source="date", required=True),
        Rule("P_GL_DATE", source="date"),
        Rule("P_CUSTOMER_ID", "reference", "customer", required=True),
        Rule("P_CUSTOMER_RECEIPT_REFERENCE", source="memo", max_length=30, cut=True),
        Rule("P_REMITTANCE_BANK_ACCOUNT_ID", "map", "journal", map_name="bank_account"),
        Rule("P_DEPOSIT_DATE", source="date"),
        Rule("P_RECEIPT_METHOD_ID", "map", "journal", map_name="receipt_method", required=True),
        Rule("P_COMMENTS", source="number", max_length=240, cut=True),
        Rule("applications[].P_CUSTOMER_TRX_ID", "reference", "invoices[].invoice", required=True),
        Rule("applications[].P_AMOUNT_APPLIED", source="invoices[].amount", required=True),
    ],
}
SITE = (
    *("order_source_id", "order_type_id", "price_list_id", "salesrep_id", "batch_source_id", "invoice_type_id"),
    *("credit_note_type_id", "term_id", "tax_code", "receipt_method_id", "remittance_bank_account_id"),
)
MAPS = {
    "unit": {"Units": "Ea", "*": "Ea"},
    "payment_term": {"*": "{term_id?}"},
    "tax": {"*": "{tax_code?}"},
    "receipt_method": {"*": "{receipt_method_id}"},
    "bank_account": {"*": "{remittance_bank_account_id?}"},
}
