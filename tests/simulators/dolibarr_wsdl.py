"""The contract of Dolibarr 16's five web services: types, operations, and the WSDL 1.1 nuSOAP makes of them.

Names, order and types are the interface; `name:type` below, string where no type is said. All struct members are
required in the WSDL (xsd:all without minOccurs) although the server treats nearly all of them as optional.
"""

from functools import cache

NS = "http://www.dolibarr.org/ns/"
SOAP_ENC = "http://schemas.xmlsoap.org/soap/encoding/"
WSDL_NS = "http://schemas.xmlsoap.org/wsdl/"

COMMON = {
    "authentication": "dolibarrkey sourceapplication login password entity",
    "result": "result_code result_label",
}
THIRDPARTY = {
    "thirdparty": """id ref ref_ext fk_user_author status client supplier customer_code supplier_code
        customer_code_accountancy supplier_code_accountancy date_creation:dateTime date_modification:dateTime
        note_private note_public address zip town region_code country_id country_code country phone fax email url
        profid1 profid2 profid3 profid4 profid5 profid6 capital vat_used vat_number""",
    "filterthirdparty": "client supplier category",
    "ThirdPartiesArray": "SOAP-ENC:Array of thirdparty",
    "ThirdPartiesArray2": "list of thirdparty",
}
ORDER = {
    "line": """id type:int fk_commande:int fk_parent_line:int desc qty:double price:double unitprice:double
        vat_rate:double remise:double remise_percent:double total_net:double total_vat:double total:double
        date_start:date date_end:date product_id:int product_ref product_label product_desc""",
    "LinesArray2": "list of line",
    "order": """id ref ref_client ref_ext ref_int thirdparty_id:int status:int billed total_net:double
        total_vat:double total_localtax1:double total_localtax2:double total:double date:date date_creation:dateTime
        date_validation:dateTime date_modification:dateTime remise remise_percent remise_absolue source note_private
        note_public project_id mode_reglement_id mode_reglement_code mode_reglement cond_reglement_id
        cond_reglement_code cond_reglement cond_reglement_doc date_livraison:date fk_delivery_address:int
        demand_reason_id lines:LinesArray2""",
    "OrdersArray2": "list of order",
}
INVOICE = {
    "line": """id type:int desc vat_rate:double qty:double unitprice:double total_net:double total_vat:double
        total:double date_start:date date_end:date product_id:int product_ref product_label product_desc""",
    "LinesArray2": "list of line",
    "invoice": """id ref ref_ext thirdparty_id:int fk_user_author fk_user_valid date:date date_due:date
        date_creation:dateTime date_validation:dateTime date_modification:dateTime payment_mode_id type:int
        total_net:double total_vat:double total:double note_private note_public status:int close_code close_note
        project_id lines:LinesArray2""",
    "InvoicesArray2": "list of invoice",
}
PRODUCT = {
    "product": """id ref ref_ext type label description date_creation:dateTime date_modification:dateTime note
        status_tobuy status_tosell barcode barcode_type country_id country_code customcode price_net price
        price_min_net price_min price_base_type vat_rate vat_npr localtax1_tx localtax2_tx stock_alert stock_real
        stock_pmp warehouse_ref canvas import_key dir images:ImagesArray""",
    "ImagesArray": "list of image",
    "image": "photo photo_vignette imgWidth imgHeight",
    "filterproduct": "type status_tobuy status_tosell",
    "ProductsArray2": "list of product",
}
PAYMENT = {
    "payment": """amount:double num_payment thirdparty_id:int bank_account:int payment_mode_id:int invoice_id:int
        int_label emitter bank_source""",
}

# operation: (arguments after `authentication`, parts of the answer after `result`)
SERVICES = {
    "thirdparty": (
        "WebServicesDolibarrThirdParty",
        THIRDPARTY,
        {
            "getThirdParty": ("id ref ref_ext barcode profid1 profid2", "thirdparty:thirdparty"),
            "createThirdParty": ("thirdparty:thirdparty", "id ref"),
            "updateThirdParty": ("thirdparty:thirdparty", "id"),
            "getListOfThirdParties": ("filterthirdparty:filterthirdparty", "thirdparties:ThirdPartiesArray2"),
            "deleteThirdParty": ("id ref ref_ext", "id"),
        },
    ),
    "order": (
        "WebServicesDolibarrOrder",
        ORDER,
        {
            "getOrder": ("id ref ref_ext", "order:order"),
            "getOrdersForThirdParty": ("idthirdparty", "orders:OrdersArray2"),
            "createOrder": ("order:order", "id ref"),
            "updateOrder": ("order:order", "id ref ref_ext"),
            "validOrder": ("id id_warehouse", ""),
        },
    ),
    "invoice": (
        "WebServicesDolibarrInvoice",
        INVOICE,
        {
            "getInvoice": ("id ref ref_ext", "invoice:invoice"),
            "getInvoicesForThirdParty": ("idthirdparty", "invoices:InvoicesArray2"),
            "createInvoice": ("invoice:invoice", "id ref ref_ext"),
            "createInvoiceFromOrder": ("id_order ref_order ref_ext_order", "id ref ref_ext"),
            "updateInvoice": ("invoice:invoice", "id ref ref_ext"),
        },
    ),
    "productorservice": (
        "WebServicesDolibarrProductOrService",
        PRODUCT,
        {
            "getProductOrService": ("id ref ref_ext lang", "product:product"),
            "createProductOrService": ("product:product", "id"),
            "updateProductOrService": ("product:product", "id"),
            "getListOfProductsOrServices": ("filterproduct:filterproduct", "products:ProductsArray2"),
        },
    ),
    "payment": (
        "WebServicesDolibarrPayment",
        PAYMENT,
        {"createPayment": ("payment:payment", "id ref ref_ext")},
    ),
}
PATHS = {f"/webservices/server_{name}.php": name for name in SERVICES}
# Functions whose second argument has a default value; the others die when it is missing.
FORGIVING = {"getThirdParty", "deleteThirdParty", "getOrder", "validOrder", "getInvoice", "createInvoiceFromOrder"}
FORGIVING |= {"getProductOrService"}


