"""The contract of the endpoint as WSDL 1.1, document/literal wrapped, made from the same table that reads messages."""

from xml.sax.saxutils import escape, quoteattr

from .inbound_contract import CHOICE, DATE, DECIMAL, INTEGER, MOMENT, NS, PUSHES, TEXT

XSD_TYPES = {
    TEXT: "xs:string",
    DECIMAL: "xs:decimal",
    DATE: "xs:date",
    MOMENT: "xs:dateTime",
    INTEGER: "xs:nonNegativeInteger",
}


def wsdl(address):
    """The WSDL as bytes; `address` is where messages are to be sent.

    >>> b'location="https://odoo.example.com/erp/soap/k"' in wsdl("https://odoo.example.com/erp/soap/k")
    True
    """
    text = f"""<?xml version="1.0" encoding="utf-8"?>
<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" \
xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="{NS}" targetNamespace="{NS}" name="ErpInbound">
<wsdl:types><xs:schema targetNamespace="{NS}" elementFormDefault="qualified">
{"".join(_elements(push) for push in PUSHES)}
<xs:element name="problem"><xs:complexType><xs:sequence>
<xs:element name="code" type="xs:string"/><xs:element name="field" type="xs:string" minOccurs="0"/>
<xs:element name="advice" type="xs:string" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>
</xs:schema></wsdl:types>
{"".join(_messages(push) for push in PUSHES)}
<wsdl:message name="problem"><wsdl:part name="problem" element="t:problem"/></wsdl:message>
<wsdl:portType name="ErpInbound">{"".join(_operation(push) for push in PUSHES)}</wsdl:portType>
<wsdl:binding name="ErpInbound" type="t:ErpInbound">
<soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
{"".join(_binding(push) for push in PUSHES)}</wsdl:binding>
<wsdl:service name="ErpInbound"><wsdl:port name="ErpInbound" binding="t:ErpInbound">
<soap:address location={quoteattr(address)}/></wsdl:port></wsdl:service>
</wsdl:definitions>"""
    return text.encode()


def _elements(push):
    return f"""<xs:element name="{push.operation}"><xs:complexType><xs:sequence>
<xs:element name="messageId"><xs:simpleType><xs:restriction base="xs:string"><xs:minLength value="1"/>\
<xs:maxLength value="100"/></xs:restriction></xs:simpleType></xs:element>
<xs:element name="{push.element}">{_type(push.members)}</xs:element>
</xs:sequence></xs:complexType></xs:element>
<xs:element name="{push.operation}Response"><xs:complexType><xs:sequence>
<xs:element name="messageId" type="xs:string"/><xs:element name="status"><xs:simpleType>\
<xs:restriction base="xs:string"><xs:enumeration value="kept"/><xs:enumeration value="known"/></xs:restriction>\
</xs:simpleType></xs:element></xs:sequence></xs:complexType></xs:element>
"""


def _type(members):
    return (
        f"<xs:complexType><xs:sequence>{''.join(_member(member) for member in members)}</xs:sequence></xs:complexType>"
    )


def _member(member):
    occurs = "" if member.required else ' minOccurs="0"'
    occurs += ' maxOccurs="unbounded"' if member.many else ""
    note = ""
    if member.help:
        note = f"<xs:annotation><xs:documentation>{escape(member.help)}</xs:documentation></xs:annotation>"
    if member.members:
        return f'<xs:element name="{member.name}"{occurs}>{note}{_type(member.members)}</xs:element>\n'
    if member.type == CHOICE:
        rows = "".join(f'<xs:enumeration value="{value}"/>' for value in member.values)
        kind = f'<xs:simpleType><xs:restriction base="xs:string">{rows}</xs:restriction></xs:simpleType>'
        return f'<xs:element name="{member.name}"{occurs}>{note}{kind}</xs:element>\n'
    return f'<xs:element name="{member.name}" type="{XSD_TYPES[member.type]}"{occurs}>{note}</xs:element>\n'


def _messages(push):
    rows = ""
    for name in (push.operation, f"{push.operation}Response"):
        rows += f'<wsdl:message name="{name}"><wsdl:part name="parameters" element="t:{name}"/></wsdl:message>\n'
    return rows


def _operation(push):
    return (
        f'<wsdl:operation name="{push.operation}"><wsdl:documentation>{escape(push.help)}</wsdl:documentation>'
        f'<wsdl:input message="t:{push.operation}"/><wsdl:output message="t:{push.operation}Response"/>'
        f'<wsdl:fault name="problem" message="t:problem"/></wsdl:operation>\n'
    )


def _binding(push):
    return (
        f'<wsdl:operation name="{push.operation}"><soap:operation soapAction="{NS}#{push.operation}"/>'
        '<wsdl:input><soap:body use="literal"/></wsdl:input><wsdl:output><soap:body use="literal"/></wsdl:output>'
        '<wsdl:fault name="problem"><soap:fault name="problem" use="literal"/></wsdl:fault></wsdl:operation>\n'
    )
