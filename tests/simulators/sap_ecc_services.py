"""What a simulated ECC has published: services, their functions and contracts; which fields are keys and days."""

ROOT = "/sap/bc/srt/rfc/sap"
COMPANY = "NAME+ NAME_2+ CITY+ POSTL_COD1+ STREET+ COUNTRY+ LANGU_ISO+ CURRENCY+ TEL1_NUMBR+ E_MAIL+"
# service: (its last two steps, function, contract)
SERVICES = {
    "zws_bapi_salesorder_create": (
        *("zws_bapi_salesorder_create_sev/zws_bapi_salesorder_create_binding", "ZBAPI_SALESORDER_CREATE"),
        """CUST_PO+ CUST_PO_DATE+ IT_SO_ITEM+ { item* { MATERIAL_NO+ MATERIAL+ UNIT+ QTY+ CUST_MATERIAL+ PLANT+
        SHIPPING_POINT+ DELIVERY_DATE+ } } ORDER_TYPE+ SALES_CHANNEL+ SALES_DIVISION+ SALES_ORG+ SHIP_TO_PARTY+
        SOLD_TO_PARTY+""",
    ),
    "bapi_salesorder_getlist": (
        *("", "BAPI_SALESORDER_GETLIST"),
        """CUSTOMER_NUMBER+ DOCUMENT_DATE+ DOCUMENT_DATE_TO+ MATERIAL+ PURCHASE_ORDER+ SALES_ORDERS+
        SALES_ORGANIZATION+ TRANSACTION_GROUP+""",
    ),
    "bapisdorder_getdetailedlist": (
        *("", "BAPISDORDER_GETDETAILEDLIST"),
        """I_BAPI_VIEW+ { HEADER+ STATUS_H+ } ORDER_HEADERS_OUT+ ORDER_STATUSHEADERS_OUT+
        SALES_DOCUMENTS+ { item* { VBELN+ } }""",
    ),
    "zbapi_customer_create": (
        *("", "ZBAPI_CUSTOMER_CREATE"),
        f"""EXTERNAL_KEY+ PI_COMPANYDATA+ {{ {COMPANY} }}
        PI_COPYREFERENCE+ {{ SALESORG+ DISTR_CHAN+ DIVISION+ REF_CUSTMR+ }}""",
    ),
    "zbapi_customer_change": (
        *("", "ZBAPI_CUSTOMER_CHANGE"),
        f"CUSTOMERNO+ PI_COMPANYDATA+ {{ {COMPANY} }} PI_DISTR_CHAN+ PI_DIVISION+ PI_SALESORG+",
    ),
    "z_odoo_customer_find": ("", "Z_ODOO_CUSTOMER_FIND", "EXTERNAL_KEY+ FOUND+"),
    "bapi_customer_getlist": (
        *("", "BAPI_CUSTOMER_GETLIST"),
        "ADDRESSDATA+ IDRANGE+ { item* { SIGN+ OPTION+ LOW+ HIGH+ } } MAXROWS+",
    ),
    "zbapi_acc_document_post": (
        *("", "ZBAPI_ACC_DOCUMENT_POST"),
        """ACCOUNTGL+ { item* { ITEMNO_ACC+ GL_ACCOUNT+ ITEM_TEXT+ ALLOC_NMBR+ TAX_CODE+ COSTCENTER+ } }
        ACCOUNTRECEIVABLE+ { item* { ITEMNO_ACC+ CUSTOMER+ ALLOC_NMBR+ ITEM_TEXT+ } }
        ACCOUNTTAX+ { item* { ITEMNO_ACC+ TAX_CODE+ } }
        CURRENCYAMOUNT+ { item* { ITEMNO_ACC+ CURRENCY+ AMT_DOCCUR+ AMT_BASE+ } }
        DOCUMENTHEADER+ { BUS_ACT+ USERNAME+ HEADER_TXT+ COMP_CODE+ DOC_DATE+ PSTNG_DATE+ DOC_TYPE+ REF_DOC_NO+
        REF_DOC_NO_LONG+ } RETURN+""",
    ),
    "z_odoo_document_find": ("", "Z_ODOO_DOCUMENT_FIND", "COMP_CODE+ FOUND+ REF_DOC_NO_LONG+"),
    "z_odoo_document_list": ("", "Z_ODOO_DOCUMENT_LIST", "COMP_CODE+ DATE_FROM+ DATE_TO+ FOUND+"),
    "z_odoo_order_list": ("", "Z_ODOO_ORDER_LIST", "DATE_FROM+ DATE_TO+ FOUND+ SALES_ORG+"),
    "bapi_material_getlist": (
        *("", "BAPI_MATERIAL_GETLIST"),
        "MATNRLIST+ MATNRSELECTION+ { item* { SIGN+ OPTION+ MATNR_LOW+ MATNR_HIGH+ } } MAXROWS+ RETURN+",
    ),
    "bapi_material_availability": ("", "BAPI_MATERIAL_AVAILABILITY", "MATERIAL+ PLANT+ UNIT+ WMDVEX+ WMDVSX+"),
    "bapi_ar_acc_getopenitems": (
        *("", "BAPI_AR_ACC_GETOPENITEMS"),
        "COMPANYCODE+ CUSTOMER+ KEYDATE+ LINEITEMS+ NOTEDITEMS+ SECINDEX+",
    ),
    "bapi_cr_acc_getdetail": ("", "BAPI_CR_ACC_GETDETAIL", "CREDITCONTROLAREA+ CUSTOMER+"),
}
KEYS = {"SOLD_TO_PARTY", "SHIP_TO_PARTY", "CUSTOMER", "CUSTOMERNO", "CUSTOMER_NUMBER", "VBELN", "REF_CUSTMR"}
DAYS = {"CUST_PO_DATE", "DELIVERY_DATE", "DOC_DATE", "PSTNG_DATE", "KEYDATE", "DOCUMENT_DATE", "DOCUMENT_DATE_TO"}
DAYS |= {"DATE_FROM", "DATE_TO"}


SHOWN = ("NAME", "CITY", "POSTL_COD1", "STREET", "COUNTRY", "TEL1_NUMBR")
