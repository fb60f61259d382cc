"""The mapping a fresh S/4HANA backend starts with. {company_code} and the like stand for the values on the backend;
names without a dot that the contract does not have (SoldToParty, Lines, Total ...) are turned into it by the dialect."""

from odoo.addons.erp_connector.engine import ship_to
from odoo.addons.erp_connector.engine.mapping import Rule

ADDRESS = "AddressInformation.Address.PostalAddress"
PERSON = "document['name'] if not document['is_company'] else ''"


def _booking(document_type, text):
    return [
        Rule("AccountingDocumentType", "fixed", document_type),
        Rule("DocumentReferenceID", "expression", "document['number'][-16:]", required=True),
        Rule("DocumentHeaderText", "expression", text),
        Rule("CreatedByUser", "fixed", "{posting_user}"),
        Rule("CompanyCode", "fixed", "{company_code}"),
        Rule("DocumentDate", source="date", required=True),
        Rule("PostingDate", source="date", required=True),
        Rule("Currency", source="currency", required=True),
    ]


def _bill(document_type):
    return [
        *_booking(document_type, "(document['order_number'] or document['number'])[:25]"),
        Rule("Debtor", "reference", "customer", required=True, max_length=10),
        Rule("Total", source="total", required=True),
        Rule("Lines[].GLAccount", source="lines[].account", required=True, max_length=10),
        Rule("Lines[].Amount", source="lines[].untaxed", required=True),
        Rule("Lines[].DocumentItemText", source="lines[].name", max_length=50, cut=True),
        Rule("Lines[].AssignmentReference", source="lines[].product_code", max_length=18, cut=True),
        Rule("Lines[].TaxCode", "map", "lines[].tax", map_name="tax"),
        Rule("Taxes[].TaxCode", "map", "taxes[].tax", map_name="tax", required=True),
        Rule("Taxes[].Amount", source="taxes[].amount", required=True),
        Rule("Taxes[].Base", source="taxes[].base", required=True),
    ]


MAPPINGS = {
    "customer": [
        Rule("CategoryCode", "expression", "'2' if document['is_company'] else '1'"),
        Rule("InternalID", source="external_id", max_length=10),
        Rule("NumberRangeIntervalBusinessPartnerGroupCode", "fixed", "{partner_group?}"),
        Rule("Customer.AccountingInformation.CompanyID", "fixed", "{company_code?}"),
        Rule("Customer.AccountingInformation.GeneralLedgerAccountReference.ID", "fixed", "{reconciliation_account?}"),
        Rule("Customer.SalesArrangement.SalesOrganisationID", "fixed", "{sales_organization?}"),
        Rule("Customer.SalesArrangement.DistributionChannelCode", "fixed", "{distribution_channel?}"),
        Rule("Customer.SalesArrangement.DivisionCode", "fixed", "{division?}"),
        Rule(f"{ADDRESS}.CountryCode", source="country_code", required=True, max_length=3),
        Rule(f"{ADDRESS}.CityName", source="city", max_length=40, cut=True),
        Rule(f"{ADDRESS}.StreetPostalCode", source="zip", max_length=10),
        Rule(f"{ADDRESS}.StreetName", source="street", max_length=60, cut=True),
        Rule("Common.VerbalCommunicationLanguageCode", "map", "language", map_name="language"),
        Rule(
            "Common.Organisation.Name.FirstLineName",
            "expression",
            "document['name'][:40] if document['is_company'] else ''",
        ),
        Rule(
            "Common.Organisation.Name.SecondLineName",
            "expression",
            "document['name'][40:80] if document['is_company'] else ''",
        ),
        Rule("Common.Person.Name.FamilyName", "expression", f"({PERSON})[:40]"),
    ],
    "product": [
        Rule("Material", "expression", "document['external_id'] or document['code']", required=True, max_length=40),
    ],
    "order": [
        Rule("SalesOrderID", source="external_id", max_length=10),
        Rule("SalesOrderType", "fixed", "{order_type}"),
        Rule("SalesOrganization", "fixed", "{sales_organization}"),
        Rule("DistributionChannel", "fixed", "{distribution_channel}"),
        Rule("OrganizationDivision", "fixed", "{division}"),
        Rule("PurchaseOrderByCustomer", "expression", "(document['customer_reference'] or document['number'])[:35]"),
        Rule("CustomerPurchaseOrderDate", source="date"),
        Rule("SalesOrderDate", source="date", required=True),
        Rule("TransactionCurrency", source="currency", required=True),
        Rule("CustomerPaymentTerms", "map", "payment_term", map_name="payment_term"),
        Rule("RequestedDeliveryDate", source="requested_on"),
        Rule("SoldToParty", "reference", "customer", required=True, max_length=10),
        *ship_to.FIRMS,
        Rule("Item[].ExternalItemID", source="lines[].line_id", required=True),
        Rule("Item[].SalesOrderItemText", source="lines[].name", max_length=40, cut=True),
        Rule("Item[].RequestedQuantity", source="lines[].quantity", required=True),
        Rule("Item[].Unit", "map", "lines[].unit", map_name="unit", required=True),
        Rule("Item[].Material", "reference", "lines[].product", required=True, max_length=40),
        Rule("Item[].Price", "expression", "str(round(float(line['price_net']), 5))"),
    ],
    "invoice": _bill("{invoice_type}"),
    "credit_note": _bill("{credit_note_type}"),
    "payment": [
        *_booking("{payment_type}", "document['memo'][:25]"),
        Rule("Debtor", "reference", "customer", required=True, max_length=10),
        Rule("Amount", source="amount", required=True),
        Rule("Direction", source="direction"),
        Rule("BankAccount", "map", "journal", map_name="journal", required=True, max_length=10),
        Rule("Invoice", "expression", "(document['invoices'][0]['number'] if document['invoices'] else '')[-18:]"),
    ],
    "journal_entry": [
        *_booking("{entry_type}", "(document['reference'] or document['number'])[:25]"),
        Rule("Lines[].GLAccount", source="lines[].account", required=True, max_length=10),
        Rule("Lines[].Debtor", "reference", "lines[].partner", max_length=10),
        Rule("Lines[].Debit", source="lines[].debit"),
        Rule("Lines[].Credit", source="lines[].credit"),
        Rule("Lines[].DocumentItemText", source="lines[].name", max_length=50, cut=True),
        Rule("Lines[].CostCenter", source="lines[].analytic", max_length=10),
    ],
}
MAPS = {
    "language": {"en_US": "EN", "zh_CN": "ZH", "de_DE": "DE", "fr_FR": "FR", "*": "EN"},
    "unit": {"Units": "PCE", "*": "PCE"},
    "payment_term": {"*": ""},
    "tax": {},
    "journal": {},
}
