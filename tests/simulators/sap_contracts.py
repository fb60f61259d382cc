"""What SAP's SOAP runtime looks at before a document is even looked at: namespace, names, order, what is required.

A contract is a small tree: {name: (marks, below)} in the order of the original; marks: "+" required, "*" repeated, "@x"
an attribute that is required. Nothing here is shared with the client.
"""

import re


class Misfit(ValueError):
    """The message does not fit the contract."""


def parse(text):
    """Tree of a contract: `Name+* @attribute { ... }`, separated by blanks.

    >>> parse("A+ { B* @c } D")
    {'A': ('+', {'B': ('*@c', {})}), 'D': ('', {})}
    """
    tokens = re.findall(r"[{}]|@\w+|[\w]+[+*]*", text)
    stack, last = [{}], None
    for token in tokens:
        if token == "{":
            stack.append(stack[-1][last][1])
        elif token == "}":
            stack.pop()
        elif token[0] == "@":
            marks, below = stack[-1][last]
            stack[-1][last] = (marks + token, below)
        else:
            last = token.rstrip("+*")
            stack[-1][last] = (token[len(last) :], {})
            continue
        last = list(stack[-1])[-1] if stack[-1] else None
    return stack[0]


def check(element, tree, path=""):
    """Misfit unless the children are those of the tree, in its order, all of them without a namespace."""
    names = list(tree)
    place = 0
    counts = dict.fromkeys(names, 0)
    for child in element:
        if child.tag[0] == "{":
            raise Misfit(f"{path}/{child.tag}: only the root element is in a namespace")
        if child.tag not in counts:
            raise Misfit(f"{path}: unexpected element {child.tag}")
        if names.index(child.tag) < place:
            raise Misfit(f"{path}: {child.tag} stands after {names[place]}")
        place = names.index(child.tag)
        counts[child.tag] += 1
        marks, below = tree[child.tag]
        for attribute in re.findall(r"@(\w+)", marks):
            if attribute not in child.attrib:
                raise Misfit(f"{path}/{child.tag}: attribute {attribute} is missing")
        if below:
            check(child, below, f"{path}/{child.tag}")
        elif len(child):
            raise Misfit(f"{path}/{child.tag} holds text, not elements")
    for name, count in counts.items():
        if count == 0 and "+" in tree[name][0]:
            raise Misfit(f"{path}: {name} is missing")
        if count > 1 and "*" not in tree[name][0]:
            raise Misfit(f"{path}: {name} stands there {count} times")


HEADER = """ID UUID ReferenceID ReferenceUUID CreationDateTime%s TestDataIndicator ReconciliationIndicator
    SenderBusinessSystemID RecipientBusinessSystemID"""
PARTNER = "PartnerFunction BusinessPartnerID Customer Supplier Personnel ContactPerson"
PRICE = "ConditionType ConditionRateValue ConditionQuantity"
ORDER = f"""MessageHeader+ {{ {HEADER % "+"} }}
    SalesOrder+* @actionCode @itemListCompleteTransmissionIndicator @pricingElementListCompleteTransmissionIndicator
        @partnerListCompleteTransmissionIndicator @paymentPlanItemListCompleteTransmissionIndicator {{
    SalesOrderID ExternalDocumentID ExternalDocLastChangeDateTime SalesOrderType SalesOrganization DistributionChannel
    OrganizationDivision SalesGroup SalesOffice SalesDistrict PurchaseOrderByCustomer CustomerPurchaseOrderType
    CustomerPurchaseOrderDate SalesOrderDate SDDocumentReason TransactionCurrency PriceDetnExchangeRate PricingDate
    HeaderBillingBlockReason CustomerPaymentTerms PaymentMethod AssignmentReference RequestedDeliveryDate
    ShippingCondition ShippingType DeliveryBlockReason CompleteDeliveryIsDefined Incoterms
    PricingElement* @actionCode {{ {PRICE} }} Partner* @actionCode {{ {PARTNER} }} PaymentPlanItem*
    Item* @actionCode @pricingElementListCompleteTransmissionIndicator @partnerListCompleteTransmissionIndicator {{
        SalesOrderItemID ExternalItemID HigherLevelItem SalesOrderItemCategory SalesOrderItemText
        PurchaseOrderByCustomer PricingDate CustomerPaymentTerms SalesDocumentRjcnReason ItemBillingBlockReason
        RequestedQuantity Material MaterialGroup Plant StorageLocation DeliveryGroup ShippingPoint ShippingType
        DeliveryPriority ItemIncoterms PricingElement* @actionCode {{ {PRICE} }} Partner* @actionCode {{ {PARTNER} }} }} }}"""
PARTNERS = f"""MessageHeader+ {{ {HEADER % ""} }}
    BusinessPartnerSUITEReplicateRequestMessage+* {{ MessageHeader+ {{ {HEADER % ""} }}
    BusinessPartner+ {{ CategoryCode InternalID NumberRangeIntervalBusinessPartnerGroupCode
        Customer {{ MaintenanceProfileCode
            AccountingInformation* @actionCode {{ CompanyID+ SortCode GeneralLedgerAccountReference {{ ID }}
                PaymentMethodsCode CashDiscountTermsCode DunningNoticeGroupingCode }}
            SalesArrangement* @actionCode {{ SalesOrganisationID+ DistributionChannelCode+ DivisionCode+ CurrencyCode
                CashDiscountTermsCode AccountAssignmentGroupCode }} }}
        AddressInformation* @actionCode {{ ValidityPeriod {{ StartDate EndDate }}
            Address+ {{ PostalAddress {{ CountryCode CityName StreetPostalCode StreetName HouseID }} }} }}
        Common @actionCode {{ VerbalCommunicationLanguageCode
            Organisation {{ Name {{ FirstLineName SecondLineName }} }} Person {{ Name {{ GivenName FamilyName }} }} }}
        Role* @actionCode {{ RoleCode+ }} }} }}"""
JOURNAL = f"""MessageHeader+ {{ {HEADER % "+"} }}
    JournalEntryCreateRequest+* {{ MessageHeader+ {{ {HEADER % "+"} }}
    JournalEntry+ {{ OriginalReferenceDocumentType+ OriginalReferenceDocument OriginalReferenceDocumentLogicalSystem
        BusinessTransactionType+ AccountingDocumentType+ DocumentReferenceID DocumentHeaderText ReversalReason
        ReversalReferenceDocument CreatedByUser+ CompanyCode+ DocumentDate+ PostingDate+ TaxDeterminationDate
        Reference1InDocumentHeader Reference2InDocumentHeader
        Item* {{ ReferenceDocumentItem GLAccount+ AmountInTransactionCurrency+ @currencyCode DebitCreditCode
            DocumentItemText AssignmentReference Tax {{ TaxCode }} AccountAssignment {{ CostCenter ProfitCenter }} }}
        DebtorItem* {{ ReferenceDocumentItem+ Debtor+ AmountInTransactionCurrency+ @currencyCode DebitCreditCode
            DocumentItemText AssignmentReference }}
        CreditorItem* {{ ReferenceDocumentItem+ Creditor+ AmountInTransactionCurrency+ @currencyCode DebitCreditCode }}
        ProductTaxItem* {{ TaxCode+ TaxItemClassification AmountInTransactionCurrency+ @currencyCode DebitCreditCode
            TaxBaseAmountInTransCrcy+ @currencyCode }} }} }}"""
