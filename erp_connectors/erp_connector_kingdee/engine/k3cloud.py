"""Kingdee K/3 Cloud (云星空) over its JSON web service: forms are saved, submitted and audited, rows are queried.

What one has to know (the ground of each is in the readme):
- a document is there when it has been saved, and counts when it has been audited. Each step is a call of its own; after a
  crash between two of them the document is found by its key and the rest is done;
- our key is the number of the document (FBillNo), which K/3 Cloud keeps unique, or a field that the site has added;
- an audited document cannot be saved: a change is un-audit, save, submit, audit;
- success is ResponseStatus.IsSuccess; a lost session is MsgCode 1, and such a call was not executed.
"""

import contextlib
import json

from odoo.addons.erp_connector.engine import listing
from odoo.addons.erp_connector.engine.outcome import MISSING, Found, accepted, refused
from odoo.addons.erp_connector.soap.transport import Transport, TransportError
from odoo.addons.erp_connector_facade.engine.facade import FacadeDialect

from . import k3_ledger, k3_reading, k3_wire, words
from .k3_rules import MAPPINGS, MAPS

FORMS = {
    "customer": "BD_Customer",
    "product": "BD_MATERIAL",
    "order": "SAL_SaleOrder",
    "invoice": "AR_receivable",
    "credit_note": "AR_receivable",
    "payment": "AR_RECEIVEBILL",
    "journal_entry": "GL_VOUCHER",
    "stock": "STK_Inventory",
    "delivery": "SAL_OUTSTOCK",
    "price": "BD_SAL_PriceList",
}
IDS = {"customer": "FCUSTID", "product": "FMATERIALID", "journal_entry": "FVOUCHERID"}
MASTER = ("customer", "product")
# Steps after Save, and the status that each leads to: A created, B submitted, C audited, D to be audited again.
GOALS = {"save": ("A", "B", "C", "D"), "submit": ("B", "C"), "audit": ("C",)}