def members(text):
    """[(name, type)] of a struct or of message parts.

    >>> members("id qty:double")
    [('id', 'string'), ('qty', 'double')]
    """
    return [(name, kind or "string") for name, _, kind in (word.partition(":") for word in text.split())]


@cache
def struct_of(service, name):
    return members({**COMMON, **SERVICES[service][1]}[name])


@cache
def answer_parts(service, operation):
    return [("result", "result"), *members(SERVICES[service][2][operation][1])]


def is_list(service, kind):
    return " of " in SERVICES[service][1].get(kind, "")


def _qualified(service, kind):
    return f"tns:{kind}" if kind in COMMON or kind in SERVICES[service][1] else f"xsd:{kind}"


def _type_xml(service, name, text):
    if text.startswith("SOAP-ENC:Array of "):
        item = text.rpartition(" ")[2]
        return (
            f' <xsd:complexType name="{name}">\n  <xsd:complexContent>\n   <xsd:restriction base="SOAP-ENC:Array">\n'
            f'    <xsd:attribute ref="SOAP-ENC:arrayType" wsdl:arrayType="tns:{item}[]"/>\n'
            "   </xsd:restriction>\n  </xsd:complexContent>\n </xsd:complexType>\n"
        )
    if text.startswith("list of "):
        item = text.rpartition(" ")[2]
        inner = f'   <xsd:element name="{item}" type="tns:{item}" minOccurs="0" maxOccurs="unbounded"/>\n'
        return f' <xsd:complexType name="{name}">\n  <xsd:sequence>\n{inner}  </xsd:sequence>\n </xsd:complexType>\n'
    inner = "".join(f'   <xsd:element name="{n}" type="{_qualified(service, t)}"/>\n' for n, t in members(text))
    return f' <xsd:complexType name="{name}">\n  <xsd:all>\n{inner}  </xsd:all>\n </xsd:complexType>\n'


def _message_xml(service, name, parts):
    rows = "".join(f'\n  <part name="{n}" type="{_qualified(service, t)}" />' for n, t in parts)
    return f'\n<message name="{name}">{rows}</message>'


@cache
def wsdl(service, location):
    """The WSDL text of one service; `location` is the address the client used."""
    title, types, operations = SERVICES[service]
    schema = "".join(_type_xml(service, name, text) for name, text in {**COMMON, **types}.items())
    messages, port, binding = [], [], []
    body = f'<soap:body use="encoded" namespace="{NS}" encodingStyle="{SOAP_ENC}"/>'
    for name, (inputs, _outputs) in operations.items():
        arguments = [("authentication", "authentication"), *members(inputs)]
        messages.append(_message_xml(service, f"{name}Request", arguments))
        messages.append(_message_xml(service, f"{name}Response", answer_parts(service, name)))
        port.append(
            f'\n  <operation name="{name}">\n    <input message="tns:{name}Request"/>'
            f'\n    <output message="tns:{name}Response"/>\n  </operation>'
        )
        binding.append(
            f'\n  <operation name="{name}">\n    <soap:operation soapAction="{NS}#{name}" style="rpc"/>'
            f"\n    <input>{body}</input>\n    <output>{body}</output>\n  </operation>"
        )
    return (
        '<?xml version="1.0" encoding="ISO-8859-1"?>\n<definitions'
        ' xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema"'
        f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:SOAP-ENC="{SOAP_ENC}" xmlns:tns="{NS}"'
        f' xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:wsdl="{WSDL_NS}" xmlns="{WSDL_NS}"'
        f' targetNamespace="{NS}">\n<types>\n<xsd:schema targetNamespace="{NS}"\n>\n'
        f' <xsd:import namespace="{SOAP_ENC}" />\n <xsd:import namespace="{WSDL_NS}" />\n{schema}</xsd:schema>\n'
        "</types>"
        f'{"".join(messages)}\n<portType name="{title}PortType">{"".join(port)}\n</portType>'
        f'\n<binding name="{title}Binding" type="tns:{title}PortType">'
        f'\n  <soap:binding style="rpc" transport="http://schemas.xmlsoap.org/soap/http"/>{"".join(binding)}\n</binding>'
        f'\n<service name="{title}">\n  <port name="{title}Port" binding="tns:{title}Binding">'
        f'\n    <soap:address location="{location}"/>\n  </port>\n</service>\n</definitions>'
    )
