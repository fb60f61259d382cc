"""What the simulated E-Business Suite publishes: packages, procedures, parameters, record fields.

Names and order are those of the declarations of Oracle's own packages, shortened. XX_ODOO_PUB is a site's own package,
which finds documents by our key. Written from public sources, independent of the dialect.
"""

from soap_sequence import Table

BASE = "http://xmlns.oracle.com/apps/{product}/soaprovider/plsql/{package}/"
ATTRIBUTES = " ".join(f"ATTRIBUTE{number}" for number in range(1, 16))
API = "P_API_VERSION!:decimal P_INIT_MSG_LIST P_COMMIT!"
# (product, package, procedure): {table name: words}; "" holds the parameters.
PROCEDURES = {
    ("ont", "oe_order_pub", "process_order"): {
        "": "P_ORG_ID:decimal P_OPERATING_UNIT P_API_VERSION_NUMBER!:decimal P_INIT_MSG_LIST P_RETURN_VALUES"
        " P_ACTION_COMMIT! P_HEADER_REC!:Header P_LINE_TBL:Lines",
        "Header": "BOOKED_FLAG CANCELLED_FLAG CUST_PO_NUMBER HEADER_ID:decimal INVOICE_TO_ORG_ID:decimal"
        " ORDERED_DATE:time ORDER_NUMBER:decimal ORDER_SOURCE_ID!:decimal ORDER_TYPE_ID:decimal ORG_ID:decimal"
        " ORIG_SYS_DOCUMENT_REF! PAYMENT_TERM_ID:decimal PRICE_LIST_ID:decimal PRICING_DATE:time REQUEST_DATE:time"
        " SALESREP_ID:decimal SHIP_TO_ORG_ID:decimal SOLD_TO_ORG_ID:decimal TRANSACTIONAL_CURR_CODE OPERATION!"
        " CHANGE_REASON CHANGE_COMMENTS SHIPPING_INSTRUCTIONS",
        "Lines": "P_LINE_TBL_ITEM:Line*",
        "Line": "INVENTORY_ITEM_ID!:decimal ORDERED_ITEM LINE_NUMBER:decimal LINE_TYPE_ID:decimal"
        " ORDERED_QUANTITY!:decimal ORDER_QUANTITY_UOM ORIG_SYS_LINE_REF! REQUEST_DATE:time TAX_CODE"
        " UNIT_LIST_PRICE:decimal UNIT_SELLING_PRICE:decimal OPERATION! CALCULATE_PRICE_FLAG",
    },
    ("hz", "hz_cust_account_v2pub", "create_cust_account"): {
        "": "P_INIT_MSG_LIST P_CUST_ACCOUNT_REC!:Account P_ORGANIZATION_REC!:Organization"
        " P_CUSTOMER_PROFILE_REC!:Profile P_CREATE_PROFILE_AMT",
        "Account": f"CUST_ACCOUNT_ID:decimal ACCOUNT_NUMBER ATTRIBUTE_CATEGORY {ATTRIBUTES} ORIG_SYSTEM_REFERENCE"
        " ORIG_SYSTEM STATUS CUSTOMER_TYPE CUSTOMER_CLASS_CODE ACCOUNT_NAME COMMENTS CREATED_BY_MODULE!",
        "Organization": "ORGANIZATION_NAME! TAX_REFERENCE JGZZ_FISCAL_CODE KNOWN_AS CREATED_BY_MODULE! HOME_COUNTRY",
        "Profile": "CUST_ACCOUNT_ID:decimal STATUS PROFILE_CLASS_ID:decimal CREATED_BY_MODULE!",
    },
    ("ar", "ar_invoice_api_pub", "create_single_invoice"): {
        "": f"{API} P_BATCH_SOURCE_REC!:Source P_TRX_HEADER_TBL!:Headers P_TRX_LINES_TBL!:Lines P_TRX_DIST_TBL!:Empty"
        " P_TRX_SALESCREDITS_TBL!:Empty",
        "Source": "BATCH_SOURCE_ID!:decimal DEFAULT_DATE:time",
        "Headers": "P_TRX_HEADER_TBL_ITEM!:Header*",
        "Header": "TRX_HEADER_ID!:decimal TRX_NUMBER TRX_DATE:time TRX_CURRENCY REFERENCE_NUMBER! TRX_CLASS!"
        " CUST_TRX_TYPE_ID!:decimal GL_DATE:time BILL_TO_CUSTOMER_ID!:decimal TERM_ID:decimal PURCHASE_ORDER COMMENTS",
        "Lines": "P_TRX_LINES_TBL_ITEM!:Line*",
        "Line": "TRX_HEADER_ID!:decimal TRX_LINE_ID!:decimal LINE_NUMBER!:decimal INVENTORY_ITEM_ID:decimal DESCRIPTION"
        " QUANTITY_INVOICED!:decimal UNIT_SELLING_PRICE!:decimal SALES_ORDER LINE_TYPE! UOM_CODE"
        " TAX_CLASSIFICATION_CODE",
        "Empty": "",
    },
    ("ar", "ar_receipt_api_pub", "create_cash"): {
        "": f"{API} P_CURRENCY_CODE! P_AMOUNT!:decimal P_RECEIPT_NUMBER! P_RECEIPT_DATE:time P_GL_DATE:time"
        " P_CUSTOMER_ID!:decimal P_CUSTOMER_RECEIPT_REFERENCE P_REMITTANCE_BANK_ACCOUNT_ID:decimal P_DEPOSIT_DATE:time"
        " P_RECEIPT_METHOD_ID!:decimal P_COMMENTS P_ORG_ID:decimal",
    },
    ("ar", "ar_receipt_api_pub", "apply"): {
        "": f"{API} P_CASH_RECEIPT_ID:decimal P_RECEIPT_NUMBER P_CUSTOMER_TRX_ID:decimal P_TRX_NUMBER"
        " P_AMOUNT_APPLIED!:decimal P_APPLY_DATE:time P_APPLY_GL_DATE:time P_COMMENTS P_ORG_ID:decimal",
    },
    ("xx", "xx_odoo_pub", "find_document"): {"": "P_KIND! P_KEY!"},
}


def tables(product, package, procedure):
    """{name: Table} of a procedure; "InputParameters" is what the body holds."""
    namespace = f"{BASE.format(product=product, package=package)}{procedure}/"
    words = PROCEDURES[product, package, procedure]
    return {name or "InputParameters": Table(namespace, text) for name, text in words.items()}
