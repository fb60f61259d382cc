"""Yonyou NC: documents through the exchange platform (XChangeServlet, or a uapws component), reading through uapws.

What one has to know (the ground of each is in the readme):
- one ufinterface holds one document; its id is our key, and with replace="N" the platform refuses a second one of the
  same id. So a message whose answer was lost is simply sent again: the refusal says that the first one arrived;
- success is resultcode 1, one sendresult for each document; everything else is a no with words in Chinese;
- a sender that is not registered or an account that does not exist is no fault of the document: the message waits;
- NC5 and NC6 differ in names, address and encoding; what is not in the declared encoding is refused before sending.
"""

from urllib.parse import urlencode

from odoo.addons.erp_connector.engine.outcome import CANNOT_ASK, accepted, refused
from odoo.addons.erp_connector.soap.transport import Transport, TransportError
from odoo.addons.erp_connector_facade.engine.facade import SITE_READS, FacadeDialect

from . import nc_rules, plain_soap, ufinterface, words

SERVLET, UAPWS = "/service/XChangeServlet", "/uapws/service/"
# Words that mean: a document of this id is there already.
REPEATED = "不允许重复导入;重复导入单据"
# Words that mean: nothing is wrong with the document, the backend is not set up.
NOT_SET_UP = ("外系统", "发送方", "未注册", "帐套", "账套", "sender")
MASTER = ("customer", "product")


class YonyouNc(FacadeDialect):
    code = "yonyou_nc"
    name = "Yonyou NC6 / NCC"
    erp = "NC"
    flows_out = {
        "customer": {"create", "update"},
        "product": {"create", "update"},
        "order": {"create", "update"},
        "invoice": {"create"},
        "credit_note": {"create"},
        "payment": {"create"},
        "journal_entry": {"create"},
    }
    flows_in = SITE_READS
    parallel = 2
    # The platform refuses a document that it has: asking first would cost a call and prove nothing more.
    ask_first = False
    key_length = 40
    encoding = "UTF-8"
    variant = "nc6"
    rules = nc_rules.NC6
    maps = nc_rules.MAPS
    # {kind: (billtype, element of the document)}; Site Values billtype_<kind> and root_<kind> say otherwise.
    documents = {
        "customer": ("customer", "bill"),
        "product": ("material", "bill"),
        "order": ("30", "bill"),
        "invoice": ("F0", "bill"),
        "credit_note": ("F0", "bill"),
        "payment": ("F2", "bill"),
        "journal_entry": ("vouchergl", "voucher"),
    }
    # Where a code of its own stands in the document of a customer or product.
    codes = {"customer": "billhead.code", "product": "billhead.code"}

    def __init__(self, settings):
        super().__init__(settings)
        self.options = settings.options
        auth = (settings.login.encode(), settings.password.encode()) if settings.login else None
        self.transport = Transport(settings, auth)
        self.transport.exchange = self.exchange

    def check(self):
        """An exchange document without any document in it: the platform looks at sender and account, and does nothing."""
        text, body = ufinterface.document(self._attributes("order", "N"), "", "", {}, self._encoding())
        root = self._exchange(text, body)
        said = " ".join(root.itertext()).strip()
        self._mind_set_up(said)
        return f"NC answers, the login as {self._attributes('order', 'N')['sender'] or '?'} is accepted."

    # documents

    def send(self, kind, action, key, values):
        return self.guarded(lambda: self._send(kind, action, key, values))

    def ask(self, kind, key, values):
        """The platform cannot be asked; the site's own service may be."""
        facade = self.facade(kind)
        return super().ask(kind, key, values) if facade is not None and self.options.get("ask_site") else CANNOT_ASK

    def repeatable(self, kind):
        """With replace="N" the platform refuses an id that it has, so sending again is as good as asking."""
        return self.options.get("refuses_repeats", True)

    def preview(self, kind, action, key, values):
        return self._document(kind, action, key, values)[0]

    def _send(self, kind, action, key, values):
        text, body = self._document(kind, action, key, values)
        answer = ufinterface.result(self._exchange(text, body), key)
        external_id = self._code(kind, key, values)
        if answer.ok:
            return accepted(external_id, answer.content or answer.pk or key)
        if action == "create" and self._repeated(answer.text):
            return accepted(external_id, answer.content or answer.pk or key, recovered=True)
        self._mind_set_up(answer.text)
        said = answer.text or "NC refused and did not say why"
        return refused(answer.code, said, advice=words.advice(said))

    def _document(self, kind, action, key, values):
        _billtype, root = self._names(kind)
        values = _pruned(ufinterface.numbered(self.filled(self._coded(kind, key, values))))
        replace = "N" if action == "create" else "Y"
        return ufinterface.document(self._attributes(kind, replace, key), root, key, values, self._encoding())

    def _names(self, kind):
        billtype, root = self.documents[kind]
        constants = self.options.get("constants", {})
        return constants.get(f"billtype_{kind}") or billtype, constants.get(f"root_{kind}") or root

    def _attributes(self, kind, replace, key=""):
        options = self.options
        attributes = {"account": options.get("account", ""), "billtype": self._names(kind)[0]}
        attributes |= {"filename": f"{key}.xml" if key else "", "groupcode": options.get("groupcode", "")}
        attributes |= {"isexchange": "Y", "orgcode": options.get("orgcode", ""), "proc": "add"}
        attributes |= {"receiver": options.get("receiver", ""), "replace": replace, "roottag": ""}
        return attributes | {"sender": options.get("sender", "")}

    def _coded(self, kind, key, values):
        """A customer or product without a code of its own gets our key as its code: NC is asked for it by that."""
        if kind not in self.codes:
            return values
        head, _, name = self.codes[kind].partition(".")
        return {**values, head: {**values.get(head, {}), name: self._code(kind, key, values)}}

    def _code(self, kind, key, values):
        if kind not in self.codes:
            return key
        head, _, name = self.codes[kind].partition(".")
        return values.get(head, {}).get(name) or key

    def _repeated(self, text):
        return any(
            word.strip() in text for word in (self.options.get("repeated") or REPEATED).split(";") if word.strip()
        )

    @staticmethod
    def _mind_set_up(text):
        if any(word in text for word in NOT_SET_UP):
            raise TransportError("NOT_SET_UP", f"NC does not accept the login of this backend: {text}", False)

    # the wire

    def _encoding(self):
        return self.options.get("encoding") or self.encoding

    def _exchange(self, text, body):
        """Send an exchange document by the chosen way; the ufinterface of the answer."""
        if self.options.get("transport") == "uapws":
            component = self.options.get("uapws_component", "")
            said = self._uapws(component, "", self.options.get("uapws_operation") or "exchange", "string", text)
            return ufinterface.interface(said.encode(self._encoding(), "replace"), 200)
        names = ("account", "groupcode") if self.variant == "nc6" else ("account", "receiver")
        query = urlencode({name: self.options.get(name, "") for name in names if self.options.get(name)})
        address = self.settings.url.rstrip("/") + (self.options.get("path") or SERVLET) + (f"?{query}" if query else "")
        try:
            response = self.post(address, body, {"Content-Type": "text/xml"})
        finally:
            # The audit keeps letters, not bytes of an old encoding.
            self.exchange.request = text[:65536]
        root = ufinterface.interface(response.content, response.status_code)
        self.exchange.response = ufinterface.decoded(response.content)[:65536]
        return root

    def call_site(self, facade, text):
        argument = facade.argument or "string"
        return self._uapws(facade.service, facade.namespace, facade.operation or "handle", argument, text)

    def _uapws(self, component, namespace, operation, argument, text):
        if not component:
            raise TransportError("NO_SERVICE", "the backend names no uapws component", False)
        body = plain_soap.request(namespace or namespace_of(component), operation, [(argument, text)])
        headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'}
        response = self.post(self.settings.url.rstrip("/") + UAPWS + component, body, headers)
        return plain_soap.result(response.status_code, response.content, ("return",), "NC")

    @classmethod
    def default_mapping(cls, kind):
        return cls.rules.get(kind, [])

    @classmethod
    def default_maps(cls):
        return cls.maps


