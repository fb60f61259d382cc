"""Yonyou U8: customers, products and orders as EAI documents, everything else through services of the site.

What one has to know (the ground of each is in the readme):
- EAI takes one ufinterface for each document at /u8eai/import.asp and knows a sender by its registered number only;
- success is succeed="0" with a key; succeed="0" without a key means that nothing was written;
- our key is the code of the document; U8 refuses a code that it has, and a query by code answers whether it has it.
"""

from odoo.addons.erp_connector.engine.outcome import MISSING, Found, accepted, refused
from odoo.addons.erp_connector.soap.transport import Transport, TransportError
from odoo.addons.erp_connector_facade.engine.facade import SITE_READS, FacadeDialect

from . import u8_rules, ufinterface, words

PATH = "/u8eai/import.asp"
# {kind: (roottag, member that holds the code, name of the code in a query)}
DOCUMENTS = {
    "customer": ("customer", "code", "cCusCode"),
    "product": ("inventory", "header.code", "cInvCode"),
    "order": ("saleorder", "header.code", "cSOCode"),
}
NOT_SET_UP = ("注册码", "未注册", "账套", "帐套", "数据源")


class YonyouU8(FacadeDialect):
    code = "yonyou_u8"
    name = "Yonyou U8"
    erp = "U8"
    flows_out = {
        "customer": {"create", "update"},
        "product": {"create", "update"},
        "order": {"create"},
        "invoice": {"create"},
        "credit_note": {"create"},
        "payment": {"create"},
        "journal_entry": {"create"},
    }
    flows_in = SITE_READS
    parallel = 1
    ask_first = True
    key_length = 20

    def __init__(self, settings):
        super().__init__(settings)
        self.options = settings.options
        auth = (settings.login.encode(), settings.password.encode()) if settings.login else None
        self.transport = Transport(settings, auth)
        self.transport.exchange = self.exchange

    def check(self):
        self._query("customer", "-")
        return f"U8 answers, the login as {self.options.get('sender') or '?'} is accepted."

    def send(self, kind, action, key, values):
        if self._by_service(kind):
            return super().send(kind, action, key, values)
        return self.guarded(lambda: self._send(kind, action, key, values))

    def ask(self, kind, key, values):
        if self._by_service(kind):
            return super().ask(kind, key, values)
        code = self._code(kind, key, values)
        found = self._query(kind, code)
        return Found(found[0], found[0], tuple(found[1:])) if found else MISSING

    def preview(self, kind, action, key, values):
        if self._by_service(kind):
            return super().preview(kind, action, key, values)
        return self._document(kind, "add" if action == "create" else "edit", key, values)[0]

    def _by_service(self, kind):
        """A kind that EAI has no document for, or that a service of the site takes; one that only reads is none."""
        facade = self.facade(kind)
        return kind not in DOCUMENTS or bool(facade and facade.template("send"))

    def _send(self, kind, action, key, values):
        text, body = self._document(kind, "add" if action == "create" else "edit", key, values)
        root = self._post(text, body)
        item = root.find(".//item")
        if item is None or not item.get("succeed"):
            raise TransportError("EMPTY_ANSWER", "U8 answered and said nothing about this document")
        code, said = item.get("succeed"), item.get("dsc") or ""
        if code == "0":
            if not (item.get("key") or item.get("u8key")):
                raise TransportError("NOT_WRITTEN", "U8 said yes and named no document: nothing was written")
            return accepted(self._code(kind, key, values), item.get("u8key") or "")
        self._mind_set_up(said)
        text = said or "U8 refused and did not say why"
        return refused(code, text, advice=words.advice(text))

    def _document(self, kind, proc, key, values):
        values = ufinterface.numbered(self.filled(self._coded(kind, key, values)))
        return ufinterface.document(self._attributes(kind, proc), DOCUMENTS[kind][0], "", values, self._encoding())

    def _attributes(self, kind, proc):
        root = DOCUMENTS[kind][0]
        attributes = {"roottag": root, "billtype": "", "docid": "", "receiver": self.options.get("receiver") or "u8"}
        attributes |= {"sender": self.options.get("sender", ""), "proc": proc, "codeexchanged": "N"}
        return attributes | {"exportneedexch": "N", "version": "2.0"}

    def _coded(self, kind, key, values):
        head, _, name = DOCUMENTS[kind][1].rpartition(".")
        code = self._code(kind, key, values)
        return {**values, head: {**values.get(head, {}), name: code}} if head else {**values, name: code}

    def _code(self, kind, key, values):
        head, _, name = DOCUMENTS[kind][1].rpartition(".")
        return (values.get(head, {}) if head else values).get(name) or key

    def _query(self, kind, code):
        """Codes of the documents that U8 has under this code."""
        root, member, name = DOCUMENTS[kind]
        field = {"@display": "", "@name": name, "@operation": "=", "@value": code, "@logic": ""}
        text, body = ufinterface.document(self._attributes(kind, "query"), root, "", {"field": field}, self._encoding())
        answer = self._post(text, body)
        item = answer.find("item")
        if item is not None and item.get("succeed") not in (None, "0"):
            self._mind_set_up(item.get("dsc") or "")
            raise TransportError(item.get("succeed"), item.get("dsc") or "U8 did not answer the question")
        path = member.replace(".", "/")
        found = [element.findtext(path) or element.findtext(f"header/{path}") for element in answer.iter(root)]
        return [one for one in found if one == code]

    @staticmethod
    def _mind_set_up(text):
        if any(word in text for word in NOT_SET_UP):
            raise TransportError("NOT_SET_UP", f"U8 does not accept the login of this backend: {text}", False)

    def _encoding(self):
        return self.options.get("encoding") or "UTF-8"

    def _post(self, text, body):
        address = self.settings.url.rstrip("/") + (self.options.get("path") or PATH)
        try:
            response = self.post(address, body, {"Content-Type": f"application/xml; charset={self._encoding()}"})
        finally:
            # The audit keeps letters, not bytes of an old encoding.
            self.exchange.request = text[:65536]
        root = ufinterface.interface(response.content, response.status_code, "U8")
        self.exchange.response = ufinterface.decoded(response.content)[:65536]
        return root

    def call_site(self, facade, text):
        """The site's own service: one text in the body of a POST, one text back."""
        address = f"{self.settings.url.rstrip('/')}/{facade.service.lstrip('/')}"
        kind = "application/json" if facade.style == "json" else "text/xml"
        response = self.post(address, text.encode(), {"Content-Type": f"{kind}; charset=utf-8"})
        if response.status_code != 200:
            raise TransportError(f"HTTP_{response.status_code}", "the site's service answered with an error page")
        try:
            return response.content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise TransportError("NOT_UTF8", "the answer of the site's service is not UTF-8") from None

    @classmethod
    def default_mapping(cls, kind):
        return u8_rules.EAI.get(kind) or u8_rules.FINANCE.get(kind, [])

    @classmethod
    def default_maps(cls):
        return u8_rules.MAPS
