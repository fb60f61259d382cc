"""Oracle Fusion Cloud over the SOAP services of its financials, order management and trading community.

What one has to know (the ground of each is in the readme):
- success and refusal are told apart by SOAP faults that carry a ServiceErrorMessage; a call is one transaction;
- an order is known by the triple source system, number, identifier; the last is our key;
- a customer is a party and an account, a receipt is created and then applied: each step is looked for before it is done,
  so that a message may be sent again after any of them;
- invoices cannot be asked for. Their number is ours, and Oracle refuses a number that it has: that refusal is the answer;
- a journal is only queued: the job that imports it is watched until it has ended.
"""

from dataclasses import replace

from lxml import etree

from odoo.addons.erp_connector.engine import listing
from odoo.addons.erp_connector.engine.dialect import Dialect
from odoo.addons.erp_connector.engine.outcome import MISSING, Found, accepted, refused, unavailable
from odoo.addons.erp_connector.soap.transport import TransportError

from . import fusion_documents as documents
from . import fusion_reading as reading
from . import words
from .contract import NotInContract, contract
from .fusion_finance import FusionFinance
from .fusion_preview import previewed
from .fusion_rules import MAPPINGS, MAPS
from .fusion_services import SERVICES
from .site import SiteValueMissing, fill
from .wire import Bearer, OracleFault, Wire, envelope, username_token

LOOKED_UP = " looked up when it is sent "


class Refusal(Exception):
    """A step that comes before the call has found why the call would be refused."""

    def __init__(self, outcome):
        super().__init__(outcome.text)
        self.outcome = outcome


