"""An S/4HANA with its SOAP services, as a process of its own.

    python tests/simulators/sap_s4.py --port 0 --login L --password P --client 100 --confirm-to https://odoo/erp/soap/x

Business partners, sales orders and (unless synchronous) journal entries are taken with an empty 202, processed, and
confirmed later: by a POST to --confirm-to, or into a queue that the test fetches. A second message with a MessageId that
is known is dropped. Names, namespaces, order and required elements are the real ones where they were read in an original
contract; the shape of the confirmations is not (GUESS). Texts are ours.
"""

import base64
import re
import threading
import time
import urllib.parse
import urllib.request
from decimal import Decimal, InvalidOperation
from html import escape

import sap_contracts
from document_store import DocumentStore
from lxml import etree
from sap_s4_answers import log, reference, replicated
from soap_envelope import NotSoap, action_of, body_element, envelope, fault
from soap_server import Call, Reply, command_line, serve

SFIN, SLS = "http://sap.com/xi/SAPSCORE/SFIN", "http://sap.com/xi/SD-SLS"
GLOBAL = "http://sap.com/xi/SAPGlobal20/Global"
SERVICES = {
    "/sap/bc/srt/scs/sap/businesspartnersuitebulkreplic": (
        *("BusinessPartnerSUITEBulkReplicateRequest_In", f"{{{GLOBAL}}}BusinessPartnerSUITEBulkReplicateRequest"),
        sap_contracts.parse(sap_contracts.PARTNERS),
    ),
    "/sap/bc/srt/scs_ext/sap/salesorderbulkrequest_in": (
        *("SalesOrderBulkRequest_In", f"{{{SLS}}}SalesOrderBulkRequest"),
        sap_contracts.parse(sap_contracts.ORDER),
    ),
    "/sap/bc/srt/scs_ext/sap/journalentrycreaterequestconfi": (
        *("JournalEntryCreateRequestConfirmation_In", f"{{{SFIN}}}JournalEntryBulkCreateRequest"),
        sap_contracts.parse(sap_contracts.JOURNAL),
    ),
    "/sap/bc/srt/scs_ext/sap/journalentrybulkcreationreques": (
        *("JournalEntryBulkCreationRequest_In", f"{{{SFIN}}}JournalEntryBulkCreateRequest"),
        sap_contracts.parse(sap_contracts.JOURNAL),
    ),
}
SYNCHRONOUS = "JournalEntryCreateRequestConfirmation_In"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")


class Refused(Exception):
    """The document is refused; [(message, text)] goes into its log."""

    def __init__(self, *messages):
        super().__init__(messages[0][1])
        self.messages = messages


