"""What Dolibarr has already: one document in its own field names, and the lists that matching needs.

The lists carry little: a third party comes without tax number and e-mail, a product without its name. So each row is
read once more by its id, and what cannot be read keeps the little that the list said.
"""

from datetime import date

from odoo.addons.erp_connector.soap.transport import TransportError

# Operation, its filter, what the filter has to say so that nothing is left out, and where the rows are.
LISTS = {
    "customer": (
        "getListOfThirdParties",
        "filterthirdparty",
        {"client": "", "supplier": "", "category": ""},
        "thirdparties",
    ),
    "product": ("getListOfProductsOrServices", "filterproduct", {"type": "-1"}, "products"),
}
# Our neutral words for Dolibarr's fields.
WORDS = {
    "customer": {
        "name": "ref",
        "code": "customer_code",
        "vat": "vat_number",
        "email": "email",
        "phone": "phone",
        "zip": "zip",
        "city": "town",
        "country": "country_code",
        "key": "ref_ext",
    },
    "product": {"name": "label", "code": "ref", "barcode": "barcode", "key": "ref_ext"},
}
# Written and never read back as written: a drawn number, what the amounts are based on.
# PHP says nothing where it means zero.
FLAGS = ("client", "supplier", "status", "vat_used", "status_tosell", "status_tobuy")
NOT_COMPARED = ("customer_code", "price_base_type")
# Of an order line Dolibarr takes the type from the product, and without one it is goods.
NOT_COMPARED_IN_LINES = {"order": ("type",)}


def read(dialect, kind, external_id):
    """Dialect.read for Dolibarr."""
    code, words, found = dialect._get(kind, id=external_id)
    if code == "NOT_FOUND":
        return {}
    if code != "OK" or found is None:
        raise TransportError(code or "NO_ANSWER", words or "Dolibarr sent no answer", executed=None)
    return _values(kind, found)


def listing(dialect, kind):
    """Dialect.listing for Dolibarr."""
    if kind not in LISTS:
        return None
    return _rows(dialect, kind)


def everything(dialect, kind):
    """Rows of the list of all third parties, or of all products, as Dolibarr sends them."""
    from .dolibarr import SERVICE

    operation, argument, nothing_left_out, part = LISTS[kind]
    service = dialect._client(SERVICE[kind])
    wanted = dialect._struct(service, argument, nothing_left_out)
    return dialect._rows(service.service[operation](**{"authentication": dialect._login(), argument: wanted}), part)


def _rows(dialect, kind):
    from .dolibarr import _text

    for row in everything(dialect, kind):
        external_id = _text(row, "id")
        if not external_id:
            continue
        code, _words, whole = dialect._get(kind, id=external_id)
        shown = whole if code == "OK" and whole is not None else row
        if kind == "customer" and whole is not None and _text(shown, "client") == "0":
            continue
        yield {
            "external_id": external_id,
            "external_ref": _text(shown, "ref"),
            **{ours: _text(shown, theirs) for ours, theirs in WORDS[kind].items()},
        }


def _values(kind, found):
    from .dolibarr import _items

    names = [name for name in found.__values__ if name not in NOT_COMPARED]
    values = {name: _plain(found[name]) for name in names if name != "lines"}
    values |= {name: values[name] or "0" for name in FLAGS if name in values}
    if "lines" in names:
        left_out = NOT_COMPARED_IN_LINES.get(kind, ())
        rows = _items(found["lines"])
        values["lines"] = [{cell.tag: cell.text or "" for cell in row if cell.tag not in left_out} for row in rows]
    return values


def _plain(value):
    # Days come back as moments; the document we compare with says only the day.
    return value.isoformat()[:10] if isinstance(value, date) else "" if value is None else str(value)