class K3Cloud(FacadeDialect):
    code = "kingdee_k3cloud"
    name = "Kingdee K/3 Cloud"
    erp = "K/3 Cloud"
    flows_out = {
        "customer": {"create", "update"},
        "product": {"create", "update"},
        "order": {"create", "update", "cancel"},
        "invoice": {"create"},
        "credit_note": {"create"},
        "payment": {"create"},
        "journal_entry": {"create"},
    }
    flows_in = ("customer", "product", "order_status", "invoice", "payment", "delivery", "open_item", "stock", "price")
    flows_in += ("credit_limit",)
    full_lists = ("stock",)
    parallel = 2
    # `send` looks for the key before it saves, because a document may be half done.
    ask_first = False
    key_length = 80

    def __init__(self, settings):
        super().__init__(settings)
        self.options = settings.options
        self.transport = Transport(settings)
        self.logged_in = False

    def check(self):
        self._log_in()
        rows = self.query("customer", ("FNumber",), "", "", 1)
        if not rows:
            return "K/3 Cloud answers, the login is accepted; there is no customer yet."
        return "K/3 Cloud answers, the login is accepted; customers can be read."

    def close(self):
        if self.logged_in:
            self.logged_in = False
            # Without it the session ends by itself.
            with contextlib.suppress(TransportError):
                self._post(k3_wire.LOGINS + "Logout", k3_wire.body(), kept=False)

    # documents

    def send(self, kind, action, key, values):
        return self.guarded(lambda: self._send(kind, action, key, values))

    def ask(self, kind, key, values):
        """Found only when the document has come all the way; one that is half done is for `send` to finish."""
        rows = self._rows_with(kind, key, values)
        if not rows or (len(rows) == 1 and rows[0]["status"] not in self.goal(kind)):
            return MISSING
        return Found(rows[0]["number"], rows[0]["number"], tuple(row["number"] for row in rows[1:]))

    def changes(self, kind, cursor):
        return k3_reading.changes(self, kind, cursor)

    @classmethod
    def ledgers_for(cls, options):
        return cls.ledgers  # its own queries, no services of the site

    def ledger(self, kind, since, until):
        return k3_ledger.ledger(self, kind, since, until)

    def fetch(self, kind, external_id):
        return k3_reading.fetch(self, kind, external_id)

    def read(self, kind, external_id):
        return k3_ledger.read(self, kind, external_id)

    def listing(self, kind):
        return listing.listed(self, kind) if kind in self.listings else None

    def preview(self, kind, action, key, values):
        model = self._model(kind, key, self.filled(values))
        return json.dumps({"formid": self._form(kind), "data": {"Model": model}}, ensure_ascii=False, indent=2)

    def _send(self, kind, action, key, values):
        rows = self._rows_with(kind, key, values)
        if len(rows) > 1:
            numbers = ", ".join(row["number"] for row in rows)
            raise TransportError("DOUBLED", f"K/3 Cloud has it more than once: {numbers}")
        there = rows[0] if rows else None
        if action == "cancel":
            return self._cancel(kind, key, there)
        if there and action == "create" and there["status"] in self.goal(kind):
            return accepted(there["number"], recovered=True)
        if not there and action == "update":
            return refused("NOT_THERE", f"K/3 Cloud has no document {key}", advice=words.DISPUTED)
        if there and there["status"] == "C":
            status = self._act(kind, "UnAudit", there["id"])
            if not status.ok:
                return self._refused(status, there)
            there = {**there, "status": "D"}
        model = self._model(kind, key, self.filled(values))
        if there and there["status"] == "B":
            return self._onward(kind, there, ("audit",))
        return self._save(kind, model, there)

    def _save(self, kind, model, there):
        if there:
            model = {self.id_field(kind): int(there["id"]), **model}
        data = {"IsDeleteEntry": "true", "IsVerifyBaseDataField": "true", "Model": k3_wire.numbers(model)}
        status = self._call(k3_wire.FORMS + "Save", self._form(kind), data)
        if not status.ok:
            return self._refused(status, there)
        if not status.entities or not status.entities[0][1]:
            raise TransportError("NO_NUMBER", "K/3 Cloud said yes and did not name the document")
        row = {"id": status.entities[0][0], "number": status.entities[0][1], "status": "A"}
        return self._onward(kind, row, ("submit", "audit"))

    def _onward(self, kind, row, steps):
        """The steps after Save, as far as the backend wants to go."""
        goal = self._until(kind)
        wanted = {"save": (), "submit": ("submit",), "audit": ("submit", "audit")}[goal]
        for step in steps:
            if step in wanted:
                status = self._act(kind, step.title(), row["id"])
                if not status.ok:
                    return self._refused(status, row)
        return accepted(row["number"])

    def _cancel(self, kind, key, there):
        if not there or there["cancelled"] == "B":
            return accepted(there["number"] if there else key)
        if there["status"] in ("B", "C"):
            status = self._act(kind, "UnAudit", there["id"])
            if not status.ok:
                return self._refused(status, there)
        data = {"Ids": there["id"]}
        # K/3 Cloud's own spelling.
        status = self._call(k3_wire.FORMS + "ExcuteOperation", self._form(kind), "Cancel", data)
        return accepted(there["number"]) if status.ok else self._refused(status, there)

    def _refused(self, status, there):
        text = status.text or "K/3 Cloud refused and did not say why"
        otherwise = words.FORM_LEFT if there else words.FORM
        return refused(status.code or "REFUSED", text, status.wrong_field, words.advice(text, words.OF_FORM, otherwise))

    def _act(self, kind, operation, number):
        return self._call(k3_wire.FORMS + operation, self._form(kind), {"Ids": number})

    def _model(self, kind, key, values):
        """The form with our key in it, and without what is empty."""
        field = self.key_field(kind)
        if kind == "customer" or (kind not in MASTER and field):
            values = {**values, field: values.get(field) or key}
        return values

    def key_field(self, kind):
        """Field that carries our key; for customers and products that is their number."""
        return "FNumber" if kind in MASTER else self.options.get("key_field") or "FBillNo"

    def number_field(self, kind):
        return "FNumber" if kind in MASTER else "FBillNo"

    def id_field(self, kind):
        return IDS.get(kind, "FID")

    def _rows_with(self, kind, key, values):
        field = self.key_field(kind)
        wanted = str(values.get("FNumber") or key) if kind in MASTER else key
        cancelled = [] if kind in MASTER or kind == "journal_entry" else ["FCancelStatus"]
        keys = [self.id_field(kind), self.number_field(kind), "FDocumentStatus", *cancelled]
        rows = self.query(kind, keys, f"{field} = {k3_wire.quoted(wanted)}", "", 10)
        names = ("id", "number", "status", "cancelled")
        return [dict(zip(names, (*map(str, row), ""), strict=False)) for row in rows]

    def _until(self, kind):
        return self.options.get("until", {}).get(kind) or "audit"

    def goal(self, kind):
        return GOALS[self._until(kind)]

    def _form(self, kind):
        return self.options.get("forms", {}).get(kind) or FORMS[kind]

    # the wire

    def query(self, kind, keys, where, order, limit, start=0):
        """Rows of a form as lists, in the order of `keys`."""
        data = {"FormId": self._form(kind), "FieldKeys": ",".join(keys), "FilterString": where, "OrderString": order}
        data |= {"TopRowCount": 0, "StartRow": start, "Limit": limit}
        return self._in_session(k3_wire.FORMS + "ExecuteBillQuery", (data,), k3_wire.rows_of)

    def _call(self, service, *parameters):
        return self._in_session(service, parameters, k3_wire.status_of)

    def _in_session(self, service, parameters, read):
        if not self.logged_in:
            self._log_in()
        try:
            return read(self._post(service, k3_wire.body(*parameters)))
        except k3_wire.SessionLost:
            self._log_in()
        try:
            return read(self._post(service, k3_wire.body(*parameters)))
        except k3_wire.SessionLost:
            text = "K/3 Cloud opened a session and does not know it: does another login of this user end it?"
            raise TransportError("SESSION", text, False) from None

    def _log_in(self):
        self.logged_in = False
        settings, language = self.settings, int(self.options.get("language") or 2052)
        if self.options.get("app_id"):
            service = "LoginByAppSecret"
            parameters = (settings.company, settings.login, self.options["app_id"], settings.token, language)
        else:
            service = "ValidateUser"
            parameters = (settings.company, settings.login, settings.password, language)
        try:
            answer = self._post(k3_wire.LOGINS + service, k3_wire.body(*parameters), kept=False)
        except TransportError as error:
            # Whatever became of the login: the document has not been sent.
            raise TransportError(error.code, str(error), False, error.status, error.retry_after) from None
        if not isinstance(answer, dict) or answer.get("LoginResultType") != 1:
            said = (answer.get("Message") or "") if isinstance(answer, dict) else ""
            raise TransportError(
                "LOGIN", f"K/3 Cloud does not accept the login of this backend: {said}".rstrip(": "), False
            )
        self.logged_in = True

    def _post(self, service, body, kept=True):
        # A login stays out of the audit: its password may look different inside JSON, and then no mask would find it.
        self.transport.exchange = self.exchange if kept else None
        base = self.settings.url.rstrip("/")
        path = "" if base.casefold().endswith("/k3cloud") else "/K3Cloud"
        response = self.post(f"{base}{path}/{service}{k3_wire.SUFFIX}", body, k3_wire.HEADERS)
        return k3_wire.parsed(response.status_code, response.content)

    @classmethod
    def default_mapping(cls, kind):
        return MAPPINGS.get(kind, [])

    @classmethod
    def default_maps(cls):
        return MAPS
