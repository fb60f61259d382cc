"""The functions a fresh ECC backend starts with. Only the order's contract was read at a site; the BAPIs are SAP's own
names, their addresses and those of the finders and lists of the site are to be filled in (see the readme)."""

from .ecc_profile import Function, parse

ROOT = "/sap/bc/srt/rfc/sap"
RETURN = "TYPE:1 ID:20 NUMBER:n3 MESSAGE:220"


def _path(service):
    return f"{ROOT}/{service}/{{client}}/{service}/{service}"


FUNCTIONS = {
    "order_create": Function(
        "ZBAPI_SALESORDER_CREATE",
        f"{ROOT}/zws_bapi_salesorder_create/{{client}}/zws_bapi_salesorder_create_sev/zws_bapi_salesorder_create_binding",
        parse(
            "CUST_PO:35 CUST_PO_DATE:d IT_SO_ITEM[MATERIAL_NO:n6 MATERIAL:a18 UNIT:3 QTY:q13.3 CUST_MATERIAL:35 PLANT:4"
            " SHIPPING_POINT:4 DELIVERY_DATE:d] ORDER_TYPE:4 SALES_CHANNEL:2 SALES_DIVISION:2 SALES_ORG:4"
            " SHIP_TO_PARTY:a10 SOLD_TO_PARTY:a10"
        ),
        number="SALES_NO",
        messages="DETAIL_MESSAGE",
    ),
    "order_find": Function(
        "BAPI_SALESORDER_GETLIST",
        _path("bapi_salesorder_getlist"),
        parse(
            "CUSTOMER_NUMBER:a10 DOCUMENT_DATE:d DOCUMENT_DATE_TO:d MATERIAL:a18 PURCHASE_ORDER:35 SALES_ORDERS[]"
            " SALES_ORGANIZATION:4 TRANSACTION_GROUP:1"
        ),
        rows="SALES_ORDERS",
    ),
    "order_status": Function(
        "BAPISDORDER_GETDETAILEDLIST",
        _path("bapisdorder_getdetailedlist"),
        parse(
            "I_BAPI_VIEW{HEADER:1 STATUS_H:1} ORDER_HEADERS_OUT[] ORDER_STATUSHEADERS_OUT[] SALES_DOCUMENTS[VBELN:a10]"
        ),
        rows="ORDER_STATUSHEADERS_OUT",
    ),
    "order_list": Function("", "", parse("DATE_FROM:d DATE_TO:d FOUND[] SALES_ORG:4"), rows="FOUND"),
    "customer_create": Function(
        "ZBAPI_CUSTOMER_CREATE",
        _path("zbapi_customer_create"),
        parse(
            "EXTERNAL_KEY:35 PI_COMPANYDATA{NAME:35 NAME_2:35 CITY:35 POSTL_COD1:10 STREET:35 COUNTRY:3 LANGU_ISO:2"
            " CURRENCY:5 TEL1_NUMBR:30 E_MAIL:241} PI_COPYREFERENCE{SALESORG:4 DISTR_CHAN:2 DIVISION:2 REF_CUSTMR:a10}"
        ),
        number="CUSTOMERNO",
    ),
    "customer_change": Function(
        "ZBAPI_CUSTOMER_CHANGE",
        _path("zbapi_customer_change"),
        parse(
            "CUSTOMERNO:a10 PI_COMPANYDATA{NAME:35 NAME_2:35 CITY:35 POSTL_COD1:10 STREET:35 COUNTRY:3 LANGU_ISO:2"
            " CURRENCY:5 TEL1_NUMBR:30 E_MAIL:241} PI_DISTR_CHAN:2 PI_DIVISION:2 PI_SALESORG:4"
        ),
    ),
    "customer_find": Function("", "", parse("EXTERNAL_KEY:35 FOUND[]"), rows="FOUND"),
    "customer_list": Function(
        "BAPI_CUSTOMER_GETLIST",
        _path("bapi_customer_getlist"),
        parse("ADDRESSDATA[] IDRANGE[SIGN:1 OPTION:2 LOW:a10 HIGH:a10] MAXROWS:n10"),
        rows="ADDRESSDATA",
    ),
    "document_post": Function(
        "ZBAPI_ACC_DOCUMENT_POST",
        _path("zbapi_acc_document_post"),
        parse(
            "ACCOUNTGL[ITEMNO_ACC:n10 GL_ACCOUNT:a10 ITEM_TEXT:50 ALLOC_NMBR:18 TAX_CODE:2 COSTCENTER:a10]"
            " ACCOUNTRECEIVABLE[ITEMNO_ACC:n10 CUSTOMER:a10 ALLOC_NMBR:18 ITEM_TEXT:50]"
            " ACCOUNTTAX[ITEMNO_ACC:n10 TAX_CODE:2]"
            " CURRENCYAMOUNT[ITEMNO_ACC:n10 CURRENCY:5 AMT_DOCCUR:q23.4 AMT_BASE:q23.4]"
            " DOCUMENTHEADER{BUS_ACT:4 USERNAME:12 HEADER_TXT:25 COMP_CODE:4 DOC_DATE:d PSTNG_DATE:d DOC_TYPE:2"
            f" REF_DOC_NO:16 REF_DOC_NO_LONG:35}} RETURN[{RETURN}]"
        ),
        number="OBJ_KEY",
    ),
    "document_find": Function("", "", parse("COMP_CODE:4 FOUND[] REF_DOC_NO_LONG:35"), rows="FOUND"),
    "document_list": Function("", "", parse("COMP_CODE:4 DATE_FROM:d DATE_TO:d FOUND[]"), rows="FOUND"),
    "material_list": Function(
        "BAPI_MATERIAL_GETLIST",
        _path("bapi_material_getlist"),
        parse("MATNRLIST[] MATNRSELECTION[SIGN:1 OPTION:2 MATNR_LOW:a18 MATNR_HIGH:a18] MAXROWS:n10 RETURN[]"),
        rows="MATNRLIST",
    ),
    "availability": Function(
        "BAPI_MATERIAL_AVAILABILITY",
        _path("bapi_material_availability"),
        parse("MATERIAL:a18 PLANT:4 UNIT:3 WMDVEX[] WMDVSX[]"),
        number="AV_QTY_PLT",
    ),
    "open_items": Function(
        "BAPI_AR_ACC_GETOPENITEMS",
        _path("bapi_ar_acc_getopenitems"),
        parse("COMPANYCODE:4 CUSTOMER:a10 KEYDATE:d LINEITEMS[] NOTEDITEMS:1 SECINDEX:1"),
        rows="LINEITEMS",
    ),
    "credit_limit": Function(
        "BAPI_CR_ACC_GETDETAIL",
        _path("bapi_cr_acc_getdetail"),
        parse("CREDITCONTROLAREA:4 CUSTOMER:a10"),
        rows="CREDIT_ACCOUNT_DETAIL",
    ),
}