class SapS4:
    compresses = False

    def __init__(self, store, options):
        self.store = store
        self.options = options
        self.queue, self.lock = [], threading.Lock()

    def get(self, request):
        return self._denied(request) or Reply(405, b"", "text/plain", outcome="HTTP_405")

    def _denied(self, request):
        pair = base64.b64encode(f"{self.options.login}:{self.options.password}".encode()).decode()
        if request.headers.get("authorization", "") == f"Basic {pair}":
            return None
        return Reply(401, b"", "text/plain", {"WWW-Authenticate": 'Basic realm="SAP"'}, outcome="HTTP_401")

    # reading

    def understand(self, request):
        denied = self._denied(request)
        service = SERVICES.get(request.path)
        query = dict(urllib.parse.parse_qsl(request.query))
        if denied or service is None or query.get("sap-client") != self.options.client:
            return Call(refusal=denied or Reply(404, b"", "text/plain", outcome="HTTP_404"))
        operation, tag, tree = service
        try:
            element = body_element(request)
            if element.tag != tag:
                raise sap_contracts.Misfit(f"{element.tag} is not known here")
            if action_of(request) != f"{tag[1:].partition('}')[0]}/{operation}/{operation}Request":
                raise sap_contracts.Misfit(f"SOAPAction {action_of(request)} is not one of this service")
            sap_contracts.check(element, tree, tag.rpartition("}")[2])
            self._check_header(element, operation)
        except (NotSoap, etree.XMLSyntaxError, ValueError) as error:
            reply = Reply(500, fault("s:Client", f"SOAP processing failure: {error}"), outcome="FAULT")
            return Call(operation, refusal=reply)
        guid = query.get("MessageId", "")
        if operation != SYNCHRONOUS and not re.fullmatch(r"[0-9a-f-]{36}", guid):
            reply = Reply(500, fault("s:Client", "MessageId is missing in the address"), outcome="FAULT")
            return Call(operation, refusal=reply)
        return Call(operation, self._key(element), (element, guid))

    @staticmethod
    def _check_header(element, operation):
        header = element[0]
        identifier = header.findtext("ID") or ""
        if operation != SYNCHRONOUS and not 1 <= len(identifier) <= 35:
            raise sap_contracts.Misfit("MessageHeader/ID has 1 to 35 characters")
        for moment in element.iter("CreationDateTime"):
            if not MOMENT.match(moment.text or ""):
                raise sap_contracts.Misfit(f"CreationDateTime {moment.text} is no GLOBAL_DateTime")

    @staticmethod
    def _key(element):
        return element.findtext(".//ExternalDocumentID") or element[0].findtext("ID") or ""

    # answering

    def execute(self, call):
        element, guid = call.payload
        with self.store.transaction():
            if call.operation == SYNCHRONOUS:
                return Reply(200, envelope(self._journal(element)), outcome="OK")
            if self.store.get("message", guid):
                return Reply(202, b"", outcome="KNOWN")
            self.store.put("message", guid, {"operation": call.operation})
            confirmation = self._work(call.operation, element)
        self._confirm(envelope(confirmation))
        return Reply(202, b"", outcome="OK")

    def rehearse(self, call):
        with self.store.rehearsal():
            return Reply(202, b"", outcome="OK")

    def _work(self, operation, element):
        if operation.startswith("Journal"):
            return self._journal(element)
        if operation.startswith("Sales"):
            parts = "".join(self._order(one, element[0]) for one in element.findall("SalesOrder"))
            return self._bulk(SLS, "SalesOrderBulkConfirmation", element[0], parts)
        messages = element.findall("BusinessPartnerSUITEReplicateRequestMessage")
        parts = "".join(self._partner(one) for one in messages)
        return self._bulk(GLOBAL, "BusinessPartnerSUITEBulkReplicateConfirmation", element[0], parts)

    @staticmethod
    def _bulk(namespace, name, header, parts):
        return f'<n0:{name} xmlns:n0="{namespace}">{reference(header)}<ConfirmationInterfaceOrignName/>{parts}<Log/></n0:{name}>'

    def _tried(self, work, *arguments):
        """(what was stored or None, Log) of a piece of work that may be refused."""
        try:
            return work(*arguments), log((("605(RW)", "1", "Document posted successfully"),))
        except Refused as refused:
            general = ("609(RW)", "3", "Error in document: BKPFF $ 0M32TI1")
            return None, log((general, *((code, "3", text) for code, text in refused.messages)))

    # business partners

    def _partner(self, message):
        row, protocol = self._tried(self._store_partner, message.find("BusinessPartner"))
        number = row["number"] if row else ""
        customer = f"<Customer><ReceiverInternalID>{number}</ReceiverInternalID></Customer>" if number else ""
        own = f"<ReceiverInternalID>{number}</ReceiverInternalID>" if number else ""
        return (
            f"<BusinessPartnerSUITEReplicateConfirmationMessage>{reference(message[0])}"
            f"<BusinessPartner>{own}{customer}</BusinessPartner>{protocol}"
            "</BusinessPartnerSUITEReplicateConfirmationMessage>"
        )

    def _store_partner(self, element):
        number = element.findtext("InternalID") or ""
        old = self.store.get("customer", number.zfill(10)) if number else None
        if number and old is None:
            raise Refused(("022(R1)", f"Business partner {number} does not exist"))
        roles = {role.findtext("RoleCode") for role in element.findall("Role")}
        if not {"FLCU00", "FLCU01"} & roles:
            raise Refused(("110(R11)", "Enter a customer role"))
        name = "".join(line.text or "" for line in element.iterfind(".//Organisation/Name/*"))
        name = name or element.findtext(".//Person/Name/FamilyName") or ""
        if not name:
            raise Refused(("101(R1)", "Enter a name"))
        number = number.zfill(10) if number else f"{10_000_000 + self.store.next('customer'):010d}"
        row = {"number": number, "name": name, "city": element.findtext(".//CityName") or ""}
        return self.store.put("customer", number, (old or {}) | row)

    # sales orders

    def _order(self, element, header):
        row, protocol = self._tried(self._store_order, element)
        number = f"<SalesOrderID>{row['number']}</SalesOrderID>" if row else ""
        key = escape(element.findtext("ExternalDocumentID") or "")
        return (
            f"<SalesOrderConfirmation>{reference(header)}{number}<ExternalDocumentID>{key}</ExternalDocumentID>"
            f"{protocol}</SalesOrderConfirmation>"
        )

    def _store_order(self, element):
        code, key = element.get("actionCode"), element.findtext("ExternalDocumentID") or ""
        old = next((row for row in self.store.all("order") if row["key"] == key), None)
        if code == "01" and old:
            raise Refused(("107(VP)", f"Sales document {old['number']} exists for external document {key}"))
        if code in ("02", "03") and old is None:
            raise Refused(("302(V1)", f"Sales document for {key} is not in the database"))
        if code == "03":
            self.store.remove("order", old["number"])
            return old | {"gone": True}
        row = {"key": key, "lines": self._items(element, old), "number": old["number"] if old else ""}
        row["number"] = row["number"] or str(self.store.next("order") + 1000)
        for name in ("SalesOrderType", "SalesOrganization", "DistributionChannel", "OrganizationDivision"):
            if not element.findtext(name):
                raise Refused(("045(V1)", f"Enter {name}"))
        sold_to = {p.findtext("PartnerFunction"): p.findtext("Customer") or "" for p in element.findall("Partner")}
        if self.store.get("customer", sold_to.get("AG", "").zfill(10)) is None:
            raise Refused(("151(V4)", f"Sold-to party {sold_to.get('AG')} is not maintained for this sales area"))
        ship_to = sold_to.get("WE") or (old or {}).get("ship_to") or sold_to["AG"]
        if self.store.get("customer", ship_to.zfill(10)) is None:
            raise Refused(("151(V4)", f"Ship-to party {ship_to} is not maintained for this sales area"))
        return self.store.put("order", row["number"], row | {"customer": sold_to["AG"], "ship_to": ship_to})

    def _items(self, element, old):
        lines = []
        for item in element.findall("Item"):
            material = item.findtext("Material") or ""
            if self.store.get("product", material) is None:
                raise Refused(("382(V1)", f"Material {material} is not defined for this sales organization"))
            quantity, price = item.findtext("RequestedQuantity"), item.findtext("PricingElement/ConditionRateValue")
            if not item.find("RequestedQuantity").get("unitCode"):
                raise Refused(("304(V1)", "Enter a sales unit"))
            line = {"external": item.findtext("ExternalItemID"), "material": material, "quantity": quantity}
            lines.append(line | {"price": price or "0", "rejected": item.findtext("SalesDocumentRjcnReason") or ""})
        if element.get("itemListCompleteTransmissionIndicator") != "true" and old:
            known = {line["external"]: line for line in old["lines"]} | {line["external"]: line for line in lines}
            return list(known.values())
        return lines

    # journal entries

    def _journal(self, element):
        parts = ""
        for request in element.findall("JournalEntryCreateRequest"):
            row, protocol = self._tried(self._store_journal, request.find("JournalEntry"))
            number, company, year = (row["number"], row["company"], row["year"]) if row else ("0000000000", "", "0000")
            parts += (
                f"<JournalEntryCreateConfirmation>{reference(request[0])}<JournalEntryCreateConfirmation>"
                f"<AccountingDocument>{number}</AccountingDocument><CompanyCode>{company}</CompanyCode>"
                f"<FiscalYear>{year}</FiscalYear></JournalEntryCreateConfirmation>{protocol}"
                "</JournalEntryCreateConfirmation>"
            )
        return self._bulk(SFIN, "JournalEntryBulkCreateConfirmation", element[0], parts)

    def _store_journal(self, entry):
        if (entry.findtext("OriginalReferenceDocumentType"), entry.findtext("BusinessTransactionType")) != (
            *("BKPFF", "RFBU"),
        ):
            raise Refused(("000(F5)", "Only BKPFF and RFBU are posted here"))
        company = entry.findtext("CompanyCode")
        if company != self.options.company_code:
            raise Refused(("165(F5)", f"Company code {company} does not exist"))
        lines = [self._posting(line) for line in entry if line.tag.endswith("Item")]
        balance = sum((Decimal(line["amount"]) for line in lines), Decimal(0))
        if balance:
            raise Refused(("702(F5)", f"Balance in transaction currency: {balance}"))
        if len({line["currency"] for line in lines}) != 1:
            raise Refused(("721(F5)", "A document has one transaction currency"))
        year = entry.findtext("PostingDate")[:4]
        row = {"number": f"{100_000_000 + self.store.next('journal'):010d}", "company": company, "year": year}
        row |= {"key": entry.findtext("Reference1InDocumentHeader") or "", "lines": lines}
        row |= {"type": entry.findtext("AccountingDocumentType"), "reference": entry.findtext("DocumentReferenceID")}
        return self.store.put("journal", row["number"], row)

    def _posting(self, line):
        amount = line.find("AmountInTransactionCurrency")
        try:
            value = Decimal(amount.text)
        except InvalidOperation:
            raise Refused(("000(F5)", f"{amount.text} is no amount")) from None
        code = line.findtext("DebitCreditCode")
        if (code == "S" and value < 0) or (code == "H" and value > 0):
            raise Refused(("703(F5)", f"{value} is not posted with {code}"))
        debtor, account = line.findtext("Debtor") or "", line.findtext("GLAccount") or ""
        if debtor and self.store.get("customer", debtor.zfill(10)) is None:
            raise Refused(("102(F5)", f"Customer {debtor} is not defined in company code {self.options.company_code}"))
        if account and not account.isdigit():
            raise Refused(("507(F5)", f"G/L account {account} is not defined in chart of accounts YCOA"))
        tax = line.findtext("TaxCode") or line.findtext("Tax/TaxCode") or ""
        if tax and not re.fullmatch(r"[A-Z]\d", tax):
            raise Refused(("351(FS)", f"Tax code {tax} is not defined"))
        return {"block": line.tag, "account": account, "debtor": debtor, "tax": tax, "amount": str(value)} | {
            "currency": amount.get("currencyCode"),
            "text": line.findtext("DocumentItemText") or "",
            "base": line.findtext("TaxBaseAmountInTransCrcy") or "",
            "place": int(line.findtext("ReferenceDocumentItem") or 0),
        }

    # confirming

    def _confirm(self, message):
        if self.store._rehearsing:
            return
        if not self.options.confirm_to:
            with self.lock:
                self.queue.append(message.decode())
            return
        threading.Thread(target=self._deliver, args=(message,), daemon=True).start()

    def _deliver(self, message):
        """As SAP's reliable messaging: until somebody takes it."""
        pair = base64.b64encode(f"{self.options.confirm_login}:{self.options.confirm_password}".encode()).decode()
        headers = {"Content-Type": "text/xml; charset=utf-8", "Authorization": f"Basic {pair}"}
        for _try in range(60):
            time.sleep(self.options.confirm_after)
            try:
                request = urllib.request.Request(self.options.confirm_to, message, headers)
                with urllib.request.urlopen(request, timeout=20) as answer:
                    if answer.status in (200, 202):
                        return
            except OSError:
                time.sleep(1)

    # bad days

    def soap_fault(self, side, text):
        return Reply(500, fault(f"s:{side}", text), outcome="FAULT")

    def error_page(self):
        return Reply(500, b"<html><body><h1>500 SAP Internal Server Error</h1>", "text/html", outcome="HTML_500")

    def login_page(self):
        return Reply(200, b"<html><body><form>Logon</form></body></html>", "text/html", outcome="LOGIN_PAGE")

    # control plane

    def documents(self, kind):
        return self.store.all(kind)

    def clerk(self, work):
        """{"do": "material", "numbers": [...]}, {"do": "ship_to", "number": ...},
        {"do": "confirmations"}: fetch and empty the queue,
        {"do": "confirm_to", "url": ...}: deliver there from now on,
        {"do": "status", "number": ..., ...}: tell about an order."""
        if work["do"] == "material":
            with self.store.transaction():
                return [self.store.put("product", number, {"number": number}) for number in work["numbers"]]
        if work["do"] == "ship_to":
            with self.store.transaction():
                return self.store.put("customer", work["number"], {"number": work["number"], "name": "ship-to party"})
        if work["do"] == "confirm_to":
            self.options.confirm_to = work["url"]
            return {}
        if work["do"] == "status":
            self._confirm(envelope(replicated(self.store.get("order", work["number"]), work["fields"])))
            return {}
        if work["do"] != "confirmations":
            raise ValueError(f"a clerk cannot {work['do']}")
        with self.lock:
            waiting, self.queue = self.queue, []
        return waiting

    def reset(self):
        self.store.reset()
        with self.lock:
            self.queue = []
        return {}

    def configure(self, settings):
        raise ValueError(f"unknown setting {', '.join(settings)}")

    def close(self):
        self.store.close()


def main():
    parser = command_line("A simulated S/4HANA with its SOAP services")
    parser.add_argument("--login", default="L")
    parser.add_argument("--password", default="P")
    parser.add_argument("--client", default="100")
    parser.add_argument("--company-code", default="1710")
    parser.add_argument("--confirm-to", default="", help="where confirmations are posted; empty: they are queued")
    parser.add_argument("--confirm-login", default="erp")
    parser.add_argument("--confirm-password", default="")
    parser.add_argument("--confirm-after", type=float, default=0.2, help="seconds until a confirmation is posted")
    options = parser.parse_args()
    serve(SapS4(DocumentStore(options.state), options), options)


if __name__ == "__main__":
    main()
