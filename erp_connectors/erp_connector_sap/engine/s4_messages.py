"""S/4HANA's messages: headers with ids that stay the same for every try, business partners, sales orders."""

import uuid
from datetime import datetime, timezone

from odoo.addons.erp_connector.engine import sending as sendings
from odoo.addons.erp_connector.engine import ship_to

SPACE = uuid.UUID("6a1d0c52-9f0e-5d0b-8a3f-5f1f3a1f9b60")  # ours; with an id below it, always the same GUID
LONGEST_ID = 35
SHIP_TO = {"AG": "WE", "SP": "SH"}  # function of the ship-to party, in the language of the sold-to party's


def message_id(key, mark):
    """Id of a message: our key and the mark of its sending. S/4HANA drops a second message with the same one.

    >>> message_id("O1a2b3c4d-OR-42", "c0"), len(message_id("O12345678901-OR-2147483647", "u99999.9"))
    ('O1a2b3c4d-OR-42-c0', 35)
    """
    identifier = f"{key}-{mark}"
    if len(identifier) > LONGEST_ID:
        raise ValueError(f"{identifier} is longer than {LONGEST_ID} characters")
    return identifier


def part(identifier):
    """Id of the one document in a bulk message: another id than the message's, as long as there is room for it.

    >>> part("O1a2b3c4d-JO-7-c0")
    'O1a2b3c4d-JO-7-c0/1'
    """
    return f"{identifier}/1"[:LONGEST_ID]


def own(identifier):
    """(key, mark) of an id that we have made.

    >>> own("O1a2b3c4d-OR-42-c0"), own("O1a2b3c4d-JO-7-c0/1"), own("MSG-1"), own("elsewhere")
    (('O1a2b3c4d-OR-42', 'c0'), ('O1a2b3c4d-JO-7', 'c0'), ('', ''), ('', ''))
    """
    key, dash, mark = identifier.partition("/")[0].rpartition("-")
    return (key, mark) if dash and sendings.read(mark) else ("", "")


def guid(identifier):
    return str(uuid.uuid5(SPACE, identifier))


def moment(now=None):
    return (now or datetime.now(timezone.utc)).strftime("%Y-%m-%dT%H:%M:%SZ")


def header(identifier, options, now=None):
    return {
        "ID": identifier,
        "UUID": guid(identifier),
        "CreationDateTime": moment(now),
        "SenderBusinessSystemID": options.get("sender", ""),
        "RecipientBusinessSystemID": options.get("recipient", ""),
    }


def partner(values, identifier, options, now=None):
    """BusinessPartnerSUITEBulkReplicateRequest. No flag says that a list is complete: what we do not send stays."""
    values = dict(values)
    roles = [code.strip() for code in options.get("roles", "").split(",") if code.strip()]
    values["Role"] = [{"RoleCode": code} for code in roles]
    customer = values.get("Customer") or {}
    if not (customer.get("SalesArrangement") or {}).get("SalesOrganisationID"):
        customer.pop("SalesArrangement", None)
    if not (customer.get("AccountingInformation") or {}).get("CompanyID"):
        customer.pop("AccountingInformation", None)
    message = {"MessageHeader": header(part(identifier), options, now), "BusinessPartner": values}
    return {
        "MessageHeader": header(identifier, options, now),
        "BusinessPartnerSUITEReplicateRequestMessage": [message],
    }


def order(values, action, key, identifier, options, now=None):
    """SalesOrderBulkRequest: always the whole order. Only the list of items is complete; partners and prices that
    S/4HANA has found itself stay."""
    goes_to, values = ship_to.taken_from(values, "Partner")
    sold_to = options.get("sold_to_function", "AG")
    partners = [{"PartnerFunction": sold_to, "Customer": values.pop("SoldToParty", "")}]
    if goes_to:
        partners.append({"PartnerFunction": SHIP_TO.get(sold_to, "WE"), "Customer": goes_to})
    code = {"create": "01", "update": "02", "cancel": "03"}[action]
    reason = options.get("rejection_reason", "") if action == "cancel" else ""
    if reason:
        code = "02"
    items = [_item(item, options, values.get("TransactionCurrency", ""), reason) for item in values.pop("Item", [])]
    values |= {
        "ExternalDocumentID": key,
        "ExternalDocLastChangeDateTime": moment(now),
        "Partner": partners,
        "Item": items,
        "@actionCode": code,
        "@itemListCompleteTransmissionIndicator": "true",
    }
    return {"MessageHeader": header(identifier, options, now), "SalesOrder": [values]}


def _item(item, options, currency, reason):
    item = dict(item)
    unit, price = item.pop("Unit", ""), item.pop("Price", "")
    item["RequestedQuantity"] = {"": item.get("RequestedQuantity", ""), "@unitCode": unit}
    if reason:
        item["SalesDocumentRjcnReason"] = reason
    if price and options.get("price_condition"):
        rate = {"": price, "@valueUnit": currency}
        quantity = {"": "1", "@unitCode": unit}
        element = {"ConditionType": options["price_condition"], "ConditionRateValue": rate}
        item["PricingElement"] = [element | {"ConditionQuantity": quantity}]
    return item
