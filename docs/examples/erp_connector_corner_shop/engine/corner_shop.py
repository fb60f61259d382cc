"""Corner Shop: an ERP that knows three SOAP operations and customers only. Everything a dialect needs, nothing else.

Put     stores a customer under our key; answers <id>
Find    asks by our key; answers <id>, or nothing when there is none
Fields  what it has under its own id
"""

from lxml import etree

from odoo.addons.erp_connector.engine.dialect import Dialect
from odoo.addons.erp_connector.engine.mapping import Rule
from odoo.addons.erp_connector.engine.outcome import MISSING, Found, accepted, refused
from odoo.addons.erp_connector.soap.transport import Transport, TransportError

NS = "urn:corner-shop"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"


class CornerShop(Dialect):
    code = "corner_shop"
    name = "Corner Shop"
    flows_out = {"customer": {"create", "update"}}
    parallel = 2

    def check(self):
        self._call("Find", key="connection-test")
        return "The shop is open."

    def send(self, kind, action, key, values):
        answer = self._call("Put", key=key, **values)
        if answer.get("error"):
            return refused("SHOP", answer["error"], field=answer.get("field", ""), advice="correct it and send again")
        return accepted(answer["id"])

    def ask(self, kind, key, values):
        answer = self._call("Find", key=key)
        return Found(answer["id"], answer["id"]) if answer.get("id") else MISSING

    def read(self, kind, external_id):
        return self._call("Fields", id=external_id)

    def preview(self, kind, action, key, values):
        return self._envelope("Put", {"key": key, **values}).decode()

    @classmethod
    def default_mapping(cls, kind):
        return [Rule("name", source="name", required=True, max_length=40, cut=True), Rule("town", source="city")]

    def _call(self, operation, **members):
        transport = Transport(self.settings)
        transport.exchange = self.exchange
        headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{NS}#{operation}"'}
        answer = transport.post(self.settings.url, self._envelope(operation, members), headers)
        if answer.status_code != 200:
            raise TransportError(f"HTTP_{answer.status_code}", "the shop answered with an error page")
        # An answer from outside is never trusted: no entities, no network, no document type.
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        body = etree.fromstring(answer.content, parser).find(f"{{{SOAP}}}Body")
        return {etree.QName(member).localname: member.text or "" for member in body[0]}

    @staticmethod
    def _envelope(operation, members):
        envelope = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"soap": SOAP, "shop": NS})
        element = etree.SubElement(etree.SubElement(envelope, f"{{{SOAP}}}Body"), f"{{{NS}}}{operation}")
        for name, value in members.items():
            etree.SubElement(element, name).text = str(value)
        return etree.tostring(envelope, pretty_print=True, encoding="utf-8", xml_declaration=True)
