"""Kingdee EAS over its Axis services: session, vouchers, auxiliary balances, and the site's own services.

What one has to know (the ground of each is in the readme):
- a login opens a session whose id goes into the header of every call; it is lost after some minutes, or when the same
  user logs out elsewhere. A call without a valid session is not executed: log in once more, send once more;
- a failed login is a fault, or an answer with an empty session id;
- importVoucher takes flat rows and answers strings; it does not know the same key again, so findVoucher is asked first;
- there is no standard service for customers, orders, invoices or payments: those are the site's (Site Services).
"""

import contextlib
from datetime import date

from odoo.addons.erp_connector.engine.dialect import Change, Page
from odoo.addons.erp_connector.engine.outcome import MISSING, Found, accepted, refused
from odoo.addons.erp_connector.soap.transport import Transport, TransportError
from odoo.addons.erp_connector_facade.engine.facade import SITE_READS, FacadeDialect

from . import axis, vouchers, words
from .eas_rules import MAPPINGS, MAPS

SERVICES = "/ormrpc/services/"
LOGIN, LEDGER = "EASLogin", "WSGLWebServiceFacade"
# Words in a fault that mean: this session is not valid (any more), so nothing was executed.
SESSION_WORDS = ("session", "会话", "未登录", "重新登录", "登录超时")
BALANCE_COLUMNS = "customer||customer_name||document||currency||begin||debit||credit||open"
ROWS = 200  # rows of one page of balances
DB_TYPES = {"sqlserver": 0, "oracle": 1, "db2": 2}


