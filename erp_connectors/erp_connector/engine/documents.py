"""The fields of our neutral documents: what a mapping may take from, and what docs/documents.md is made of.

Types: text; number (a decimal string such as "12.50"); date (YYYY-MM-DD, UTC has been left behind); yes/no;
reference (the ERP's key of another record, once that is known); group (fields under one name); rows.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    path: str
    type: str
    about: str


_BILL = (
    Field("external_id", "text", "the ERP's key of this document, empty before it has one"),
    Field("number", "text", "number in Odoo"),
    Field("type", "text", "invoice or refund"),
    Field("order", "reference", "the sales order it bills, empty when there is none or several"),
    Field("order_key", "text", "our key of that order in the ERP"),
    Field("order_number", "text", "number of that order in Odoo"),
    Field("customer", "reference", "the customer (commercial partner)"),
    Field("customer_name", "text", "the customer's name"),
    Field("date", "date", "invoice date"),
    Field("due", "date", "due date, the last one of several"),
    Field("currency", "text", "ISO 4217 code"),
    Field("payment_term", "text", "payment term, by name"),
    Field("reference", "text", "the customer's reference"),
    Field("reversed", "reference", "the invoice that a credit note reverses"),
    Field("reversed_number", "text", "number of that invoice in Odoo"),
    Field("untaxed", "number", "total without tax, always positive"),
    Field("tax", "number", "tax, always positive"),
    Field("total", "number", "total with tax, always positive"),
    Field("receivable_account", "text", "code of the receivable account"),
    Field("lines", "rows", "lines without sections and notes"),
    Field("lines[].line_id", "number", "number of the line in Odoo, never used twice"),
    Field("lines[].product", "reference", "the product, empty for a free line"),
    Field("lines[].product_code", "text", "internal reference of the product"),
    Field("lines[].type", "text", "goods or service"),
    Field("lines[].name", "text", "description"),
    Field("lines[].quantity", "number", "invoiced quantity; negative where the line takes off"),
    Field("lines[].unit", "text", "unit of measure, by name"),
    Field("lines[].price_unit", "number", "price of one unit before discount"),
    Field("lines[].discount", "number", "discount in percent"),
    Field("lines[].price_net", "number", "untaxed price of one unit after discount"),
    Field("lines[].account", "text", "code of the revenue account"),
    Field("lines[].tax", "text", "names of the taxes, joined by a comma"),
    Field(
        "lines[].tax_rate",
        "number",
        "percentage of the taxes together; a group of taxes counts as its parts, a tax on a tax as it is charged",
    ),
    Field("lines[].untaxed", "number", "untaxed amount of the line"),
    Field("lines[].tax_amount", "number", "tax on the line"),
    Field("taxes", "rows", "one row for each tax"),
    Field("taxes[].tax", "text", "name of the tax"),
    Field("taxes[].tax_rate", "number", "percentage"),
    Field("taxes[].base", "number", "amount that is taxed"),
    Field("taxes[].amount", "number", "tax"),
)


def _address(path, customer=True):
    """Fields of an address below `path`."""
    reference = Field(
        f"{path}.customer", "reference", "the firm that lives there, where the ERP has it as a customer of its own"
    )
    return (
        *([reference] if customer else []),
        Field(
            f"{path}.code", "text", "reference of the address in Odoo: the place for the ERP's own code or number of it"
        ),
        Field(f"{path}.name", "text", "name of the address, the customer's where it has none"),
        Field(f"{path}.street", "text", "street"),
        Field(f"{path}.street2", "text", "second street line"),
        Field(f"{path}.zip", "text", "postal code"),
        Field(f"{path}.city", "text", "city"),
        Field(f"{path}.state", "text", "province or state, by name"),
        Field(f"{path}.country_code", "text", "ISO 3166 code of two letters"),
        Field(f"{path}.phone", "text", "phone, as it stands in Odoo"),
        Field(f"{path}.email", "text", "e-mail"),
    )


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
        Field("addresses", "rows", "further addresses for deliveries and invoices, oldest first"),
        Field("addresses[].address_id", "number", "number of the address in Odoo, never used twice"),
        Field("addresses[].type", "text", "delivery or invoice"),
        *_address("addresses[]", customer=False),
    ),
    "product": (
        Field("external_id", "text", "the ERP's key of this product, empty before it has one"),
        Field("code", "text", "internal reference; P and the record's number when there is none"),
        Field("name", "text", "name"),
        Field("type", "text", "goods or service"),
        Field("barcode", "text", "barcode"),
        Field("unit", "text", "unit of measure, by name"),
        Field("price", "number", "sales price without tax treatment, in the company's currency"),
        Field(
            "tax_rate",
            "number",
            "percentage of the sales taxes together; a group of taxes counts as its parts, a tax on a tax as it is charged",
        ),
        Field("category", "text", "full name of the product category"),
        Field("weight", "number", "weight in Odoo's weight unit"),
    ),
    "order": (
        Field("external_id", "text", "the ERP's key of this order, empty before it has one"),
        Field("number", "text", "number of the order in Odoo"),
        Field("customer", "reference", "the customer (commercial partner)"),
        Field("customer_name", "text", "the customer's name"),
        Field("customer_reference", "text", "the customer's own order number"),
        Field("delivery_address", "group", "where the goods go, empty when that is the customer's own address"),
        *_address("delivery_address"),
        Field("invoice_address", "group", "where the invoice goes, empty when that is the customer's own address"),
        *_address("invoice_address"),
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
        Field(
            "lines[].tax_rate",
            "number",
            "percentage of the taxes together; a group of taxes counts as its parts, a tax on a tax as it is charged",
        ),
        Field("lines[].untaxed", "number", "untaxed amount of the line"),
    ),
    "invoice": _BILL,
    "credit_note": _BILL,
    "payment": (
        Field("external_id", "text", "the ERP's key of this payment, empty before it has one"),
        Field("number", "text", "number of the payment in Odoo"),
        Field("direction", "text", "inbound (from the customer) or outbound (back to the customer)"),
        Field("customer", "reference", "the customer (commercial partner)"),
        Field("customer_name", "text", "the customer's name"),
        Field("date", "date", "day of the payment"),
        Field("amount", "number", "amount, always positive"),
        Field("currency", "text", "ISO 4217 code"),
        Field("journal", "text", "code of the bank or cash journal"),
        Field("method", "text", "payment method, by name"),
        Field("memo", "text", "what the payment says about itself"),
        Field("invoices", "rows", "the invoices and credit notes it pays"),
        Field("invoices[].invoice", "reference", "the invoice"),
        Field("invoices[].number", "text", "number of the invoice in Odoo"),
        Field("invoices[].amount", "number", "how much of it is paid, in the payment's currency"),
    ),
    "journal_entry": (
        Field("external_id", "text", "the ERP's key of this entry, empty before it has one"),
        Field("number", "text", "number of the entry in Odoo"),
        Field("date", "date", "accounting date"),
        Field("period", "text", "year and month of the accounting date, such as 2026-11"),
        Field("journal", "text", "code of the journal"),
        Field("journal_name", "text", "name of the journal"),
        Field("reference", "text", "reference of the entry"),
        Field("currency", "text", "ISO 4217 code of the company's currency"),
        Field("total", "number", "sum of the debits"),
        Field("lines", "rows", "journal items; debits and credits are equal"),
        Field("lines[].line_id", "number", "number of the line in Odoo, never used twice"),
        Field("lines[].account", "text", "code of the account"),
        Field("lines[].account_name", "text", "name of the account"),
        Field("lines[].name", "text", "label"),
        Field("lines[].partner", "reference", "the customer, on lines of receivable accounts; otherwise empty"),
        Field("lines[].partner_name", "text", "name of the partner, on any line"),
        Field("lines[].debit", "number", "debit in the company's currency"),
        Field("lines[].credit", "number", "credit in the company's currency"),
        Field("lines[].amount_currency", "number", "amount in the line's currency, credits negative"),
        Field("lines[].currency", "text", "ISO 4217 code of the line's currency"),
        Field("lines[].analytic", "text", "code of the analytic account, its name when it has no code"),
        Field("lines[].tax", "text", "names of the taxes, joined by a comma"),
        Field("lines[].due", "date", "due date, may be empty"),
    ),
}

# What we read from an ERP: what `changes` of a dialect gives, in the same words as a push (docs/inbound.md).
INCOMING = {
    "invoice": (
        Field("external_id", "text", "the ERP's key of the invoice"),
        Field("number", "text", "number of the invoice in the ERP"),
        Field("order_key", "text", "our key of the order it bills"),
        Field("customer_id", "text", "the ERP's key of the customer"),
        Field("type", "text", "invoice or refund"),
        Field("reversed_id", "text", "the ERP's key of the invoice that a refund takes back, may be left out"),
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
    "product": (
        Field("external_id", "text", "the ERP's key of the product"),
        Field("code", "text", "its code, as people know it"),
        Field("name", "text", "name"),
        Field("type", "text", "goods or service, may be left out"),
        Field("barcode", "text", "barcode, may be left out"),
        Field("unit", "text", "unit of measure, may be left out"),
        Field("price", "number", "sales price, may be left out"),
        Field("blocked", "yes/no", "it is no longer sold, may be left out"),
    ),
    "open_item": (
        Field("external_id", "text", "the ERP's key of the item"),
        Field("number", "text", "number of the document"),
        Field("type", "text", "invoice, credit_note, payment or other"),
        Field("customer_id", "text", "the ERP's key of the customer"),
        Field("date", "date", "day of the document"),
        Field("due", "date", "due date; the day of the document when it is empty"),
        Field("currency", "text", "ISO 4217 code; the company's when it is empty"),
        Field("total", "number", "amount of the document; what the customer gets is negative"),
        Field("open", "number", "what is still open of it, with the same sign; 0 closes the item"),
        Field("order_key", "text", "our key of the order, may be left out"),
    ),
    "credit_limit": (
        Field("customer_id", "text", "the ERP's key of the customer"),
        Field("limit", "number", "the most that may be open; empty: there is no limit"),
        Field("currency", "text", "ISO 4217 code; the company's when it is empty"),
        Field("used", "number", "what the ERP counts as used, may be left out"),
        Field("blocked", "yes/no", "the ERP delivers nothing to this customer, may be left out"),
    ),
    "price": (
        Field("product_id", "text", "the ERP's key of the product"),
        Field("product_code", "text", "our product code, where the key is not known"),
        Field("price", "number", "price of one unit"),
        Field("currency", "text", "ISO 4217 code; the company's when it is empty"),
        Field("min_quantity", "number", "holds from this quantity on, may be left out"),
        Field("valid_from", "date", "holds from this day on, may be left out"),
        Field("valid_to", "date", "holds until this day, may be left out"),
        Field("unit", "text", "unit of measure the price is for, may be left out"),
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
    return "\n".join([*_tables("What we send", DOCUMENTS), *_tables("What we read", INCOMING)])


def _tables(title, documents):
    yield f"## {title}\n"
    for kind, fields in documents.items():
        rows = [f"| `{field.path}` | {field.type} | {field.about} |" for field in fields]
        yield "\n".join([f"### {kind}", "", "| field | type | what it is |", "|---|---|---|", *rows, ""])
