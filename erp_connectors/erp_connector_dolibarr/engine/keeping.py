"""What Dolibarr has and Odoo does not say stays as it is.

An update in Dolibarr writes every member of the record and empties those that are not sent: company registration
numbers, notes, extra fields. So the record is read first and given back with our values in it. A value that the mapping
fixes ("a customer, no supplier") is said when the record is made; after that Dolibarr's own setting stands.
"""

from .rules import MAPPINGS

# Never given back: what Dolibarr keeps itself, what only one of two may say, and what is not a text.
NOT_GIVEN_BACK = {"id", "dir", "images", "stock_real", "country_id", "price", "price_min", "price_min_net"}
NOT_GIVEN_BACK |= {"price_net", "price_base_type", "date_creation", "date_modification"}


def said_by(rules):
    """Names of the members that these rules fill from the record; what they fix is not among them."""
    return sorted({rule.target for rule in rules if rule.kind != "fixed"})


def whole(dialect, kind, values):
    """The values of an update together with what Dolibarr has in the members that the mapping does not fill."""
    code, _words, found = dialect._get(kind, id=values.get("id", ""))
    if code != "OK" or found is None:
        return values  # the update itself is told what is wrong
    said = dialect.settings.options.get("said", {}).get(kind) or said_by(MAPPINGS[kind])
    names = set(found.__values__) - NOT_GIVEN_BACK - set(said)
    return values | {name: found[name] for name in names if found[name] not in (None, "")}
