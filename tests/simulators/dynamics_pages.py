"""Pages a simulated Business Central publishes: fields in page order, their types, and the contract made from both.

The field names are those of Microsoft's pages 21, 30, 42, 132 and 25; the lists are shortened. `code` is stored in
capitals; a number behind code or text is the longest it takes.
"""

from html import escape

XSD = "http://www.w3.org/2001/XMLSchema"
BLOCKED = ("_blank_", "Ship", "Invoice", "All")
LINE_TYPE = ("_blank_", "G_L_Account", "Item", "Resource", "Fixed_Asset", "Charge_Item")
ENTRY_TYPE = ("_blank_", "Payment", "Invoice", "Credit_Memo", "Finance_Charge_Memo", "Reminder", "Refund")
STATUS = ("Open", "Released", "Pending_Approval", "Pending_Prepayment")
ACCOUNT_TYPE = ("G_L_Account", "Customer", "Vendor", "Bank_Account", "Fixed_Asset", "IC_Partner")
POSTED_AS = ("Initial_Entry", "Application", "Unrealized_Loss", "Unrealized_Gain")
ENUMS = {
    "Entry_Type": POSTED_AS,
    "Account_Type": ACCOUNT_TYPE,
    "Blocked": BLOCKED,
    "Type": LINE_TYPE,
    "Document_Type": ENTRY_TYPE,
    "Status": STATUS,
}
PAGES = {
    "Customer": """No:code20 Name:text50 Search_Name:code50 Balance_LCY:decimal! Credit_Limit_LCY:decimal
        Blocked:Blocked Address:text50 Post_Code:code20 City:text30 Country_Region_Code:code10 Phone_No:text30
        E_Mail:text80 Home_Page:text80 VAT_Registration_No:text20 Currency_Code:code10""",
    "Item": """No:code20 Description:text50 Blocked:boolean Base_Unit_of_Measure:code10 Inventory:decimal!
        Unit_Price:decimal Last_Date_Modified:date!""",
    "SalesOrder": """No:code20 Sell_to_Customer_No:code20 Sell_to_Customer_Name:text50! Posting_Date:date
        Order_Date:date Document_Date:date Requested_Delivery_Date:date External_Document_No:code35
        Your_Reference:text35 Status:Status! SalesLines:Sales_Order_Line Ship_to_Code:code10 Ship_to_Name:text50
        Ship_to_Address:text50 Ship_to_Address_2:text50 Ship_to_Post_Code:code20 Ship_to_City:text30 Ship_to_County:text30
        Ship_to_Country_Region_Code:code10 Ship_to_Contact:text50 Currency_Code:code10""",
    "SalesInvoice": """No:code20 Sell_to_Customer_No:code20 Sell_to_Customer_Name:text50! Posting_Date:date
        Document_Date:date Due_Date:date External_Document_No:code35 Your_Reference:text35 Status:Status!
        SalesLines:Sales_Invoice_Line Currency_Code:code10""",
    "SalesCreditMemo": """No:code20 Sell_to_Customer_No:code20 Sell_to_Customer_Name:text50! Posting_Date:date
        Document_Date:date Due_Date:date External_Document_No:code35 Your_Reference:text35 Status:Status!
        SalesLines:Sales_Cr_Memo_Line Currency_Code:code10""",
    "PostedSalesCreditMemo": """No:code20! Sell_to_Customer_No:code20! Posting_Date:date! Document_Date:date!
        External_Document_No:code35! Pre_Assigned_No:code20! Applies_to_Doc_Type:Document_Type!
        Applies_to_Doc_No:code20! Cancelled:boolean! SalesCrMemoLines:Posted_Sales_Cr_Memo_Line""",
    "PostedSalesInvoice": """No:code20! Sell_to_Customer_No:code20! Sell_to_Customer_Name:text50! Posting_Date:date!
        Document_Date:date! Due_Date:date! External_Document_No:code35! Order_No:code20! Pre_Assigned_No:code20!
        Cancelled:boolean!
        SalesInvLines:Posted_Sales_Invoice_Line""",
    "CustomerLedgerEntries": """Posting_Date:date! Document_Type:Document_Type! Document_No:code20!
        External_Document_No:code35! Customer_No:code20! Currency_Code:code10!
        Original_Amount:decimal! Amount:decimal! Remaining_Amount:decimal! Due_Date:date!
        Open:boolean! Closed_at_Date:date! Entry_No:int!""",
    "DetailedCustLedgEntries": """Posting_Date:date! Entry_Type:Entry_Type! Document_Type:Document_Type!
        Document_No:code20! Customer_No:code20! Initial_Document_Type:Document_Type! Currency_Code:code10!
        Amount:decimal! Cust_Ledger_Entry_No:int! Entry_No:int! Unapplied:boolean!""",
    "PostedSalesShipment": """No:code20! Sell_to_Customer_No:code20! Posting_Date:date! Shipment_Date:date!
        External_Document_No:code35! Order_No:code20! Shipping_Agent_Code:code10! Package_Tracking_No:text30!
        SalesShptLines:Posted_Sales_Shpt_Line""",
    "GeneralLedgerEntries": """Posting_Date:date! Document_Type:Document_Type! Document_No:code20!
        External_Document_No:code35! G_L_Account_No:code20! Description:text50! Amount:decimal! Entry_No:int!""",
}
JOURNAL_LINE = """Posting_Date:date Document_Date:date Document_Type:Document_Type Document_No:code20
        External_Document_No:code35 Account_Type:Account_Type Account_No:code20 Description:text50 Currency_Code:code10
        Amount:decimal Bal_Account_Type:Account_Type Bal_Account_No:code20 Applies_to_Doc_Type:Document_Type
        Applies_to_Doc_No:code20"""
