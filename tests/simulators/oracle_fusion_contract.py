"""What the simulated Fusion takes: services, operations, types. Names and order are those of the real services; the
lists are shortened where nobody here needs the rest. Written from public sources, independent of the dialect.
"""

from soap_sequence import Table

ADF = "http://xmlns.oracle.com/adf/svc/types/"
FINANCE = "http://xmlns.oracle.com/apps/financials/"
TCA = "http://xmlns.oracle.com/apps/cdm/foundation/parties/"
PARTY = f"{TCA}partyService/"
ORDER = "http://xmlns.oracle.com/apps/scm/fom/importOrders/orderImportService/"
DETAILS = "http://xmlns.oracle.com/apps/scm/doo/decomposition/orderDetailServices/orderInformationService/"
INVOICE = f"{FINANCE}receivables/transactions/invoices/invoiceService/"
RECEIPT = f"{FINANCE}receivables/receipts/shared/standardReceiptService/commonService/"
PROFILE = f"{FINANCE}receivables/customers/customerProfileService/"
JOURNAL = f"{FINANCE}generalLedger/journals/desktopEntry/journalImportService/"
BULK = f"{FINANCE}commonModules/shared/model/erpIntegrationService/"
ORGANIZATION, ACCOUNT = f"{TCA}organizationService/", f"{TCA}customerAccountService/"


def _numbered(name, first, last):
    return " ".join(f"{name}{number}" for number in range(first, last + 1))


