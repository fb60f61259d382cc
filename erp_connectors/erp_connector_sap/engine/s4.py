"""SAP S/4HANA over SOAP: business partners and sales orders asynchronously, bookings as journal entries.

What one has to know (the ground of each is in the readme):
- the asynchronous services answer with an empty 200 or 202: delivered, nothing more. What became of the document comes
  later as a message at our endpoint (`pushes`);
- plain SOAP drops a second message with the same MessageId, so whatever nobody knows about is simply sent again;
- the synchronous journal service answers 200 for everything: the log and the document number say what happened;
- nothing can be asked for over SOAP, so what is not confirmed in time goes to a person.
"""

from urllib.parse import urlencode

from lxml import etree

from odoo.addons.erp_connector.engine.dialect import Dialect
from odoo.addons.erp_connector.engine.outcome import accepted, refused, sent
from odoo.addons.erp_connector.soap.transport import TransportError

from . import s4_journals, s4_messages, s4_reading, wire, words
from .constants import SiteValueMissing, filled
from .contract import Contract, NotInContract
from .postings import Unbalanced
from .s4_rules import MAPPINGS, MAPS

BOOKINGS = ("invoice", "credit_note", "payment", "journal_entry")
PATHS = {
    "customer": "/sap/bc/srt/scs/sap/businesspartnersuitebulkreplic",
    "order": "/sap/bc/srt/scs_ext/sap/salesorderbulkrequest_in",
    "journal_sync": "/sap/bc/srt/scs_ext/sap/journalentrycreaterequestconfi",
    "journal_async": "/sap/bc/srt/scs_ext/sap/journalentrybulkcreationreques",
}
ACTIONS = {
    "customer": ("http://sap.com/xi/SAPGlobal20/Global", "BusinessPartnerSUITEBulkReplicateRequest_In"),
    "order": ("http://sap.com/xi/SD-SLS", "SalesOrderBulkRequest_In"),
    "journal_sync": ("http://sap.com/xi/SAPSCORE/SFIN", "JournalEntryCreateRequestConfirmation_In"),
    "journal_async": ("http://sap.com/xi/SAPSCORE/SFIN", "JournalEntryBulkCreationRequest_In"),
}
FALSE_LISTS = dict.fromkeys(
    (
        *("itemListCompleteTransmissionIndicator", "pricingElementListCompleteTransmissionIndicator"),
        *("partnerListCompleteTransmissionIndicator", "paymentPlanItemListCompleteTransmissionIndicator"),
    ),
    "false",
)
CONTRACTS = {
    "customer": ("business_partner.xsd", {"actionCode": "04"}),
    "order": ("sales_order.xsd", {"actionCode": "01", **FALSE_LISTS}),
    "journal": ("journal_entry.xsd", {}),
}


class SapS4(Dialect):
    code = "sap_s4"
    name = "SAP S/4HANA"
    flows_out = {
        "customer": {"create", "update"},
        "product": {"create"},
        "order": {"create", "update", "cancel"},
        **{kind: {"create"} for kind in BOOKINGS},
    }
    parallel = 4
    can_ask = False
    key_length = 26
    pushes = s4_reading.Pushes()

    def __init__(self, settings):
        super().__init__(settings)
        self.transport = wire.transport(settings, self.exchange)
        self.contracts = {}

    def check(self):
        """An envelope without a document to each service: SAP logs in, finds nothing to do and says so."""
        for service in ("customer", "order", self._journal()):
            answer = wire.post(self.transport, self._address(service, ""), self._action(service), None)
            if answer.body is not None:
                raise TransportError("NOT_SAP", f"what answers at the address for {service} is not SAP", False)
        return "S/4HANA answers, the login is accepted, and the services are there."

    def repeatable(self, kind):
        return kind not in BOOKINGS or self._journal() == "journal_async"

    def send(self, kind, action, key, values):
        if kind == "product":
            # S/4HANA owns the materials: a product is the material of the same number, and nothing is sent for it.
            return accepted(values["Material"])
        identifier = s4_messages.message_id(key, self.sending or "c0")
        try:
            message = self._message(kind, action, key, identifier, values)
        except SiteValueMissing as error:
            return refused("SITE_VALUE", str(error), error.name, words.SITE_MISSING)
        except NotInContract as error:
            return refused("NOT_VALID", str(error), error.field, words.NOT_IN_CONTRACT)
        except Unbalanced as error:
            return refused("UNBALANCED", str(error), advice=words.UNBALANCED)
        service = self._journal() if kind in BOOKINGS else kind
        answer = wire.post(self.transport, self._address(service, identifier), self._action(service), message)
        return s4_reading.journal_answer(answer) if service == "journal_sync" else self._delivered(answer)

    def preview(self, kind, action, key, values):
        if kind == "product":
            return f"{values['Material']}: linked by its number, nothing is sent"
        message = self._message(kind, action, key, s4_messages.message_id(key, self.sending or "c0"), values)
        return etree.tostring(etree.fromstring(wire.envelope(message)), pretty_print=True, encoding="unicode")

    @classmethod
    def default_mapping(cls, kind):
        return MAPPINGS.get(kind, [])

    @classmethod
    def default_maps(cls):
        return MAPS

    # below: one message

    def _message(self, kind, action, key, identifier, values):
        options = self.settings.options
        values = filled(values, options.get("constants", {}))
        if kind == "customer":
            return self._contract("customer").message(s4_messages.partner(values, identifier, options))
        if kind == "order":
            return self._contract("order").message(s4_messages.order(values, action, key, identifier, options))
        entry = {"MessageHeader": s4_messages.header(s4_messages.part(identifier), options)}
        entry["JournalEntry"] = s4_journals.entry(kind, key, values)
        whole = {"MessageHeader": s4_messages.header(identifier, options), "JournalEntryCreateRequest": [entry]}
        return self._contract("journal").message(whole)

    def _contract(self, name):
        # One per dialect, and so per lane: a validator of lxml keeps its last errors in itself.
        if name not in self.contracts:
            self.contracts[name] = Contract.load(*CONTRACTS[name])
        return self.contracts[name]

    @staticmethod
    def _delivered(answer):
        """Only an empty answer means that the message is kept there; everything else is sent again under its id."""
        if answer.fault:
            return wire.of_fault(answer.fault)
        if answer.body is not None:
            raise TransportError("NOT_EMPTY", "the service answered with something else than an empty receipt")
        return sent("SAP has taken delivery")

    # below: names

    def _journal(self):
        return "journal_sync" if self.settings.options.get("journal") == "sync" else "journal_async"

    def _address(self, service, identifier):
        path = self.settings.options.get("paths", {}).get(service) or PATHS[service]
        query = {"sap-client": self.settings.company, "MessageId": s4_messages.guid(identifier) if identifier else ""}
        query = urlencode({name: value for name, value in query.items() if value})
        address = self.settings.url.rstrip("/") + path
        return f"{address}{'&' if '?' in path else '?'}{query}" if query else address

    @staticmethod
    def _action(service):
        namespace, operation = ACTIONS[service]
        return f"{namespace}/{operation}/{operation}Request"
