"""Yonyou U9: everything through services that the site has written, WCF (Do with one text) or ASMX (a text and a login).

The standard services of U9 need a ThreadContext whose form we have not seen; they are not part of this.
"""

from odoo.addons.erp_connector.soap.transport import Transport, TransportError
from odoo.addons.erp_connector_facade.engine.facade import SITE_READS, FacadeDialect
from odoo.addons.erp_connector_facade.engine.site_rules import SITE

from . import plain_soap, u8_rules

NAMESPACE = "http://www.UFIDA.org"
LOGIN_WORDS = ("用户名", "密码", "登录", "组织编码", "password")


class YonyouU9(FacadeDialect):
    code = "yonyou_u9"
    name = "Yonyou U9"
    erp = "U9"
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
    parallel = 2
    ask_first = True

    def __init__(self, settings):
        super().__init__(settings)
        self.options = settings.options
        self.transport = Transport(settings)

    def check(self):
        facades = self.options.get("facades", {})
        kind = next((kind for kind in facades if self.facade(kind).template("find")), None)
        if kind is None:
            return "No service is described yet (Site Services), so the login could not be tried."
        self.ask(kind, "-", {})
        return f"U9 answers, the login is accepted; {len(facades)} services are described."

    def call_site(self, facade, text):
        """`argument` may name several: the first takes the text, u9User, u9Pwd and u9Org the login."""
        names = [name.strip() for name in (facade.argument or "inStr").split(",")]
        contract = facade.service.rpartition("/")[2].removesuffix(".svc").rpartition(".")[2]
        operation, namespace = facade.operation or "Do", facade.namespace or NAMESPACE
        action = (
            f"{namespace}/{contract}/{operation}" if namespace == NAMESPACE else f"{namespace.rstrip('/')}/{operation}"
        )
        arguments = [(names[0], text), *((name, self._login(name)) for name in names[1:])]
        hidden = [(name, "•••" if value and value == self.settings.password else value) for name, value in arguments]
        body = plain_soap.request(namespace, operation, arguments)
        # What is kept for the audit is written here: inside XML a password may look different, and no mask would find it.
        self.transport.exchange = None
        self.exchange.request, self.exchange.response = plain_soap.request(namespace, operation, hidden).decode(), ""
        headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{action}"'}
        response = self.post(f"{self.settings.url.rstrip('/')}/{facade.service.lstrip('/')}", body, headers)
        self.exchange.status = response.status_code
        self.exchange.response = response.content[:65536].decode("utf-8", "replace")
        try:
            return plain_soap.result(response.status_code, response.content, (f"{operation}Result",), "U9")
        except TransportError as error:
            if any(word in str(error).casefold() for word in LOGIN_WORDS):
                raise TransportError("LOGIN", f"U9 does not accept the login of this backend: {error}", False) from None
            raise

    def _login(self, name):
        known = {"user": self.settings.login, "pwd": self.settings.password, "password": self.settings.password}
        known["org"] = self.settings.company
        return next((value for part, value in known.items() if part in name.casefold()), "")

    @classmethod
    def default_mapping(cls, kind):
        return SITE.get(kind, [])

    @classmethod
    def default_maps(cls):
        return u8_rules.MAPS_U9