class YonyouNc5(YonyouNc):
    """NC5: other names, GBK, company instead of group. Receivables differ too much between sites to ship a mapping."""

    code = "yonyou_nc5"
    name = "Yonyou NC5"
    flows_out = {kind: YonyouNc.flows_out[kind] for kind in nc_rules.NC5}
    encoding = "GBK"
    variant = "nc5"
    rules = nc_rules.NC5
    maps = nc_rules.MAPS_NC5
    documents = {
        "customer": ("custdoc", "basdoc"),
        "product": ("invdoc", "invbasdoc"),
        "order": ("30", "so_order"),
        "journal_entry": ("gl", "voucher"),
    }
    codes = {"customer": "basdoc_head.custcode", "product": "invbasdoc_head.invcode"}

    def _attributes(self, kind, replace, key=""):
        attributes = super()._attributes(kind, replace, key)
        return {name: value for name, value in attributes.items() if name not in ("groupcode", "orgcode")}


def namespace_of(component):
    """
    >>> namespace_of("nc.itf.crm.IOrderService")
    'http://crm.itf.nc/IOrderService'
    """
    *package, interface = component.split(".")
    return f"http://{'.'.join(reversed(package))}/{interface}"


def _pruned(values):
    """Without the auxiliary accounts of lines that carry none."""
    if isinstance(values, list):
        return [_pruned(row) for row in values]
    if not isinstance(values, dict):
        return values
    kept = {}
    for name, value in values.items():
        if name in ("ass", "auxiliary_accounting"):
            item = value.get("item", {})
            kind, what = item.get("pk_Checktype") or item.get("@name"), item.get("pk_Checkvalue") or item.get("#")
            if kind in (None, "", "-") or not what:
                continue
        kept[name] = _pruned(value)
    return kept