class OracleFusion(FusionFinance, Dialect):
    code = "oracle_fusion"
    name = "Oracle Fusion Cloud"
    flows_out = {
        "customer": {"create", "update"},
        "order": {"create"},
        "invoice": {"create"},
        "credit_note": {"create"},
        "payment": {"create"},
        "journal_entry": {"create"},
    }
    flows_in = ("order_status", "credit_limit")
    ledgers = listings = ("customer",)
    parallel = 4
    ask_first = True
    key_length = 30

    def __init__(self, settings):
        super().__init__(settings)
        options = settings.options
        self.login = options.get("login", "basic")
        auth = None
        if self.login == "bearer":
            auth = Bearer(settings.token)
        elif self.login == "basic":
            auth = (settings.login.encode(), settings.password.encode())
        self.wire = Wire(settings, self.exchange, auth)
        self.accounts = {}

    def check(self):
        """Ask every service when it was last changed: proves the login and that all are there, and changes nothing."""
        for name in SERVICES:
            self._call(name, "getServiceLastUpdateTime", {})
        return f"Oracle Fusion answers, the login is accepted, and all {len(SERVICES)} services are there."

    def send(self, kind, action, key, values):
        self.wire.begin()
        try:
            return getattr(self, f"_{action}_{kind}")(key, fill(values, self.settings.options.get("site", {})))
        except SiteValueMissing as missing:
            return refused("SITE_VALUE", f"the backend has no value for {missing}", str(missing), words.SITE)
        except NotInContract as error:
            return refused("NOT_IN_CONTRACT", str(error), error.field, words.CONTRACT)
        except Refusal as refusal:
            return refusal.outcome
        except OracleFault as fault:
            return self._outcome(fault)
        except TransportError as error:
            if error.code != "HTTP_404":
                raise
            return replace(unavailable("NO_SERVICE", str(error)), advice=words.SERVICE)

    def ask(self, kind, key, values):
        self.wire.begin()
        try:
            return getattr(self, f"_ask_{kind}")(key, fill(values, self.settings.options.get("site", {})))
        except (SiteValueMissing, NotInContract):
            return MISSING  # such a message never left us: its refusal says what to do
        except OracleFault as fault:
            raise TransportError("NOT_ASKED", str(fault), status=fault.status) from fault

    def changes(self, kind, cursor):
        try:
            return reading.READERS[kind](self, cursor)
        except OracleFault as fault:
            told = reading.fault_words(fault)
            raise TransportError("NOT_READ", told[1] if told else str(fault), executed=False) from fault

    def ledger(self, kind, since, until):
        return listing.ledger_of(self._customers())

    def listing(self, kind):
        return self._customers() if kind == "customer" else None

    def preview(self, kind, action, key, values):
        """The messages as text; what is looked up in Oracle at sending is 0 and says so."""
        values = fill(values, self.settings.options.get("site", {}))
        shown = []
        for service, operation, content in previewed(self, kind, action, key, values):
            body = contract(f"{service}_types").build(operation, content)
            body.insert(0, etree.Comment(LOOKED_UP)) if kind in ("order", "payment", "customer") else None
            shown.append(etree.tostring(envelope(body), pretty_print=True, encoding="unicode"))
        return "\n".join(shown)

    @classmethod
    def default_mapping(cls, kind):
        return MAPPINGS.get(kind, [])

    @classmethod
    def default_maps(cls):
        return MAPS

    # customers

    def _create_customer(self, key, values):
        parties = self.find("organization", "findOrganization", "OrigSystemReference", key)
        if parties:
            party_id = parties[0]["PartyId"]
        else:
            made = documents.organization(key, values, self.source_system())
            answer = self._call("organization", "createOrganization", {"organizationParty": made})
            party_id = self._first(answer, "PartyId")
        account = documents.customer_account(key, values, self.source_system(), party_id)
        answer = self._call("customer_account", "createCustomerAccount", {"customerAccount": account})
        return accepted(self._first(answer, "AccountNumber"))

    def _update_customer(self, key, values):
        rows = self._account_rows(values.get("account", ""), key)
        if not rows:
            return refused("NOT_FOUND", f"Oracle has no customer {values.get('account') or key}", advice=words.GONE)
        party_id, number = rows[0]["PartyId"], rows[0]["AccountNumber"]
        profile = {**values.get("Organization", {}), "CreatedByModule": documents.MODULE}
        party = {"PartyId": party_id, "OrganizationProfile": [profile]}
        self._call("organization", "mergeOrganization", {"organizationParty": party})
        account = {"CustomerAccountId": rows[0]["CustomerAccountId"], "PartyId": party_id, **values.get("Account", {})}
        self._call("customer_account", "mergeCustomerAccount", {"customerAccount": account})
        return accepted(number)

    def _ask_customer(self, key, _values):
        numbers = [row["AccountNumber"] for row in self._account_rows("", key)]
        return Found(numbers[0], numbers[0], tuple(numbers[1:])) if numbers else MISSING

    def _account_rows(self, number, key):
        attribute, value = ("AccountNumber", number) if number else ("OrigSystemReference", key)
        return self.find("customer_account", "findCustomerAccount", attribute, value)

    def _account(self, number):
        """Ids of a customer account; Refusal when Oracle does not know the number."""
        if number not in self.accounts:
            rows = self._account_rows(number, "")
            if not rows:
                text = f"Oracle has no customer account {number}"
                raise Refusal(refused("CUSTOMER", text, "account", words.CUSTOMER))
            self.accounts[number] = rows[0]
        return self.accounts[number]

    def _customers(self):
        start, size = 0, 100
        while rows := self.find("customer_account", "findCustomerAccount", "", "", start, size):
            for row in rows:
                number = row.get("AccountNumber", "")
                yield {"external_id": number, "code": number, "name": row.get("AccountName", "")} | (
                    {"key": row["OrigSystemReference"]} if row.get("OrigSystemReference") else {}
                )
            start += size

    # orders

    def _create_order(self, key, values):
        party_id = self._account(values.get("account", ""))["PartyId"]
        try:
            answer = self._call(
                "order_import", "createOrders", documents.order(key, values, self.source_system(), party_id)
            )
            problem = reading.refusal(answer)
        except OracleFault as fault:
            if reading.fault_words(fault) is None:
                raise
            answer, problem = None, fault
        found = None
        if problem or not self._first(answer, "OrderNumber", ""):
            found = self._ask_order(key, values)
        if isinstance(found, Found):
            return accepted(found.external_id, found.external_ref, recovered=bool(problem))
        if isinstance(problem, OracleFault):
            raise problem
        if problem:
            return self._refused(problem, problem, "")
        if found is MISSING:
            raise TransportError("NOT_SHOWN", "Oracle took the order and does not show it")
        return accepted(self._first(answer, "OrderNumber"))

    def _ask_order(self, key, values):
        numbers = [
            row.get("OrderNumber") or row["HeaderId"]
            for row in self.order_details(key, values.get("SourceTransactionNumber", key))
        ]
        return Found(numbers[0], numbers[0], tuple(numbers[1:])) if numbers else MISSING

    def order_details(self, key, number):
        """Orders under our triple as [{name: text}]."""
        order = {"SourceTransactionSystem": self.source_system(), "SourceTransactionNumber": number}
        try:
            answer = self._call("order_information", "GetOrderDetails", {"Order": [order]})
        except OracleFault as fault:
            told = reading.fault_words(fault)
            if told and words.meaning(f"{told[0]} {told[1]}")[0] == "NOT_FOUND":
                return []
            raise
        rows = reading.orders(answer)
        return [row for row in rows if row.get("SourceTransactionIdentifier", key) == key]

    # calls

    def _call(self, service, operation, values):
        where = SERVICES[service]
        body = contract(f"{where.contract}_types").build(operation, values)
        path = self.settings.options.get("paths", {}).get(service) or where.path
        return self.wire.call(path, f"{where.action}{operation}", envelope(body, self._header()))

    def _header(self):
        if self.login != "wss":
            return None
        return lambda top: username_token(top, self.settings.login, self.settings.password)

    def find(self, service, operation, attribute, value, start=0, size=10):
        return reading.rows(self._call(service, operation, documents.criteria(attribute, value, start, size)))

    def profile(self, number):
        """Credit profile of an account as {name: text}; {} when it has none."""
        content = {"customerProfile": {"AccountNumber": number}}
        try:
            rows = reading.rows(self._call("customer_profile", "getActiveCustomerProfile", content))
        except OracleFault as fault:
            told = reading.fault_words(fault)
            if told and words.meaning(f"{told[0]} {told[1]}")[0] == "NOT_FOUND":
                return {}
            raise
        return rows[0] if rows else {}

    def _first(self, answer, name, default=None):
        """Text of the first element of this name; without a default it has to be there."""
        for element in answer.iter(f"{{*}}{name}") if answer is not None else ():
            if (element.text or "").strip():
                return element.text.strip()
        if default is None:
            raise TransportError("NO_NUMBER", f"Oracle said yes and did not name the number ({name})")
        return default

    def source_system(self):
        return self.settings.options.get("source_system") or "ODOO"

    def _outcome(self, fault):
        """A fault with Oracle's own detail was understood and rolled back; any other says nothing."""
        told = reading.fault_words(fault)
        if told is None:
            raise TransportError(fault.code or "FAULT", str(fault), status=fault.status) from fault
        return self._refused(*told)

    @staticmethod
    def _refused(code, text, field):
        if words.may_repeat(f"{code} {text}"):
            return unavailable("BUSY", text)
        ours, advice = words.meaning(f"{code} {text}")
        return refused(ours if ours != "REFUSED" else code[:60], text, field, advice)
