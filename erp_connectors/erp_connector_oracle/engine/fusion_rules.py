"""The mapping a fresh Fusion backend starts with.

Targets are the elements of Oracle's services; "@" is an attribute. {site values} stand for the fields of the backend.
What begins with a small letter (account, direction, ...) is no element: the dialect makes something of it.
"""

from odoo.addons.erp_connector.engine import ship_to
from odoo.addons.erp_connector.engine.mapping import Rule

MONTHS = "['Jan','Feb','Mar','Apr','May','Jun','Jul','Aug','Sep','Oct','Nov','Dec']"
PERIOD = f"{MONTHS}[int(document['period'][5:7]) - 1] + '-' + document['period'][2:4]"


def _bill(kind, quantity):
    return [
        Rule("BusinessUnit", "fixed", "{business_unit}"),
        Rule("TransactionSource", "fixed", "{transaction_source}"),
        Rule("TransactionType", "fixed", f"{{{kind}_type}}"),
        # Oracle's transaction numbers have 20 characters.
        Rule("TrxNumber", source="number", max_length=20),
        Rule("TrxDate", source="date", required=True),
        Rule("GlDate", source="date"),
        Rule("BillToAccountNumber", "reference", "customer", required=True),
        Rule("BillToLocation", "fixed", "{bill_to_location?}"),
        Rule("PaymentTermsName", "map", "payment_term", map_name="payment_term"),
        Rule("InvoiceCurrencyCode", source="currency", required=True),
        Rule("ConversionRateType", "fixed", "{conversion_type?}"),
        Rule("PurchaseOrder", source="reference", max_length=50, cut=True),
        Rule("InvoiceLine[].ItemNumber", "reference", "lines[].product"),
        Rule("InvoiceLine[].Description", source="lines[].name", max_length=240, cut=True),
        quantity,
        Rule("InvoiceLine[].Quantity@unitCode", "map", "lines[].unit", map_name="invoice_unit"),
        Rule("InvoiceLine[].UnitSellingPrice", source="lines[].price_net", required=True),
        Rule("InvoiceLine[].UnitSellingPrice@currencyCode", "expression", "document['currency']"),
        Rule("InvoiceLine[].TaxClassificationCode", "map", "lines[].tax", map_name="tax"),
        Rule("InvoiceLine[].SalesOrder", "expression", "document.get('order_number', '')"),
    ]


MAPPINGS = {
    "customer": [
        Rule("account", source="external_id"),
        Rule("Organization.OrganizationName", source="name", required=True, max_length=360, cut=True),
        Rule("Organization.JgzzFiscalCode", source="vat", max_length=20),
        Rule("Account.AccountName", source="name", required=True, max_length=240, cut=True),
        Rule("Account.CustomerType", "fixed", "R"),
    ],
    "order": [
        Rule("SourceTransactionNumber", source="number", required=True, max_length=50),
        Rule("account", "reference", "customer", required=True),
        *ship_to.RULES,
        Rule("TransactionalCurrencyCode", source="currency", required=True),
        Rule("TransactionOn", "expression", "document['date'] + 'T00:00:00'", required=True),
        Rule("RequestingBusinessUnitIdentifier", "fixed", "{business_unit_id}"),
        Rule("FreezePriceFlag", "fixed", "true"),
        Rule("FreezeShippingChargeFlag", "fixed", "true"),
        Rule("FreezeTaxFlag", "fixed", "false"),
        Rule("TransactionTypeCode", "fixed", "{order_type?}"),
        Rule("Line[].SourceTransactionLineIdentifier", source="lines[].line_id"),
        Rule("Line[].ProductNumber", "reference", "lines[].product", required=True),
        Rule("Line[].OrderedQuantity", source="lines[].quantity", required=True),
        Rule("Line[].OrderedUOMCode", "map", "lines[].unit", map_name="unit", required=True),
        Rule(
            "Line[].RequestedShipDate",
            "expression",
            "(document.get('requested_on') or document['date']) + 'T00:00:00'",
        ),
        Rule("Line[].TransactionCategoryCode", "fixed", "ORDER"),
        Rule("Line[].UnitListPrice", source="lines[].price_unit", required=True),
        Rule("Line[].UnitSellingPrice", source="lines[].price_net", required=True),
        Rule("OrderPreferences.SubmitFlag", "fixed", "true"),
    ],
    "invoice": _bill("invoice", Rule("InvoiceLine[].Quantity", source="lines[].quantity", required=True)),
    # A credit memo has negative quantities; Oracle's type of transaction says that it is one.
    "credit_note": _bill(
        "credit_note",
        Rule("InvoiceLine[].Quantity", "expression", "('-' + line['quantity']).replace('--', '')", required=True),
    ),
    "payment": [
        Rule("direction", source="direction"),
        Rule("account", "reference", "customer", required=True),
        Rule("Amount", source="amount", required=True),
        Rule("Amount@currencyCode", source="currency"),
        Rule("CurrencyCode", source="currency", required=True),
        Rule("Comments", source="number", max_length=240, cut=True),
        Rule("CustomerReceiptReference", source="memo", max_length=30, cut=True),
        Rule("DepositDate", source="date"),
        Rule("GlDate", source="date"),
        Rule("ReceiptDate", source="date", required=True),
        Rule("OrgId", "fixed", "{business_unit_id}"),
        Rule("ReceiptMethodId", "map", "journal", map_name="receipt_method", required=True),
        Rule("RemittanceBankAccountId", "map", "journal", map_name="bank_account"),
        Rule("applications[].TransactionNumber", "reference", "invoices[].invoice", required=True),
        Rule("applications[].AmountApplied", source="invoices[].amount", required=True),
    ],
    "journal_entry": [
        Rule("BatchDescription", source="reference", max_length=240, cut=True),
        Rule("LedgerId", "fixed", "{ledger_id}"),
        Rule("AccountingPeriodName", "expression", PERIOD, required=True),
        Rule("AccountingDate", source="date", required=True),
        Rule("UserSourceName", "fixed", "{journal_source}"),
        Rule("UserCategoryName", "map", "journal", map_name="journal_category", required=True),
        Rule("ErrorToSuspenseFlag", "fixed", "false"),
        Rule("SummaryFlag", "fixed", "false"),
        Rule("GlInterface[].account", source="lines[].account", required=True),
        Rule("GlInterface[].CurrencyCode", "expression", "document['currency']", required=True),
        Rule("GlInterface[].EnteredCrAmount", source="lines[].credit"),
        Rule("GlInterface[].EnteredDrAmount", source="lines[].debit"),
        Rule("GlInterface[].Reference4", "expression", "document['number']", max_length=100, cut=True),
        Rule("GlInterface[].Reference10", source="lines[].name", max_length=240, cut=True),
    ],
}
SITE = (
    *("business_unit", "business_unit_id", "order_type", "transaction_source", "invoice_type", "credit_note_type"),
    *("bill_to_location", "conversion_type", "payment_term", "tax_code", "memo_line", "receipt_method_id"),
    *("remittance_bank_account_id", "ledger_id", "journal_source", "journal_category", "access_set"),
)
MAPS = {
    "unit": {"Units": "Ea", "*": "Ea"},
    "invoice_unit": {"Units": "EA", "*": "EA"},
    "payment_term": {"*": "{payment_term?}"},
    "tax": {"*": "{tax_code?}"},
    "receipt_method": {"*": "{receipt_method_id}"},
    "bank_account": {"*": "{remittance_bank_account_id?}"},
    "journal_category": {"*": "{journal_category}"},
}
