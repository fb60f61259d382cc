"""Oracle's own packages, as the shipped profile uses them: parameters and record fields in the order of their
declarations (release 12.1), the flexfields included. Parameters that nobody here fills are left out: all may be.
"""

from .ebs_profile import Procedure


def _numbered(name, last):
    return " ".join(f"{name}{number}" for number in range(1, last + 1))


def _alphabetical(name, last):
    return " ".join(sorted(f"{name}{number}" for number in range(1, last + 1)))


API = ("P_API_VERSION!:number", "P_INIT_MSG_LIST", "P_COMMIT")
CALLED = {"P_API_VERSION": "1.0", "P_INIT_MSG_LIST": "T", "P_COMMIT": "T"}
ORDER_HEADER = (
    f"ACCOUNTING_RULE_ID:number AGREEMENT_ID:number {_alphabetical('ATTRIBUTE', 20)} BOOKED_FLAG CANCELLED_FLAG CONTEXT"
    " CONVERSION_RATE:number CONVERSION_RATE_DATE:date CONVERSION_TYPE_CODE CUST_PO_NUMBER DELIVER_TO_ORG_ID:number"
    " DEMAND_CLASS_CODE FOB_POINT_CODE FREIGHT_TERMS_CODE HEADER_ID:number INVOICE_TO_ORG_ID:number ORDERED_DATE:date"
    " ORDER_NUMBER:number ORDER_SOURCE_ID:number ORDER_TYPE_ID:number ORG_ID:number ORIG_SYS_DOCUMENT_REF"
    " PAYMENT_TERM_ID:number PRICE_LIST_ID:number PRICING_DATE:date REQUEST_DATE:date SALESREP_ID:number"
    " SALES_CHANNEL_CODE SHIPMENT_PRIORITY_CODE SHIPPING_METHOD_CODE SHIP_FROM_ORG_ID:number SHIP_TO_ORG_ID:number"
    " SOLD_FROM_ORG_ID:number SOLD_TO_ORG_ID:number TAX_EXEMPT_FLAG TRANSACTIONAL_CURR_CODE OPERATION CHANGE_REASON"
    " CHANGE_COMMENTS SHIPPING_INSTRUCTIONS PACKING_INSTRUCTIONS"
)
ORDER_LINE = (
    f"{_alphabetical('ATTRIBUTE', 20)} CONTEXT CUST_PO_NUMBER HEADER_ID:number INVENTORY_ITEM_ID:number"
    " INVOICE_TO_ORG_ID:number ORDERED_ITEM LINE_CATEGORY_CODE LINE_ID:number LINE_NUMBER:number LINE_TYPE_ID:number"
    " ORDERED_QUANTITY:number ORDER_QUANTITY_UOM ORG_ID:number ORIG_SYS_DOCUMENT_REF ORIG_SYS_LINE_REF"
    " PAYMENT_TERM_ID:number PRICE_LIST_ID:number PRICING_DATE:date PRICING_QUANTITY:number PRICING_QUANTITY_UOM"
    " PROMISE_DATE:date REQUEST_DATE:date SALESREP_ID:number SCHEDULE_ARRIVAL_DATE:date SCHEDULE_SHIP_DATE:date"
    " SHIP_FROM_ORG_ID:number SHIP_TO_ORG_ID:number SOLD_TO_ORG_ID:number TAX_CODE UNIT_LIST_PRICE:number"
    " UNIT_SELLING_PRICE:number OPERATION CHANGE_REASON CHANGE_COMMENTS ORDER_SOURCE_ID:number ORIG_SYS_SHIPMENT_REF"
    " SHIPPING_INSTRUCTIONS PACKING_INSTRUCTIONS CALCULATE_PRICE_FLAG"
)
PROCESS_ORDER = Procedure(
    package="oe_order_pub",
    product="ont",
    procedure="process_order",
    parameters=(
        "P_ORG_ID:number",
        "P_OPERATING_UNIT",
        "P_API_VERSION_NUMBER!:number",
        "P_INIT_MSG_LIST",
        "P_RETURN_VALUES",
        "P_ACTION_COMMIT",
        {"P_HEADER_REC": ORDER_HEADER},
        {"P_LINE_TBL[]": ORDER_LINE},
    ),
    constants={
        "P_API_VERSION_NUMBER": "1.0",
        "P_INIT_MSG_LIST": "T",
        "P_RETURN_VALUES": "F",
        "P_ACTION_COMMIT": "T",
        "P_HEADER_REC.OPERATION": "CREATE",
        "P_LINE_TBL[].OPERATION": "CREATE",
    },
    key="P_HEADER_REC.ORIG_SYS_DOCUMENT_REF",
    id="X_HEADER_REC/HEADER_ID",
    number="X_HEADER_REC/ORDER_NUMBER",
)
CUSTOMER = Procedure(
    package="hz_cust_account_v2pub",
    product="hz",
    procedure="create_cust_account",
    parameters=(
        "P_INIT_MSG_LIST",
        {
            "P_CUST_ACCOUNT_REC": f"CUST_ACCOUNT_ID:number ACCOUNT_NUMBER ATTRIBUTE_CATEGORY {_numbered('ATTRIBUTE', 20)}"
            " ORIG_SYSTEM_REFERENCE ORIG_SYSTEM STATUS CUSTOMER_TYPE CUSTOMER_CLASS_CODE PRIMARY_SALESREP_ID:number"
            " SALES_CHANNEL_CODE ORDER_TYPE_ID:number PRICE_LIST_ID:number TAX_CODE FOB_POINT FREIGHT_TERM SHIP_PARTIAL"
            " SHIP_VIA WAREHOUSE_ID:number ACCOUNT_NAME COMMENTS CREATED_BY_MODULE APPLICATION_ID:number"
        },
        {
            "P_ORGANIZATION_REC": "ORGANIZATION_NAME TAX_REFERENCE JGZZ_FISCAL_CODE ORGANIZATION_TYPE KNOWN_AS"
            f" ATTRIBUTE_CATEGORY {_numbered('ATTRIBUTE', 20)} CREATED_BY_MODULE APPLICATION_ID:number HOME_COUNTRY"
            " PARTY_REC(PARTY_ID:number PARTY_NUMBER ORIG_SYSTEM_REFERENCE ORIG_SYSTEM STATUS)"
        },
        {"P_CUSTOMER_PROFILE_REC": "CUST_ACCOUNT_ID:number STATUS PROFILE_CLASS_ID:number CREATED_BY_MODULE"},
        "P_CREATE_PROFILE_AMT",
    ),
    constants={
        "P_INIT_MSG_LIST": "T",
        "P_CREATE_PROFILE_AMT": "F",
        "P_CUST_ACCOUNT_REC.CREATED_BY_MODULE": "HZ_WS",
        "P_ORGANIZATION_REC.CREATED_BY_MODULE": "HZ_WS",
        "P_CUSTOMER_PROFILE_REC.CREATED_BY_MODULE": "HZ_WS",
    },
    key="P_CUST_ACCOUNT_REC.ORIG_SYSTEM_REFERENCE",
    id="X_CUST_ACCOUNT_ID",
    number="X_ACCOUNT_NUMBER",
)
INVOICE = Procedure(
    package="ar_invoice_api_pub",
    product="ar",
    procedure="create_single_invoice",
    parameters=(
        *API,
        {"P_BATCH_SOURCE_REC": "BATCH_SOURCE_ID:number DEFAULT_DATE:date"},
        {
            "P_TRX_HEADER_TBL[]": "TRX_HEADER_ID!:number TRX_NUMBER TRX_DATE:date TRX_CURRENCY REFERENCE_NUMBER TRX_CLASS"
            " CUST_TRX_TYPE_ID:number GL_DATE:date BILL_TO_CUSTOMER_ID:number BILL_TO_ACCOUNT_NUMBER"
            " BILL_TO_CUSTOMER_NAME BILL_TO_CONTACT_ID:number BILL_TO_ADDRESS_ID:number BILL_TO_SITE_USE_ID:number"
            " SHIP_TO_CUSTOMER_ID:number SHIP_TO_SITE_USE_ID:number SOLD_TO_CUSTOMER_ID:number TERM_ID:number"
            " PRIMARY_SALESREP_ID:number EXCHANGE_RATE_TYPE EXCHANGE_DATE:date EXCHANGE_RATE:number PURCHASE_ORDER"
            f" COMMENTS INTERNAL_NOTES ATTRIBUTE_CATEGORY {_numbered('ATTRIBUTE', 15)} INTERFACE_HEADER_CONTEXT"
            f" {_numbered('INTERFACE_HEADER_ATTRIBUTE', 15)} ORG_ID:number"
        },
        {
            "P_TRX_LINES_TBL[]": "TRX_HEADER_ID!:number TRX_LINE_ID!:number LINE_NUMBER!:number REASON_CODE"
            " INVENTORY_ITEM_ID:number DESCRIPTION QUANTITY_INVOICED:number UNIT_STANDARD_PRICE:number"
            " UNIT_SELLING_PRICE:number SALES_ORDER SALES_ORDER_LINE SALES_ORDER_DATE:date LINE_TYPE!"
            f" ATTRIBUTE_CATEGORY {_numbered('ATTRIBUTE', 15)} AMOUNT:number MEMO_LINE_ID:number UOM_CODE"
            " VAT_TAX_ID:number TAX_EXEMPT_FLAG TAX_RATE_CODE TAX_CLASSIFICATION_CODE"
        },
        {"P_TRX_DIST_TBL[]": "TRX_DIST_ID:number TRX_HEADER_ID:number TRX_LINE_ID:number ACCOUNT_CLASS AMOUNT:number"},
        {"P_TRX_SALESCREDITS_TBL[]": "TRX_SALESCREDIT_ID:number TRX_LINE_ID:number SALESREP_ID:number"},
    ),
    # "#" is the number of the row; tables without a default have to be there, if only empty.
    constants={
        **CALLED,
        "P_TRX_HEADER_TBL[].TRX_HEADER_ID": "1",
        "P_TRX_LINES_TBL[].TRX_HEADER_ID": "1",
        "P_TRX_LINES_TBL[].TRX_LINE_ID": "#",
        "P_TRX_LINES_TBL[].LINE_NUMBER": "#",
        "P_TRX_LINES_TBL[].LINE_TYPE": "LINE",
        "P_TRX_DIST_TBL": {},
        "P_TRX_SALESCREDITS_TBL": {},
    },
    key="P_TRX_HEADER_TBL[].REFERENCE_NUMBER",
    id="X_CUSTOMER_TRX_ID",
)
RECEIPT = Procedure(
    package="ar_receipt_api_pub",
    product="ar",
    procedure="create_cash",
    parameters=(
        *API,
        "P_VALIDATION_LEVEL:number",
        "P_USR_CURRENCY_CODE",
        "P_CURRENCY_CODE",
        "P_EXCHANGE_RATE_TYPE",
        "P_EXCHANGE_RATE:number",
        "P_EXCHANGE_RATE_DATE:date",
        "P_AMOUNT!:number",
        "P_RECEIPT_NUMBER!",
        "P_RECEIPT_DATE:date",
        "P_GL_DATE:date",
        "P_CUSTOMER_ID:number",
        "P_CUSTOMER_NAME",
        "P_CUSTOMER_NUMBER",
        "P_CUSTOMER_SITE_USE_ID:number",
        "P_CUSTOMER_RECEIPT_REFERENCE",
        "P_REMITTANCE_BANK_ACCOUNT_ID:number",
        "P_DEPOSIT_DATE:date",
        "P_RECEIPT_METHOD_ID:number",
        "P_RECEIPT_METHOD_NAME",
        "P_COMMENTS",
        "P_ORG_ID:number",
    ),
    constants=CALLED,
    key="P_RECEIPT_NUMBER",
    id="P_CR_ID",
)
APPLY = Procedure(
    package="ar_receipt_api_pub",
    product="ar",
    procedure="apply",
    parameters=(
        *API,
        "P_VALIDATION_LEVEL:number",
        "P_CASH_RECEIPT_ID:number",
        "P_RECEIPT_NUMBER",
        "P_CUSTOMER_TRX_ID:number",
        "P_TRX_NUMBER",
        "P_AMOUNT_APPLIED!:number",
        "P_APPLY_DATE:date",
        "P_APPLY_GL_DATE:date",
        "P_COMMENTS",
        "P_ORG_ID:number",
    ),
    constants=CALLED,
)
# What a site publishes so that a document can be asked for by our key. Nothing of the kind ships with Oracle: it is
# used only when the site's profile names it ("find": {"package": ...}).
FIND = Procedure(
    package="",
    product="",
    procedure="find_document",
    parameters=("P_KIND!", "P_KEY!"),
    id="DOCUMENT_ID",
    number="DOCUMENT_NUMBER",
)
SHIPPED = {
    "customer": CUSTOMER,
    "order": PROCESS_ORDER,
    "invoice": INVOICE,
    "credit_note": INVOICE,
    "payment": RECEIPT,
    "apply": APPLY,
    "find": FIND,
}