JOURNALS = ("CashReceiptJournal", "GeneralJournal")
PAGES |= dict.fromkeys(JOURNALS, JOURNAL_LINE)
# A journal page shows one batch, whose name is an argument of its operations and comes back with the answer.
BATCH = "CurrentJnlBatchName"
# The sums of the document stand on every line of it.
SALES_LINE = """Type:Type No:code20 Description:text50 Quantity:decimal Unit_of_Measure_Code:code10
        Unit_Price:decimal Line_Amount:decimal! Line_Discount_Percent:decimal Total_Amount_Excl_VAT:decimal!
        Total_VAT_Amount:decimal! Total_Amount_Incl_VAT:decimal!"""
POSTED_LINE = """Type:Type! No:code20! Description:text50! Quantity:decimal! Unit_Price:decimal! Line_Amount:decimal!"""
LINES = {
    "Posted_Sales_Cr_Memo_Line": POSTED_LINE,
    "Sales_Invoice_Line": SALES_LINE,
    "Sales_Cr_Memo_Line": SALES_LINE,
    "Sales_Order_Line": f"{SALES_LINE} Quantity_Shipped:decimal!",
    "Posted_Sales_Shpt_Line": """Type:Type! No:code20! Description:text50! Quantity:decimal!""",
    "Posted_Sales_Invoice_Line": POSTED_LINE,
}
KEY_OF = {
    "CustomerLedgerEntries": "Entry_No",
    "GeneralLedgerEntries": "Entry_No",
    "DetailedCustLedgEntries": "Entry_No",
} | dict.fromkeys(JOURNALS, "Line_No")
SALES = ("SalesOrder", "SalesInvoice", "SalesCreditMemo")
WRITABLE = ("Customer", "Item", *SALES, *JOURNALS)
MANY = 'minOccurs="0" maxOccurs="unbounded"'


def fields(table):
    """[(name, type, writable)] of a page or line table."""
    words = [word.partition(":") for word in table.split()]
    return [(name, kind.rstrip("!"), not kind.endswith("!")) for name, _colon, kind in words]


def namespace(page):
    return f"urn:microsoft-dynamics-schemas/page/{page.lower()}"


def _xsd_type(kind):
    base = kind.rstrip("0123456789")
    if base in ("code", "text"):
        return "xsd:string"
    if base in ("decimal", "date", "boolean", "int"):
        return f"xsd:{base}"
    return f"tns:{kind}_List" if kind in LINES else f"tns:{kind}"


def _element(name, kind, extra='minOccurs="0" maxOccurs="1"'):
    return f'<xsd:element {extra} name="{name}" type="{kind}"/>'


def _complex(name, content):
    return f'<xsd:complexType name="{name}"><xsd:sequence>{content}</xsd:sequence></xsd:complexType>'


def _message(name, content):
    return (
        f'<xsd:element name="{name}"><xsd:complexType><xsd:sequence>{content}</xsd:sequence>'
        "</xsd:complexType></xsd:element>"
    )


def _row_type(name, table):
    rows = [_element(field, _xsd_type(kind)) for field, kind, _writable in fields(table)]
    return _complex(name, _element("Key", "xsd:string") + "".join(rows))


