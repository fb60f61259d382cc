"""Oracle E-Business Suite over its Integrated SOA Gateway: PL/SQL procedures as document/literal services.

What one has to know (the ground of each is in the readme):
- every call carries a user name token and a SOAHeader with the responsibility, in the namespace of the package;
- the answer says S, E or U in the body; HTTP 200 proves nothing, and U is a crash about which nobody knows anything;
- which procedures there are is the site's own: a profile names them, Oracle's own packages are the default;
- nothing ships that finds a document by our key. A site may publish a procedure for it; without one, a message whose
  fate is unknown goes to a person.
"""

from dataclasses import replace

from lxml import etree

from odoo.addons.erp_connector.engine import ship_to
from odoo.addons.erp_connector.engine.dialect import Dialect, Page
from odoo.addons.erp_connector.engine.outcome import CANNOT_ASK, MISSING, Found, accepted, refused, unavailable, unknown
from odoo.addons.erp_connector.soap.transport import TransportError

from . import words
from .contract import NotInContract
from .ebs_packages import SHIPPED
from .ebs_profile import ProfileError, laid_over, shaped
from .ebs_rules import MAPPINGS, MAPS
from .ebs_values import at, get, put
from .fusion_reading import order_status
from .site import SiteValueMissing, fill
from .wire import OracleFault, Wire, envelope, inside, local, username_token

SOA_FIELDS = ("Responsibility", "RespApplication", "SecurityGroup", "NLSLanguage", "Org_Id")
HIDDEN = "•••"
NO_KEY = "ODOO-CONNECTION-TEST"
AT_ONCE = 20
STATUS = {
    "ENTERED": "received",
    "DRAFT": "received",
    "BOOKED": "confirmed",
    "ON_HOLD": "blocked",
    "AWAITING_SHIPPING": "production",
    "PICKED": "production",
    "SHIPPED": "shipped",
    "CLOSED": "completed",
    "CANCELLED": "cancelled",
}
SHIP_TO = "P_HEADER_REC.SHIP_TO_ORG_ID"


