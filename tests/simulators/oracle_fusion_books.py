"""The books of a simulated Fusion: what it stores, what it refuses, what a job makes of a journal."""

from oracle_fusion_answers import Refused, result
from oracle_fusion_contract import ACCOUNT, DETAILS, ORDER, ORGANIZATION, PROFILE
from oracle_fusion_ledger import Ledger

UNITS = {"Ea", "EA"}
FIRST_ID = 300000000001000
SHIP_TO_SITE = "1036"  # of every customer


class Books(Ledger):
    def __init__(self, store, options):
        self.store, self.options = store, options
        self.opaque = False

    def key_of(self, values):
        """For the log of calls only."""
        text = str(values)
        for name in ("SourceTransactionIdentifier", "TrxNumber", "ReceiptNumber", "BatchName", "OrigSystemReference"):
            _before, found, rest = text.partition(f"'{name}': '")
            if found:
                return rest.partition("'")[0]
        return ""

    def _id(self):
        return str(FIRST_ID + self.store.next("id"))

    # parties

    def do_createorganization(self, values):
        party = values["organizationParty"]
        self._known_system(party)
        name = party["OrganizationProfile"][0]["OrganizationName"]
        reference = party.get("OrigSystemReference", "")
        if any(row["OrigSystemReference"] == reference for row in self.store.all("organization")):
            raise Refused("HZ:::HZ_API_DUPLICATE_COLUMN", f"The original system reference {reference} already exists.")
        row = {"PartyId": self._id(), "PartyName": name, "OrigSystemReference": reference}
        self.store.put("organization", row["PartyId"], row)
        return result("OrganizationPartyResult", ORGANIZATION, [row])

    def do_mergeorganization(self, values):
        party = values["organizationParty"]
        row = self.store.get("organization", party.get("PartyId", ""))
        if row is None:
            raise Refused("FND:::FND_CMN_RCRD_MSNG", f"The record for Party {party.get('PartyId')} doesn't exist.")
        for profile in party.get("OrganizationProfile", ()):
            row["PartyName"] = profile["OrganizationName"]
        self.store.put("organization", row["PartyId"], row)
        return result("OrganizationPartyResult", ORGANIZATION, [row])

    def do_findorganization(self, values):
        return result("OrganizationPartyResult", ORGANIZATION, self._found("organization", values))

    def do_createcustomeraccount(self, values):
        account = values["customerAccount"]
        self._known_system(account)
        if self.store.get("organization", account.get("PartyId", "")) is None:
            raise Refused("27014", "Attribute PartyId in CustomerAccountEO is required.", [("PartyId", "not a party")])
        reference = account.get("OrigSystemReference", "")
        if any(row["OrigSystemReference"] == reference for row in self.store.all("customer")):
            raise Refused("HZ:::HZ_API_DUPLICATE_COLUMN", f"The original system reference {reference} already exists.")
        number = str(1000 + self.store.next("account"))
        row = {"CustomerAccountId": self._id(), "PartyId": account["PartyId"], "AccountNumber": number}
        row |= {"AccountName": account.get("AccountName", ""), "OrigSystemReference": reference}
        self.store.put("customer", number, row)
        return result("CustomerAccountResult", ACCOUNT, [row])

    def do_mergecustomeraccount(self, values):
        account = values["customerAccount"]
        for row in self.store.all("customer"):
            if row["CustomerAccountId"] == account.get("CustomerAccountId"):
                row["AccountName"] = account.get("AccountName", row["AccountName"])
                self.store.put("customer", row["AccountNumber"], row)
                return result("CustomerAccountResult", ACCOUNT, [row])
        raise Refused("FND:::FND_CMN_RCRD_MSNG", "The record for the account doesn't exist.")

    def do_findcustomeraccount(self, values):
        return result("CustomerAccountResult", ACCOUNT, self._found("customer", values))

    def do_getactivecustomerprofile(self, values):
        number = values["customerProfile"].get("AccountNumber", "")
        row = self.store.get("profile", number)
        if row is None:
            text = f"<MESSAGE><TEXT>The record for Account Number {number} doesn't exist.</TEXT></MESSAGE>"
            raise Refused("FND:::FND_CMN_RCRD_MSNG", text)
        return result("CustomerProfileResult", PROFILE, [row])

    def _known_system(self, values):
        for reference in values.get("OriginalSystemReference", ()):
            if reference["OrigSystem"] != self.options.system:
                field = ("OrigSystem", "JBO-HZ:::HZ_INVALID_ORIG_SYSTEM")
                raise Refused("27024", "Failed to validate a row", [field])

    def _found(self, kind, values):
        criteria = values["findCriteria"]
        rows = self.store.all(kind)
        for group in criteria.get("filter", {}).get("group", ()):
            for item in group["item"]:
                if item["operator"] != "=":
                    raise Refused("25077", f"The operator {item['operator']} is not supported.")
                rows = [row for row in rows if row.get(item["attribute"]) in item["value"]]
        start, size = int(criteria["fetchStart"]), int(criteria["fetchSize"])
        return rows[start : None if size < 0 else start + size]

    # orders

    def do_createorders(self, values):
        made = [self._order(order) for order in values["request"]["Order"]]
        rows = [
            {"ReturnStatus": "SUCCESS", "OrderNumber": row["OrderNumber"], "SourceTransactionNumber": row["Number"]}
            for row in made
        ]
        return result("OrderImportResult", ORDER, rows, "OrderResponse")

    def _order(self, order):
        triple = tuple(order[f"SourceTransaction{name}"] for name in ("System", "Number", "Identifier"))
        if self.opaque:
            raise Refused(
                "29000", "Unexpected exception caught: oracle.apps.scm.doo.common.EJBException, msg=DOO_DEO_FAIL"
            )
        if any((row["System"], row["Number"], row["Identifier"]) == triple for row in self.store.all("order")):
            raise Refused(
                "DOO:::DOO_DUPLICATE_ORDER", f"An order {triple[1]} of the source system {triple[0]} already exists."
            )
        if all(row["PartyId"] != order["BuyingPartyId"] for row in self.store.all("customer")):
            raise Refused("DOO:::DOO_INVALID_BUYING_PARTY", f"The buying party {order['BuyingPartyId']} is not valid.")
        lines = [self._order_line(order, line) for line in order["Line"]]
        number = str(50000 + self.store.next("order"))
        row = {"OrderNumber": number, "System": triple[0], "Number": triple[1], "Identifier": triple[2]}
        row |= {"StatusCode": "DOO_DRAFT" if order.get("OrderPreferences", {}).get("SubmitFlag") == "false" else "OPEN"}
        return self.store.put("order", number, row | {"Lines": lines, "Currency": order["TransactionalCurrencyCode"]})

    def _order_line(self, order, line):
        where = f"line {line['SourceTransactionLineNumber']}"
        if self.store.get("item", line["ProductNumber"]) is None:
            raise Refused("DOO:::DOO_INVALID_ITEM", f"{where}: the product {line['ProductNumber']} is not valid.")
        if line["TransactionCategoryCode"] != "ORDER":
            raise Refused("DOO:::DOO_CATEGORY", f"{where}: the transaction category is missing.")
        if line.get("OrderedUOMCode") not in UNITS or line.get("OrderedQuantity@unitCode") != line.get(
            "OrderedUOMCode"
        ):
            raise Refused("DOO:::DOO_INVALID_UOM", f"{where}: the unit of measure is not valid.")
        site = line.get("ShipToPartySiteIdentifier")
        if site and (line.get("ShipToPartyIdentifier"), site) != (order["BuyingPartyId"], SHIP_TO_SITE):
            raise Refused("DOO:::DOO_INVALID_SHIP_TO", f"{where}: the ship-to party site {site} is not valid.")
        prices = {}
        for charge in line.get("OrderCharge", ()):
            for component in charge["OrderChargeComponent"]:
                prices[component["PriceElementUsageCode"]] = component["HeaderCurrencyUnitPrice"]
        if order.get("FreezePriceFlag") == "true" and set(prices) < {"LIST_PRICE", "NET_PRICE"}:
            raise Refused("DOO:::DOO_PRICE", f"{where}: the charge component LIST_PRICE or NET_PRICE is missing.")
        price = prices.get("NET_PRICE", line.get("UnitListPrice", "0"))
        row = {"item": line["ProductNumber"], "quantity": line["OrderedQuantity"], "price": price}
        return row | {"ship_to": site or ""}

    def do_getorderdetails(self, values):
        rows = []
        for wanted in values["Order"]:
            for row in self.store.all("order"):
                pairs = (("System", "SourceTransactionSystem"), ("Number", "SourceTransactionNumber"))
                pairs += (("Identifier", "SourceTransactionIdentifier"),)
                if all(not wanted.get(theirs) or row[ours] == wanted[theirs] for ours, theirs in pairs):
                    rows.append(
                        {
                            "OrderNumber": row["OrderNumber"],
                            "SourceTransactionSystem": row["System"],
                            "SourceTransactionNumber": row["Number"],
                            "SourceTransactionIdentifier": row["Identifier"],
                            "StatusCode": row["StatusCode"],
                        }
                    )
        return result("OrderResult", DETAILS, rows, "Order")

    def do_getservicelastupdatetime(self, values):
        return "<ns0:result>2026-11-01T00:00:00.0Z</ns0:result>"

    # the control plane

    def store_setting(self, name):
        return (self.store.get("setting", name) or {"value": ""})["value"]

    def configure(self, settings):
        self.opaque = settings.pop("opaque", self.opaque)
        with self.store.transaction():
            for name, value in settings.items():
                self.store.put("setting", name, {"value": value})
        return {}

    def clerk(self, work):
        """item: an item is set up; status: an order gets one; profile: a credit profile of a customer."""
        if work["do"] == "item":
            return self.store.put("item", work["number"], {"number": work["number"]})
        if work["do"] == "status":
            return self.store.put(
                "order", work["number"], self.store.get("order", work["number"]) | {"StatusCode": work["status"]}
            )
        if work["do"] == "profile":
            row = {"AccountNumber": work["number"], "ProfileClassName": "DEFAULT", "CreditHold": work.get("hold", "N")}
            row |= {"CreditCurrencyCode": "CNY", "CreditLimit": work["limit"]}
            return self.store.put("profile", work["number"], row)
        raise ValueError(f"a clerk cannot {work['do']}; known: item, status, profile")
