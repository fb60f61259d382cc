"""From mapped values to what Fusion's services take. Plain values in and out, no network."""

import base64
from decimal import Decimal

from odoo.addons.erp_connector.engine import ship_to

from . import fbdi
from .site import segments

MODULE = "HZ_WS"  # what Oracle notes as the maker of a record that came by web service


def organization(key, values, system):
    """The party behind a customer."""
    profile = {**values.get("Organization", {}), "CreatedByModule": MODULE}
    return {
        "OrigSystemReference": key,
        "CreatedByModule": MODULE,
        "OriginalSystemReference": [_reference(system, key, "HZ_PARTIES")],
        "PartyUsageAssignment": [{"PartyUsageCode": "CUSTOMER", "CreatedByModule": MODULE}],
        "OrganizationProfile": [profile],
    }


def customer_account(key, values, system, party_id):
    return {
        "PartyId": party_id,
        **values.get("Account", {}),
        "OrigSystemReference": key,
        "CreatedByModule": MODULE,
        "OriginalSystemReference": [_reference(system, key, "HZ_CUST_ACCOUNTS")],
    }


def _reference(system, key, table):
    return {
        "OrigSystem": system,
        "OrigSystemReference": key,
        "OwnerTableName": table,
        "CreatedByModule": MODULE,
    }


def order(key, values, system, party_id):
    """An order with its idempotency triple, schedules and, where prices are frozen, its charges."""
    currency = values.get("TransactionalCurrencyCode", "")
    frozen = str(values.get("FreezePriceFlag", "")).lower() == "true"
    site, values = ship_to.taken_from(values, "Line[].ShipToPartySiteIdentifier")
    goes_to = {"ShipToPartyIdentifier": party_id, "ShipToPartySiteIdentifier": site} if site else {}
    lines = [_line(row | goes_to, number, currency, frozen) for number, row in enumerate(values.get("Line", ()), 1)]
    head = {name: value for name, value in values.items() if name not in ("account", "Line")}
    head |= {"SourceTransactionSystem": system, "SourceTransactionIdentifier": key, "BuyingPartyId": party_id}
    return {"request": {"Order": [head | {"Line": lines}]}}


def _line(row, number, currency, frozen):
    identifier = str(row.get("SourceTransactionLineIdentifier") or number)
    line = {
        "SourceTransactionLineIdentifier": identifier,
        "SourceTransactionScheduleIdentifier": identifier,
        "SourceTransactionLineNumber": str(number),
        "SourceTransactionScheduleNumber": "1",
        "OrderedQuantity@unitCode": row.get("OrderedUOMCode") or row.get("OrderedUOM", ""),
        "UnitListPrice@currencyCode": currency,
        "UnitSellingPrice@currencyCode": currency,
        **row,
    }
    if frozen and "OrderCharge" not in line:
        line["OrderCharge"] = [_charge(line, number, currency)]
    return line


def _charge(line, number, currency):
    """Prices are frozen only with both components, LIST_PRICE and NET_PRICE."""
    quantity, unit = Decimal(str(line["OrderedQuantity"])), line.get("OrderedUOMCode", "")
    charge = f"SC{number}"
    prices = (("LIST", line["UnitListPrice"]), ("NET", line["UnitSellingPrice"]))
    components = [
        {
            "ChargeCurrencyCode": currency,
            "HeaderCurrencyCode": currency,
            "HeaderCurrencyExtendedAmount": _plain(quantity * Decimal(str(price))),
            "PriceElementCode": f"QP_{name}_PRICE",
            "SequenceNumber": sequence,
            "PriceElementUsageCode": f"{name}_PRICE",
            "HeaderCurrencyUnitPrice": price,
            "RollupFlag": False,
            "ChargeCurrencyUnitPrice": price,
            "SourceChargeIdentifier": charge,
            "SourceChargeComponentIdentifier": f"{charge}C{sequence}",
            "ChargeCurrencyExtendedAmount": _plain(quantity * Decimal(str(price))),
        }
        for sequence, (name, price) in enumerate(prices, 1)
    ]
    return {
        "ChargeDefinitionCode": "QP_SALE_PRICE",
        "ChargeSubtypeCode": "ORA_PRICE",
        "PriceTypeCode": "ONE_TIME",
        "PricedQuantity": line["OrderedQuantity"],
        "PricedQuantityUOMCode": unit,
        "PrimaryFlag": True,
        "ApplyTo": "PRICE",
        "RollupFlag": False,
        "SourceChargeIdentifier": charge,
        "ChargeTypeCode": "ORA_SALE",
        "ChargeCurrencyCode": currency,
        "SequenceNumber": 1,
        "OrderChargeComponent": components,
    }


def _plain(number):
    return format(number, "f")


def invoice(values, number, memo_line):
    """An invoice or credit memo. Lines are numbered; a line without item is a memo line."""
    lines = []
    for position, row in enumerate(values.get("InvoiceLine", ()), 1):
        free = not row.get("ItemNumber") and not row.get("MemoLineName") and memo_line
        lines.append({"LineNumber": position, **({"MemoLineName": memo_line} if free else {}), **row})
    return {"invoiceHeaderInformation": {**values, "TrxNumber": number, "InvoiceLine": lines}}


def receipt(values, number, customer_id):
    head = {name: value for name, value in values.items() if name not in ("account", "direction", "applications")}
    return {"standardReceipt": head | {"ReceiptNumber": number, "CustomerId": customer_id}}


def application(row, number, day):
    """One invoice that a receipt settles, wholly or in part."""
    return {"applyReceipt": {"ApplicationDate": day, "AccountingDate": day, **row, "ReceiptNumber": number}}


def journal(values, key, pattern):
    """A journal batch under our key; amounts of zero fall away, accounts become segments."""
    lines = []
    for row in values.get("GlInterface", ()):
        line = {name: value for name, value in row.items() if name != "account"}
        for name in ("EnteredCrAmount", "EnteredDrAmount"):
            if line.get(name) and not Decimal(str(line[name])):
                del line[name]
            elif line.get(name):
                line[f"{name}@currencyCode"] = line.get("CurrencyCode", "")
        lines.append(segments(str(row.get("account", "")), pattern) | {"Reference1": key} | line)
    return {**values, "BatchName": key, "GlInterface": lines}


def bulk(header, key, login, access_set):
    """importBulkData for a journal: the file in a zip, and the job that imports it."""
    document = {
        "Content": base64.b64encode(fbdi.journal_zip(header, key)).decode(),
        "FileName": f"{key}.zip",
        "ContentType": "zip",
        "DocumentTitle": key,
        "DocumentAuthor": login,
        "DocumentSecurityGroup": fbdi.SECURITY_GROUP,
        "DocumentAccount": fbdi.ACCOUNT,
    }
    job = {"JobName": fbdi.JOB, "ParameterList": fbdi.parameters(header, key, access_set)}
    return {"document": document, "jobDetails": [job], "notificationCode": "00"}


def criteria(attribute, value, start=0, size=10):
    """What a find operation takes: one attribute that must be exactly this; none finds everything."""
    found = {"fetchStart": start, "fetchSize": size, "excludeAttribute": False}
    if attribute:
        item = {
            "conjunction": "And",
            "upperCaseCompare": False,
            "attribute": attribute,
            "operator": "=",
            "value": [value],
        }
        group = {"conjunction": "And", "upperCaseCompare": False, "item": [item]}
        found["filter"] = {"conjunction": "And", "group": [group]}
    return {"findCriteria": found, "findControl": {"retrieveAllTranslations": False}}