class OracleEBS(Dialect):
    code = "oracle_ebs"
    name = "Oracle E-Business Suite"
    flows_out = {
        "customer": {"create"},
        "order": {"create", "cancel"},
        "invoice": {"create"},
        "credit_note": {"create"},
        "payment": {"create"},
    }
    flows_in = ("order_status",)
    parallel = 2
    ask_first = True
    key_length = 30

    def __init__(self, settings):
        super().__init__(settings)
        self.wire = Wire(settings, self.exchange)
        self.profile = laid_over(SHIPPED, settings.options.get("profile", ""))

    def check(self):
        """Fetch the contract of every package; where a site has a procedure that finds documents, look for none."""
        paths = sorted({one.path for one in self.profile.values() if one.package})
        for path in paths:
            self.wire.transport.load(f"{self.settings.url.rstrip('/')}{path}?wsdl")
        if not self._can_ask():
            return f"E-Business Suite answers and publishes {len(paths)} packages. The login is tried with a document."
        self._find("order", NO_KEY)
        return f"E-Business Suite answers, the login is accepted, and {len(paths)} packages are published."

    def send(self, kind, action, key, values):
        self.wire.begin()
        try:
            values = fill(values, self.settings.options.get("site", {}))
            if kind == "payment":
                return self._receipt(key, values)
            return self._cancel(key, values) if action == "cancel" else self._create(kind, key, values)
        except SiteValueMissing as missing:
            return refused("SITE_VALUE", f"the backend has no value for {missing}", str(missing), words.SITE)
        except NotInContract as error:
            return refused("NOT_IN_CONTRACT", str(error), error.field, words.CONTRACT)
        except ProfileError as error:
            return refused("PROFILE", str(error), advice=words.PROFILE)
        except OracleFault as fault:
            return self._outcome(fault)
        except TransportError as error:
            if error.code not in ("HTTP_404", "LOGIN"):
                raise
            advice = words.SERVICE if error.code == "HTTP_404" else words.LOGIN
            return replace(unavailable(error.code, str(error)), advice=advice)

    def ask(self, kind, key, values):
        """Through the site's own procedure. A receipt counts as found when all of it is settled that is to be."""
        self.wire.begin()
        if not self._can_ask():
            return CANNOT_ASK
        rows = self._find(kind, key)
        wanted = sum(float(row["P_AMOUNT_APPLIED"]) for row in values.get("applications", ()))
        if rows and wanted and float(rows[0].get("APPLIED_AMOUNT") or 0) + 0.005 < wanted:
            return MISSING  # not as a whole: sending finds the receipt and settles what is left
        ids = [row["DOCUMENT_ID"] for row in rows]
        number = rows[0].get("DOCUMENT_NUMBER", "") if rows else ""
        return Found(ids[0], number or ids[0], tuple(ids[1:])) if ids else MISSING

    def changes(self, kind, cursor):
        """Where the orders stand that the backend follows. cursor: {"after": how many of them are read}."""
        followed = self.settings.options.get("followed_orders", []) if self._can_ask() else []
        start = int(cursor.get("after", 0))
        changes = []
        for key, _number in followed[start : start + AT_ONCE]:
            for row in self._find("order", key):
                code = row.get("STATUS", "").upper()
                changes.append(order_status(row["DOCUMENT_ID"], key, STATUS.get(code, "confirmed"), code))
        after = start + AT_ONCE
        more = after < len(followed)
        return Page(changes, {"after": after} if more else {}, more=more)

    def preview(self, kind, action, key, values):
        values = fill(values, self.settings.options.get("site", {}))
        content = self._cancelled(key, values) if action == "cancel" else self._content(kind, key, values)
        procedure = self.profile["order" if action == "cancel" else kind]
        root = self._message(procedure, content, HIDDEN)
        return etree.tostring(root, pretty_print=True, encoding="unicode")

    @classmethod
    def default_mapping(cls, kind):
        return MAPPINGS.get(kind, [])

    @classmethod
    def default_maps(cls):
        return MAPS

    # documents

    def _create(self, kind, key, values):
        procedure = self.profile[kind]
        answer = self._call(procedure, self._content(kind, key, values))
        problem = self._problem(answer, procedure)
        if problem:
            found = self.ask(kind, key, values) if problem.code == "DUPLICATE" else None
            return accepted(found.external_id, found.external_ref, True) if isinstance(found, Found) else problem
        external_id = at(answer, procedure.id)
        if not external_id and kind in ("invoice", "credit_note"):
            # The API says S and keeps its reasons in a session table: nothing was stored.
            return refused(
                "NOT_STORED", "E-Business Suite checked the document and stored nothing", advice=words.GROUND
            )
        if not external_id:
            raise TransportError(
                "NO_NUMBER", f"E-Business Suite said yes and did not name the document ({procedure.id})"
            )
        return accepted(external_id, at(answer, procedure.number) or external_id)

    def _content(self, kind, key, values):
        """Parameters of the procedure: what the mapping filled, our key, and the constants of the profile."""
        procedure = self.profile[kind]
        site, values = ship_to.taken_from(values, SHIP_TO)
        content = {name: value for name, value in values.items() if name not in ("header", "direction", "applications")}
        if "header" in values:
            content[procedure.key.partition("[]")[0]] = [values["header"]]
        if site:
            put(content, SHIP_TO, site)
        if procedure.key:
            put(content, procedure.key, key)
        for path, value in procedure.constants.items():
            put(content, path, value)
        return content

    def _cancel(self, key, values):
        procedure = self.profile["order"]
        answer = self._call(procedure, self._cancelled(key, values))
        problem = self._problem(answer, procedure)
        number = get(values, "P_HEADER_REC.HEADER_ID") or key
        if problem and "CANCEL" in problem.text.upper() and "ALREADY" in problem.text.upper():
            return accepted(number)  # that is what was asked for
        return problem or accepted(at(answer, procedure.id) or number)

    def _cancelled(self, key, values):
        """The order as it is to be: cancelled. Only what tells which order, and why."""
        header = values.get("P_HEADER_REC", {})
        kept = {name: header[name] for name in ("HEADER_ID", "ORDER_SOURCE_ID") if header.get(name)}
        content = {"P_HEADER_REC": kept | {"CANCELLED_FLAG": "Y"}}
        content["P_HEADER_REC"]["CHANGE_REASON"] = self.settings.options.get("cancel_reason") or "Not provided"
        put(content, self.profile["order"].key, key)
        for path, value in self.profile["order"].constants.items():
            if not path.startswith("P_LINE_TBL"):
                put(content, path, value)
        content["P_HEADER_REC"]["OPERATION"] = "UPDATE"
        return content

    def _receipt(self, key, values):
        """Make the receipt unless it is there, then settle each invoice with it."""
        if values.get("direction") == "outbound":
            return refused("OUTBOUND", "only money from the customer can be sent", "direction", words.OUTBOUND)
        rows = self._find("payment", key) if self._can_ask() else []
        if rows:
            receipt_id = rows[0]["DOCUMENT_ID"]
        else:
            made = self._create("payment", key, values)
            if made.kind != "accepted":
                return made
            receipt_id = made.external_id
        for row in values.get("applications", ()):
            problem = self._apply(receipt_id, row, values)
            if problem and self._can_ask():
                return problem
            if problem:
                # Sent again, it would be made again: without a way to ask, a person has to go on from here.
                text = f"receipt {receipt_id} is there, but it could not be settled: {problem.text}"
                return unknown("NOT_APPLIED", text)
        return accepted(receipt_id)

    def _apply(self, receipt_id, row, values):
        """Settle one invoice. Returns the refusal, None when it is done or was done before."""
        procedure = self.profile["apply"]
        content = {"P_CASH_RECEIPT_ID": receipt_id, "P_APPLY_DATE": values.get("P_RECEIPT_DATE"), **row}
        for path, value in procedure.constants.items():
            put(content, path, value)
        problem = self._problem(self._call(procedure, content), procedure)
        if problem and "ALREADY" in problem.text.upper() and "APPLIED" in problem.text.upper():
            return None
        return problem

    # asking

    def _can_ask(self):
        return bool(self.profile["find"].package)

    def _find(self, kind, key):
        """Documents under our key as [{column: text}], by the site's procedure."""
        procedure = self.profile["find"]
        try:
            answer = self._call(procedure, {"P_KIND": kind, "P_KEY": key} | procedure.constants)
            problem = self._problem(answer, procedure)
        except OracleFault as fault:
            raise TransportError("NOT_ASKED", str(fault), status=fault.status) from fault
        if problem:
            raise TransportError("NOT_ASKED", problem.text)
        names = {"DOCUMENT_ID": procedure.id, "DOCUMENT_NUMBER": procedure.number}
        rows = []
        for element in answer.iter():
            row = {local(child): (child.text or "").strip() for child in element if not len(child)}
            if row.get(procedure.id):
                rows.append(row | {ours: row.get(theirs, "") for ours, theirs in names.items()})
        return rows

    # calls

    def _call(self, procedure, content):
        address = self.settings.url.rstrip("/") + procedure.path
        return self.wire.call(procedure.path, address, self._message(procedure, content, self.settings.password))

    def _message(self, procedure, content, password):
        body = procedure.contract().build("InputParameters", shaped(content, procedure.types()))

        def header(top):
            soa = etree.SubElement(
                top, f"{{{procedure.header_namespace}}}SOAHeader", nsmap={"soa": procedure.header_namespace}
            )
            for name in SOA_FIELDS:
                value = self.settings.options.get("soa", {}).get(name)
                if value:
                    etree.SubElement(soa, f"{{{procedure.header_namespace}}}{name}").text = str(value)
            username_token(top, self.settings.login, password, stamped=False)

        return envelope(body, header)

    @staticmethod
    def _problem(answer, procedure):
        """None for S; a refusal for E. Anything else is raised: nobody knows."""
        status = at(answer, procedure.status).upper()
        if status == "S":
            return None
        said = []
        for name in procedure.messages:
            for element in inside(answer, name):
                said += [
                    (part.text or "").strip() for part in element.iter() if not len(part) and (part.text or "").strip()
                ]
        text = "; ".join(dict.fromkeys(said)) or "E-Business Suite did not say why"
        if status == "E" and words.may_repeat(text):
            return unavailable("BUSY", text)
        if status == "E":
            code, advice = words.meaning(text)
            return refused(code, text, advice=advice)
        code = "UNEXPECTED" if status == "U" else "NO_STATUS"
        raise TransportError(code, f"E-Business Suite stopped in the middle: {text}")

    @staticmethod
    def _outcome(fault):
        """The gateway refuses what is not in its contract as the sender's fault; every other fault says nothing."""
        if fault.code.lower().startswith("client"):
            code, advice = words.meaning(str(fault))
            return refused(code, str(fault), advice=advice)
        raise TransportError(fault.code or "FAULT", str(fault), status=fault.status) from fault
