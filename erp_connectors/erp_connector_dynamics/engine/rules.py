"""The mapping a fresh backend starts with: fields of Microsoft's own pages 21, 30 and 42 under their service names."""

from odoo.addons.erp_connector.engine.mapping import Rule

MAPPINGS = {
    "customer": [
        Rule("No", source="external_id"),
        Rule("Name", source="name", required=True, max_length=50, cut=True),
        Rule("Address", source="street", max_length=50, cut=True),
        Rule("Post_Code", source="zip", max_length=20),
        Rule("City", source="city", max_length=30, cut=True),
        Rule("Country_Region_Code", source="country_code", max_length=10),
        Rule("Phone_No", source="phone", max_length=30, cut=True),
        Rule("E_Mail", source="email", max_length=80),
        Rule("Home_Page", source="website", max_length=80, cut=True),
        Rule("VAT_Registration_No", source="vat", max_length=20),
    ],
    "product": [
        Rule("No", "expression", "document['external_id'] or document['code']", required=True, max_length=20),
        Rule("Description", source="name", required=True, max_length=50, cut=True),
        Rule("Base_Unit_of_Measure", "map", "unit", map_name="unit", required=True),
        Rule("Unit_Price", source="price"),
    ],
    "order": [
        Rule("No", source="external_id"),
        Rule("Sell_to_Customer_No", "reference", "customer", required=True),
        Rule("Order_Date", source="date", required=True),
        Rule("Requested_Delivery_Date", source="requested_on"),
        Rule("Your_Reference", source="number", max_length=35, cut=True),
        Rule("Currency_Code", source="currency"),
        Rule("Ship_to_Name", source="delivery_address.name", max_length=50, cut=True),
        Rule("Ship_to_Address", source="delivery_address.street", max_length=50, cut=True),
        Rule("Ship_to_Address_2", source="delivery_address.street2", max_length=50, cut=True),
        Rule("Ship_to_Post_Code", source="delivery_address.zip", max_length=20),
        Rule("Ship_to_City", source="delivery_address.city", max_length=30, cut=True),
        Rule("Ship_to_County", source="delivery_address.state", max_length=30, cut=True),
        Rule("Ship_to_Country_Region_Code", source="delivery_address.country_code", max_length=10),
        Rule("SalesLines[].Type", "fixed", "Item"),
        Rule("SalesLines[].No", "reference", "lines[].product", required=True),
        Rule("SalesLines[].Description", source="lines[].name", max_length=50, cut=True),
        Rule("SalesLines[].Quantity", source="lines[].quantity", required=True),
        # NAV keeps five decimals of a unit price.
        Rule("SalesLines[].Unit_Price", "expression", "str(round(float(line['price_net']), 5))", required=True),
    ],
}
# Tax and revenue accounts follow from the posting groups in Dynamics; the lines are those of an order.
_BILL = [
    Rule("No", source="external_id"),
    Rule("Sell_to_Customer_No", "reference", "customer", required=True),
    Rule("Posting_Date", source="date", required=True),
    Rule("Document_Date", source="date"),
    Rule("Due_Date", source="due"),
    Rule("Your_Reference", source="number", max_length=35, cut=True),
    Rule("Currency_Code", source="currency"),
    *(rule for rule in MAPPINGS["order"] if rule.target.startswith("SalesLines")),
]
MAPPINGS |= {"invoice": _BILL, "credit_note": _BILL}
# What stands beside lines[] goes into every line of the journal. Dynamics numbers no documents that we number.
MAPPINGS["payment"] = [
    Rule("Posting_Date", source="date", required=True),
    Rule("Document_Type", "expression", "'Payment' if document['direction'] == 'inbound' else 'Refund'"),
    Rule("Document_No", "expression", "document['number'][-20:]", required=True),
    Rule("Account_Type", "fixed", "Customer"),
    Rule("Account_No", "reference", "customer", required=True),
    Rule("Description", "expression", "document['memo'] or document['number']", max_length=50, cut=True),
    Rule("Currency_Code", source="currency"),
    Rule(
        "Amount",
        "expression",
        "'-' + document['amount'] if document['direction'] == 'inbound' else document['amount']",
        required=True,
    ),
    Rule("Bal_Account_Type", "fixed", "Bank_Account"),
    Rule("Bal_Account_No", "map", "journal", map_name="bank", required=True),
    Rule("Applies_to_Doc_Type", "expression", "'Invoice' if document['direction'] == 'inbound' else 'Credit_Memo'"),
    Rule("lines[].Amount", source="invoices[].amount", required=True),
    Rule("lines[].Applies_to_Doc_No", "reference", "invoices[].invoice"),
]
MAPPINGS["journal_entry"] = [
    Rule("Posting_Date", source="date", required=True),
    Rule("Document_No", "expression", "document['number'][-20:]", required=True),
    # A line of a receivable account goes to the customer: Dynamics books that account itself.
    Rule("lines[].Account_Type", "expression", "'Customer' if line['partner'] else 'G_L_Account'"),
    Rule("lines[].Account_No", source="lines[].account", required=True),
    Rule("lines[].Account_No", "reference", "lines[].partner"),
    Rule("lines[].Description", source="lines[].name", max_length=50, cut=True),
    Rule(
        "lines[].Amount",
        "expression",
        "line['debit'] if float(line['debit'] or 0) else ('-' + line['credit']).replace('--', '')",
        required=True,
    ),
]
MAPS = {"unit": {"Units": "PCS", "*": "PCS"}}
