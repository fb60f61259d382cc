"""The fields of our neutral documents: what a mapping may take from, and what docs/documents.md is made of.

Types: text; number (a decimal string such as "12.50"); date (YYYY-MM-DD, UTC has been left behind); yes/no;
reference (the ERP's key of another record, once that is known); rows.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    path: str
    type: str
    about: str


DOCUMENTS = {
    "customer": (
        Field("external_id", "text", "the ERP's key of this customer, empty before it has one"),
        Field("name", "text", "name of the firm or person"),
        Field("is_company", "yes/no", "a firm rather than a person"),
        Field("street", "text", "both street lines, joined by a comma"),
        Field("zip", "text", "postal code"),
        Field("city", "text", "city"),
        Field("state", "text", "province or state, by name"),
        Field("country_code", "text", "ISO 3166 code of two letters"),
        Field("phone", "text", "phone, as it stands in Odoo"),
        Field("email", "text", "e-mail"),
        Field("website", "text", "web address"),
        Field("vat", "text", "tax number"),
        Field("language", "text", "language code such as zh_CN"),
        Field("reference", "text", "the customer's internal reference in Odoo"),
    ),
    "product": (
        Field("external_id", "text", "the ERP's key of this product, empty before it has one"),
        Field("code", "text", "internal reference; P and the record's number when there is none"),
        Field("name", "text", "name"),
        Field("type", "text", "goods or service"),
        Field("barcode", "text", "barcode"),
        Field("unit", "text", "unit of measure, by name"),
        Field("price", "number", "sales price without tax treatment, in the company's currency"),
        Field("tax_rate", "number", "percentage of the sales taxes together"),
        Field("category", "text", "full name of the product category"),
        Field("weight", "number", "weight in Odoo's weight unit"),
    ),
    "order": (
        Field("external_id", "text", "the ERP's key of this order, empty before it has one"),
        Field("number", "text", "number of the order in Odoo"),
        Field("customer", "reference", "the customer (commercial partner)"),
        Field("customer_name", "text", "the customer's name"),
        Field("customer_reference", "text", "the customer's own order number"),
        Field("date", "date", "day of the order, in the salesperson's time zone"),
        Field("requested_on", "date", "day the customer wants it, may be empty"),
        Field("currency", "text", "ISO 4217 code"),
        Field("payment_term", "text", "payment term, by name"),
        Field("salesperson", "text", "name of the salesperson"),
        Field("untaxed", "number", "total without tax"),
        Field("tax", "number", "tax"),
        Field("total", "number", "total with tax"),
        Field("lines", "rows", "order lines without sections, notes and down payments"),
        Field("lines[].line_id", "number", "number of the line in Odoo, never used twice"),
        Field("lines[].product", "reference", "the product, empty for a free line"),
        Field("lines[].product_code", "text", "internal reference of the product"),
        Field("lines[].type", "text", "goods or service"),
        Field("lines[].name", "text", "description"),
        Field("lines[].quantity", "number", "ordered quantity"),
        Field("lines[].unit", "text", "unit of measure, by name"),
        Field("lines[].price_unit", "number", "price of one unit before discount"),
        Field("lines[].discount", "number", "discount in percent"),
        Field("lines[].price_net", "number", "untaxed price of one unit after discount"),
        Field("lines[].tax", "text", "names of the taxes, joined by a comma"),
        Field("lines[].tax_rate", "number", "percentage of the taxes together"),
        Field("lines[].untaxed", "number", "untaxed amount of the line"),
    ),
    "invoice": (
        Field("external_id", "text", "the ERP's key of the invoice"),
        Field("number", "text", "number of the invoice in the ERP"),
        Field("order_key", "text", "our key of the order it bills"),
        Field("customer_id", "text", "the ERP's key of the customer"),
        Field("type", "text", "invoice or refund"),
        Field("date", "date", "invoice date"),
        Field("due", "date", "due date"),
        Field("untaxed", "number", "total without tax"),
        Field("tax", "number", "tax"),
        Field("total", "number", "total with tax"),
        Field("state", "text", "open, paid or abandoned"),
        Field("paid_on", "date", "day of the payment"),
        Field("lines", "rows", "invoice lines"),
        Field("lines[].product_ref", "text", "code of the product"),
        Field("lines[].product_id", "text", "the ERP's key of the product"),
        Field("lines[].name", "text", "description"),
        Field("lines[].quantity", "number", "invoiced quantity"),
        Field("lines[].untaxed", "number", "untaxed amount"),
        Field("lines[].tax", "number", "tax amount"),
        Field("lines[].total", "number", "amount with tax"),
    ),
}


def paths(kind):
    """Every path that a rule may take from a document of this kind.

    >>> "lines[].quantity" in paths("order"), paths("unheard of")
    (True, ())
    """
    return tuple(field.path for field in DOCUMENTS.get(kind, ()))


def markdown():
    """The tables of docs/documents.md."""
    parts = []
    for kind, fields in DOCUMENTS.items():
        rows = [f"| `{field.path}` | {field.type} | {field.about} |" for field in fields]
        parts.append("\n".join([f"## {kind}", "", "| field | type | what it is |", "|---|---|---|", *rows, ""]))
    return "\n".join(parts)