def operations(page):
    """{operation: (request members, answer members)} as schema text."""
    one, key = 'minOccurs="1" maxOccurs="1"', KEY_OF.get(page, "No")
    row = _element(page, f"tns:{page}", one)
    maybe = _element(page, f"tns:{page}")
    many = _element(f"{page}_List", f"tns:{page}_List", one)
    key_type = "xsd:int" if page in KEY_OF else "xsd:string"
    found = {
        "Read": (_element(key, key_type, one), maybe),
        "ReadByRecId": (_element("recId", "xsd:string", one), maybe),
        "ReadMultiple": (
            _element("filter", f"tns:{page}_Filter", 'minOccurs="1" maxOccurs="unbounded"')
            + _element("bookmarkKey", "xsd:string")
            + _element("setSize", "xsd:int", one),
            _element("ReadMultiple_Result", f"tns:{page}_List"),
        ),
        "IsUpdated": (_element("Key", "xsd:string", one), _element("IsUpdated_Result", "xsd:boolean", one)),
        "GetRecIdFromKey": (_element("Key", "xsd:string", one), _element("GetRecIdFromKey_Result", "xsd:string", one)),
    }
    if page in WRITABLE:
        found |= {
            "Create": (row, row),
            "CreateMultiple": (many, many),
            "Update": (row, row),
            "UpdateMultiple": (many, many),
            "Delete": (_element("Key", "xsd:string", one), _element("Delete_Result", "xsd:boolean", one)),
        }
    if page in JOURNALS:
        del found["Read"]
        batch = _element(BATCH, "xsd:string", one)
        for name in ("ReadMultiple", "Create", "CreateMultiple", "Update", "UpdateMultiple"):
            found[name] = tuple(batch + members for members in found[name])
    for field, kind, _writable in fields(PAGES[page]):
        if kind in LINES and page in WRITABLE:
            name = f"Delete_{field}"
            found[name] = (
                _element(f"{field}_Key", "xsd:string", one),
                _element(f"{name}_Result", "xsd:boolean", one),
            )
    return found


def schema(page):
    """The page's XML schema, with which requests are validated as well."""
    parts = []
    used = {kind for _name, kind, _writable in fields(PAGES[page])}
    for line in sorted(used & set(LINES)):
        used |= {kind for _name, kind, _writable in fields(LINES[line])}
        parts.append(_row_type(line, LINES[line]))
        parts.append(_complex(f"{line}_List", _element(line, f"tns:{line}", 'minOccurs="1" maxOccurs="unbounded"')))
    for enum in sorted(used & set(ENUMS)):
        values = "".join(f'<xsd:enumeration value="{escape(value)}"/>' for value in ENUMS[enum])
        parts.append(
            f'<xsd:simpleType name="{enum}"><xsd:restriction base="xsd:string">{values}</xsd:restriction>'
            "</xsd:simpleType>"
        )
    parts.append(_row_type(page, PAGES[page]))
    parts.append(_complex(f"{page}_List", _element(page, f"tns:{page}", MANY)))
    names = [name for name, kind, _writable in fields(PAGES[page]) if kind not in LINES]
    values = "".join(f'<xsd:enumeration value="{name}"/>' for name in names)
    parts.append(
        f'<xsd:simpleType name="{page}_Fields"><xsd:restriction base="xsd:string">{values}</xsd:restriction>'
        "</xsd:simpleType>"
    )
    one = 'minOccurs="1" maxOccurs="1"'
    parts.append(
        _complex(
            f"{page}_Filter", _element("Field", f"tns:{page}_Fields", one) + _element("Criteria", "xsd:string", one)
        )
    )
    for name, (request, answer) in operations(page).items():
        parts += [_message(name, request), _message(f"{name}_Result", answer)]
    return (
        f'<xsd:schema xmlns:xsd="{XSD}" xmlns:tns="{namespace(page)}" elementFormDefault="qualified"'
        f' targetNamespace="{namespace(page)}">{"".join(parts)}</xsd:schema>'
    )


def wsdl(page, address):
    names, target = list(operations(page)), namespace(page)
    messages = "".join(
        f'<message name="{name}{end}"><part name="parameters" element="tns:{name}{end}"/></message>'
        for name in names
        for end in ("", "_Result")
    )
    port = "".join(
        f'<operation name="{name}"><input name="{name}" message="tns:{name}"/>'
        f'<output name="{name}_Result" message="tns:{name}_Result"/></operation>'
        for name in names
    )
    binding = "".join(
        f'<operation name="{name}"><soap:operation soapAction="{target}:{name}" style="document"/>'
        f'<input name="{name}"><soap:body use="literal"/></input>'
        f'<output name="{name}_Result"><soap:body use="literal"/></output></operation>'
        for name in names
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><definitions xmlns="http://schemas.xmlsoap.org/wsdl/"'
        f' xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:tns="{target}" targetNamespace="{target}">'
        f"<types>{schema(page)}</types>{messages}"
        f'<portType name="{page}_Port">{port}</portType>'
        f'<binding name="{page}_Binding" type="tns:{page}_Port">'
        f'<soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>{binding}</binding>'
        f'<service name="{page}_Service"><port name="{page}_Port" binding="tns:{page}_Binding">'
        # The server calls itself as it is called inside its own network.
        f'<soap:address location="{escape(address)}"/></port></service></definitions>'
    )