class KingdeeEas(FacadeDialect):
    code = "kingdee_eas"
    name = "Kingdee EAS"
    erp = "EAS"
    flows_out = {
        "customer": {"create", "update"},
        "product": {"create", "update"},
        "order": {"create", "update", "cancel"},
        "invoice": {"create"},
        "credit_note": {"create"},
        "payment": {"create"},
        "journal_entry": {"create"},
    }
    flows_in = SITE_READS
    # One session per company: a second login of the same user may end the first.
    parallel = 1
    ask_first = True
    key_length = 40

    def __init__(self, settings):
        super().__init__(settings)
        self.options = settings.options
        self.session = ""
        self.transport = Transport(settings)

    def check(self):
        self._log_in()
        company = self._company()
        if not company:
            return "EAS answers, the login is accepted. Fill in company_number to check the ledger too."
        rows = self._call(LEDGER, axis.LEDGER, "getAccount", [("orgNumber", company), ("fromRow", 1), ("toRow", 1)])
        if not rows:
            return "EAS answers, the login is accepted; it shows no accounts of this company."
        return "EAS answers, the login is accepted; its chart of accounts can be read."

    def close(self):
        if not self.session:
            return
        session, self.session = self.session, ""
        arguments = [("userName", self.settings.login), *self._where()]
        # Without it the session ends by itself.
        with contextlib.suppress(TransportError, axis.Fault):
            self._post(LOGIN, axis.LOGIN, "logout", arguments, session, kept=False)

    # documents

    def send(self, kind, action, key, values):
        if kind == "journal_entry":
            return self.guarded(lambda: self._import_voucher(key, values))
        return super().send(kind, action, key, values)

    def ask(self, kind, key, values):
        if kind != "journal_entry":
            return super().ask(kind, key, values)
        numbers = self._find_voucher(key, self.filled(values))
        if not numbers:
            return MISSING
        ids = [self._voucher_id(self.filled(values), number) for number in numbers]
        return Found(ids[0], numbers[0], tuple(ids[1:]))

    def preview(self, kind, action, key, values):
        if kind != "journal_entry":
            return super().preview(kind, action, key, values)
        return axis.request(axis.LEDGER, "importVoucher", self._voucher(key, self.filled(values)), "•••").decode()

    def _voucher(self, key, values):
        rows = vouchers.flat_rows(values, key, self.options.get("credit") or "0")
        switches = self.options.get("import_switches") or {}
        wanted = [(name, int(switches.get(name, 0))) for name in ("isSubmit", "isVerify", "isCashflow")]
        return [("col", rows), *wanted]

    def _import_voucher(self, key, values):
        values = self.filled(values)
        texts = self._call(LEDGER, axis.LEDGER, "importVoucher", self._voucher(key, values))
        if not texts:
            raise TransportError("EMPTY_ANSWER", "EAS sent an answer without a result")
        results = [vouchers.said(text) for text in texts]
        wrong = [said for said in results if not said.ok]
        if wrong:
            text = "; ".join(said.text or said.code for said in wrong)
            return refused(wrong[0].code, text, advice=words.advice(text, words.OF_VOUCHER, words.VOUCHER))
        if results[0].number:
            return accepted(self._voucher_id(values, results[0].number), results[0].number)
        found = self._find_voucher(key, values)
        if not found:
            raise TransportError("NO_NUMBER", "EAS said yes and did not name the voucher")
        return accepted(self._voucher_id(values, found[0]), found[0])

    def _find_voucher(self, key, values):
        wanted = [("comNumber", values.get("companyNumber", "")), ("year", int(values["periodYear"]))]
        wanted.append(("periodNnumber", int(values["periodNumber"])))  # EAS's own spelling
        texts = self._call(LEDGER, axis.LEDGER, "findVoucher", wanted)
        layout = self.options.get("found_parts") or vouchers.FOUND_PARTS
        return [number for _kind, number in vouchers.found(texts, layout, key)]

    @staticmethod
    def _voucher_id(values, number):
        names = ("companyNumber", "periodYear", "periodNumber", "voucherType")
        return vouchers.key_of(*(values.get(name, "") for name in names), number)

    # reading

    def changes(self, kind, cursor):
        if kind == "open_item" and self.facade(kind) is None:
            return self._balances(cursor)
        return super().changes(kind, cursor)

    def _balances(self, cursor):
        """What customers owe, from the auxiliary balances of the receivable account, read by rows.

        cursor: {"row": next row, "seen": {id: balance} of this round, "known": {id: customer} of the last one}.
        """
        account, company = self.options.get("receivable_account"), self._company()
        if not account or not company:
            return Page([], cursor)
        today = self.options.get("today") or date.today().isoformat()
        first, limit = int(cursor.get("row", 1)), int(self.options.get("rows") or ROWS)
        where = [("orgnumber", company), ("accountNumber", account), ("year", today[:4])]
        where += [("period", str(int(today[5:7]))), ("fromRow", first), ("toRow", first + limit - 1)]
        rows = self._call(LEDGER, axis.LEDGER, "getAssitBalance", where)
        seen, known = dict(cursor.get("seen", {})), cursor.get("known", {})
        changes = [self._open_item(row, today) for row in rows]
        seen |= {change.remote_id: change.document["customer_id"] for change in changes}
        if len(rows) >= limit:
            return Page(changes, {"row": first + limit, "seen": seen, "known": known}, more=True)
        gone = {name: customer for name, customer in known.items() if name not in seen}
        changes += [_item(name, customer, "", "0", today) for name, customer in gone.items()]
        return Page(changes, {"known": seen})

    def _open_item(self, cells, today):
        names = (self.options.get("balance_columns") or BALANCE_COLUMNS).split(vouchers.SEPARATOR)
        if len(cells) < len(names):
            text = f"a balance has {len(cells)} columns where {len(names)} are described"
            raise TransportError("COLUMNS", text)
        row = dict(zip((name.strip() for name in names), cells, strict=False))
        number = row.get("document") or row.get("customer", "")
        code = row.get("currency", "")
        currency = self.options.get("currencies", {}).get(code, code)
        return _item(
            f"{row.get('customer', '')}/{number}", row.get("customer", ""), currency, row["open"], today, number
        )

    # the services

    def call_site(self, facade, text):
        namespace = facade.namespace or self.settings.url.rstrip("/") + SERVICES + facade.service
        result = self._call(facade.service, namespace, facade.operation or "handle", [(facade.argument or "in0", text)])
        return result if isinstance(result, str) else (result or [""])[0]

    def _call(self, service, namespace, operation, arguments):
        """The result of a call inside the session: a text, or a list of texts, or a list of lists."""
        if not self.session:
            self._log_in()
        try:
            found, follow = self._post(service, namespace, operation, arguments, self.session)
        except axis.Fault as fault:
            if not _session_lost(fault.text):
                raise self._as_problem(fault) from None
            self._log_in()
            try:
                found, follow = self._post(service, namespace, operation, arguments, self.session)
            except axis.Fault as again:
                raise self._as_problem(again) from None
        return axis.texts(found, follow) if len(found) else (found.text or "").strip() or []

    @staticmethod
    def _as_problem(fault):
        if _session_lost(fault.text):
            return TransportError("SESSION", f"EAS opened a session and does not know it: {fault.text}", False)
        if "could not find a target service" in fault.text:
            return TransportError("NO_SERVICE", "EAS has no such service: look into Site Services", False)
        return TransportError(fault.code, fault.text or "EAS answered with a fault that says nothing")

    def _log_in(self):
        self.session = ""
        options = self.options
        arguments = [("userName", self.settings.login), ("password", self.settings.password), *self._where()]
        arguments.append(("dbType", DB_TYPES.get(options.get("db_type"), 1)))
        if options.get("auth_pattern"):
            arguments.append(("authPattern", options["auth_pattern"]))
            if options.get("encoded_password"):
                arguments.append(("isEncodePwd", 1))
        try:
            found, follow = self._post(LOGIN, axis.LOGIN, "login", arguments, kept=False)
        except axis.Fault as fault:
            raise TransportError(
                "LOGIN", f"EAS does not accept the login of this backend: {fault.text}", False
            ) from None
        except TransportError as error:
            # Whatever became of the login: the document has not been sent.
            raise TransportError(error.code, str(error), False, error.status, error.retry_after) from None
        self.session = axis.members(found, follow).get("sessionId", "")
        if not self.session:
            raise TransportError("LOGIN", "EAS does not accept the login of this backend", False)

    def _where(self):
        options = self.options
        return [
            ("slnName", options.get("solution") or "eas"),
            ("dcName", self.settings.company),
            ("language", options.get("language") or "L2"),
        ]

    def _company(self):
        return self.options.get("constants", {}).get("company_number", "")

    def _post(self, service, namespace, operation, arguments, session="", kept=True):
        body = axis.request(namespace, operation, arguments, session)
        headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'}
        # A login stays out of the audit: its password may look different inside XML, and then no mask would find it.
        self.transport.exchange = self.exchange if kept else None
        response = self.post(self.settings.url.rstrip("/") + SERVICES + service, body, headers)
        return axis.answer(operation, response.status_code, response.content)

    @classmethod
    def default_mapping(cls, kind):
        return MAPPINGS.get(kind, [])

    @classmethod
    def default_maps(cls):
        return MAPS


def _session_lost(text):
    return any(word in text.casefold() for word in SESSION_WORDS)


def _item(name, customer, currency, balance, today, number=""):
    document = {"external_id": name, "number": number or name, "type": "other", "customer_id": customer}
    document |= {"date": today, "due": "", "currency": currency, "total": balance, "open": balance}
    return Change("open_item", name, document, balance)