TYPES = {
    "Item": Table(ADF, "conjunction upperCaseCompare!:bool attribute! operator! value!:*"),
    "Group": Table(ADF, "conjunction upperCaseCompare!:bool item!:Item*"),
    "Filter": Table(ADF, "conjunction group!:Group* nested"),
    "Criteria": Table(ADF, "fetchStart!:int fetchSize!:int filter:Filter findAttribute:* excludeAttribute!:bool"),
    "Control": Table(ADF, "retrieveAllTranslations:bool"),
    "Reference": Table(PARTY, "OrigSystem! OrigSystemReference! OwnerTableName! CreatedByModule!"),
    "Usage": Table(PARTY, "PartyUsageCode! CreatedByModule!"),
    "OrgProfile": Table(ORGANIZATION, "OrganizationName! JgzzFiscalCode CreatedByModule!"),
    "Organization": Table(
        ORGANIZATION,
        "PartyId:long OrigSystemReference CreatedByModule OriginalSystemReference:Reference* PartyUsageAssignment:Usage*"
        " OrganizationProfile:OrgProfile*",
    ),
    "Account": Table(
        ACCOUNT,
        "CustomerAccountId:long PartyId:long AccountName CustomerType CustomerClassCode OrigSystemReference"
        " CreatedByModule OriginalSystemReference:Reference*",
    ),
    "Profile": Table(PROFILE, "AccountNumber"),
    "OrderRequest": Table(ORDER, "BatchName Order!:Order*"),
    "Order": Table(
        ORDER,
        "SourceTransactionSystem! SourceTransactionNumber! SourceTransactionIdentifier! BuyingPartyId!:long"
        " BuyingPartyContactId:long TransactionalCurrencyCode! TransactionOn!:time"
        " RequestingBusinessUnitIdentifier!:long RequestingLegalUnitIdentifier:long FreezePriceFlag:bool"
        " FreezeShippingChargeFlag:bool FreezeTaxFlag:bool TransactionTypeCode Line!:Line*"
        " OrderPreferences:Preferences",
    ),
    "Line": Table(
        ORDER,
        "SourceTransactionLineIdentifier! SourceTransactionScheduleIdentifier! SourceTransactionLineNumber!"
        " SourceTransactionScheduleNumber! ProductNumber! OrderedQuantity!:measure OrderedUOM OrderedUOMCode"
        " RequestedFulfillmentOrganizationIdentifier:long RequestingBusinessUnitIdentifier:long RequestedShipDate:time"
        " PaymentTermsCode TransactionCategoryCode! InventoryOrganizationIdentifier:long UnitListPrice:amount"
        " UnitSellingPrice:amount ShipToPartyIdentifier:long ShipToPartySiteIdentifier:long"
        " BillToCustomerIdentifier:long BillToCustomerName BillToAccountSiteUseIdentifier:long"
        " PartialShipAllowedFlag:bool OrderCharge:Charge*",
    ),
    "Charge": Table(
        ORDER,
        "ChargeDefinitionCode! ChargeSubtypeCode PriceTypeCode! PricedQuantity:decimal PricedQuantityUOMCode"
        " PrimaryFlag:bool ApplyTo RollupFlag:bool SourceChargeIdentifier! ChargeTypeCode ChargeCurrencyCode"
        " SequenceNumber:int OrderChargeComponent!:Component*",
    ),
    "Component": Table(
        ORDER,
        "ChargeCurrencyCode HeaderCurrencyCode HeaderCurrencyExtendedAmount:decimal PriceElementCode!"
        " SequenceNumber:int PriceElementUsageCode! HeaderCurrencyUnitPrice:decimal RollupFlag:bool"
        " ChargeCurrencyUnitPrice:decimal SourceChargeIdentifier! SourceChargeComponentIdentifier!"
        " ChargeCurrencyExtendedAmount:decimal",
    ),
    "Preferences": Table(ORDER, "CreateCustomerInformationFlag:bool SubmitFlag:bool"),
    "DetailRequest": Table(
        DETAILS, "SourceTransactionIdentifier SourceTransactionSystem SourceTransactionNumber SourceTransactionRevision"
    ),
    "Invoice": Table(
        INVOICE,
        "BusinessUnit TransactionSource TransactionType TrxNumber TrxDate:date GlDate:date BillToCustomerName"
        " BillToAccountNumber BillToLocation PaymentTermsName InvoiceCurrencyCode ConversionDate:date"
        " ConversionRateType ConversionRate:decimal PurchaseOrder SoldToCustomerName BillToContact"
        " InvoiceLine:InvoiceLine*",
    ),
    "InvoiceLine": Table(
        INVOICE,
        "LineNumber:int ItemNumber MemoLineName Description Quantity:measure UnitSellingPrice:amount"
        " TaxClassificationCode SalesOrder SalesOrderLine",
    ),
    "Receipt": Table(
        RECEIPT,
        "Amount:amount AnticipatedClearingDate:date CashReceiptId:long Comments CustomerBankAccountId:long"
        " CustomerReceiptReference CustomerSiteUseId:long DefaultSiteUse DepositDate:date CurrencyCode"
        " DocumentSequenceValue:long ExchangeDate:date ExchangeRate:decimal ExchangeRateType"
        " FactorDiscountAmount:amount GlDate:date Installment:int IssueDate:date IssuerBankBranchId:long IssuerName"
        " Location MaturityDate:date OrgId:long CustomerId:long OverrideRemitAccountFlag:bool"
        " PaymentTransactionExtensionId:long PostmarkDate:date ReceiptDate:date ReceiptMethodId:long ReceiptNumber"
        " RemittanceBankAccountId:long",
    ),
    "Application": Table(
        RECEIPT,
        "AmountApplied:decimal ReceiptId:long Comments CustomerTrxId:long Discount:decimal Instalment:long"
        " ReceiptNumber TransactionNumber ReceiptAmount:amount ReceiptDate:date CustomerName TransactionDate:date"
        " TransactionSource AmountReceiptCurrency:decimal ReceiptCurrency ExchangeRate:decimal ApplicationDate:date"
        " AccountingDate:date",
    ),
    "Batch": Table(
        JOURNAL,
        "BatchName BatchDescription LedgerId:long AccountingPeriodName AccountingDate:date UserSourceName"
        " UserCategoryName ErrorToSuspenseFlag:bool SummaryFlag:bool ImportDescriptiveFlexField GlInterface:Entry*",
    ),
    "Entry": Table(
        JOURNAL,
        "Reference4 Reference5 LedgerId:long PeriodName AccountingDate:date UserJeSourceName UserJeCategoryName"
        f" GroupId:long ChartOfAccountsId:long BalanceType CodeCombinationId:long {_numbered('Segment', 1, 30)}"
        " CurrencyCode EnteredCrAmount:amount EnteredDrAmount:amount AccountedCr:decimal AccountedDr:decimal"
        " StatisticalValue:decimal UserCurrencyConversionType CurrencyConversionDate:date"
        " CurrencyConversionRate:decimal CurrencyConversionType Reference1 Reference2 Reference3"
        f" {_numbered('Reference', 6, 30)}",
    ),
    "Document": Table(
        BULK,
        "Content!:base64 FileName! ContentType DocumentTitle DocumentAuthor DocumentSecurityGroup DocumentAccount"
        " DocumentName DocumentId",
    ),
    "Job": Table(BULK, "JobName ParameterList JobRequestId"),
}
FIND = "findCriteria!:Criteria findControl!:Control"
# path -> (namespace, namespace of the operations, what SOAPAction begins with, {operation: members})
SERVICES = {
    "/crmService/FoundationPartiesOrganizationService": (
        f"{ORGANIZATION}applicationModule/types/",
        f"{ORGANIZATION}applicationModule/",
        {
            "createOrganization": "organizationParty!:Organization",
            "mergeOrganization": "organizationParty!:Organization",
            "findOrganization": FIND,
        },
    ),
    "/crmService/CustomerAccountService": (
        f"{ACCOUNT}applicationModule/types/",
        f"{ACCOUNT}applicationModule/",
        {
            "createCustomerAccount": "customerAccount!:Account",
            "mergeCustomerAccount": "customerAccount!:Account",
            "findCustomerAccount": FIND,
        },
    ),
    "/fscmService/ReceivablesCustomerProfileService": (
        f"{PROFILE}types/",
        PROFILE,
        {"getActiveCustomerProfile": "customerProfile!:Profile"},
    ),
    "/fscmService/OrderImportService": (f"{ORDER}types/", ORDER, {"createOrders": "request!:OrderRequest"}),
    "/fscmService/OrderInformationService": (
        f"{DETAILS}types/",
        DETAILS,
        {"GetOrderDetails": "Order!:DetailRequest*"},
    ),
    "/fscmService/RecInvoiceService": (
        f"{INVOICE}types/",
        INVOICE,
        {"createSimpleInvoice": "invoiceHeaderInformation!:Invoice"},
    ),
    "/fscmService/StandardReceiptService": (
        f"{RECEIPT}types/",
        RECEIPT,
        {
            "createStandardReceipt": "standardReceipt!:Receipt",
            "createApplyReceipt": "applyReceipt!:Application",
            "findStandardReceipt": FIND,
        },
    ),
    "/finGlDesktopEntry/JournalImportService": (
        f"{JOURNAL}types/",
        JOURNAL,
        {"importJournals": "interfaceRows!:Batch"},
    ),
    "/fscmService/ErpIntegrationService": (
        f"{BULK}types/",
        BULK,
        {
            "importBulkData": "document!:Document jobDetails!:Job* notificationCode callbackURL jobOptions",
            "getESSJobStatus": "requestId!:long",
            "getDocumentIdsForFilePrefix": "prefix! account!",
        },
    ),
}
