"""The codeunit that a simulated Business Central publishes: a site's own, with which our documents are posted.

The namespace carries the name as it is written, the answer a return_value. Posting takes a document from where it waits;
one that is posted is not there any more, and posting it again is refused.
"""

from html import escape

from dynamics_clerk import post
from dynamics_journals import post_batch
from dynamics_pages import XSD
from dynamics_refusal import Refused

CODEUNITS = {
    "OdooPosting": {
        "PostInvoice": ("documentNo",),
        "PostCreditMemo": ("documentNo",),
        "PostJournal": ("page", "batchName", "documentNo"),
    }
}


def namespace(name):
    return f"urn:microsoft-dynamics-schemas/codeunit/{name}"


def _message(name, members):
    rows = "".join(f'<xsd:element minOccurs="1" maxOccurs="1" name="{one}" type="xsd:string"/>' for one in members)
    return f'<xsd:element name="{name}"><xsd:complexType><xsd:sequence>{rows}</xsd:sequence></xsd:complexType></xsd:element>'


def schema(name):
    parts = [
        _message(function, members) + _message(f"{function}_Result", ("return_value",))
        for function, members in CODEUNITS[name].items()
    ]
    target = namespace(name)
    return (
        f'<xsd:schema xmlns:xsd="{XSD}" elementFormDefault="qualified" targetNamespace="{target}">'
        f"{''.join(parts)}</xsd:schema>"
    )


def wsdl(name, address):
    target = namespace(name)
    messages = port = binding = ""
    for function in CODEUNITS[name]:
        for end in ("", "_Result"):
            messages += (
                f'<message name="{function}{end}"><part name="parameters" element="tns:{function}{end}"/></message>'
            )
        port += (
            f'<operation name="{function}"><input name="{function}" message="tns:{function}"/>'
            f'<output name="{function}_Result" message="tns:{function}_Result"/></operation>'
        )
        binding += (
            f'<operation name="{function}"><soap:operation soapAction="{target}:{function}" style="document"/>'
            f'<input name="{function}"><soap:body use="literal"/></input>'
            f'<output name="{function}_Result"><soap:body use="literal"/></output></operation>'
        )
    return (
        '<?xml version="1.0" encoding="utf-8"?><definitions xmlns="http://schemas.xmlsoap.org/wsdl/"'
        f' xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:tns="{target}" targetNamespace="{target}">'
        f'<types>{schema(name)}</types>{messages}<portType name="{name}_Port">{port}</portType>'
        f'<binding name="{name}_Binding" type="tns:{name}_Port">'
        f'<soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>{binding}</binding>'
        f'<service name="{name}"><port name="{name}_Port" binding="tns:{name}_Binding">'
        f'<soap:address location="{escape(address)}"/></port></service></definitions>'
    )


def run(erp, function, element):
    """The answer of a function, as XML."""
    said = {child.tag.rpartition("}")[2]: child.text or "" for child in element}
    try:
        if function == "PostJournal":
            post_batch(erp, {"page": said["page"], "document": said["documentNo"], "batch": said["batchName"]})
        else:
            page = {"PostInvoice": "SalesInvoice", "PostCreditMemo": "SalesCreditMemo"}[function]
            post(erp, {"page": page, "number": said["documentNo"]})
    except ValueError:
        raise Refused("NavNCLDialogException", f"There is nothing to post: {said['documentNo']}") from None
    return f"<return_value>{escape(said['documentNo'])}</return_value>"
