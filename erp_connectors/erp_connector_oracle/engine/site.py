"""Values of one site in a mapping: {name} must be filled in on the backend, {name?} may be empty."""


class SiteValueMissing(Exception):
    """A value that the mapping needs is not filled in on the backend."""


def fill(value, site):
    """The same nested values with every placeholder replaced; what may be empty and is empty falls away.

    >>> fill({"a": "{x}", "b": "{y?}", "c": [{"d": "plain"}]}, {"x": 5})
    {'a': '5', 'c': [{'d': 'plain'}]}
    """
    if isinstance(value, dict):
        filled = {name: fill(inner, site) for name, inner in value.items()}
        return {name: inner for name, inner in filled.items() if inner is not None}
    if isinstance(value, list):
        return [fill(inner, site) for inner in value]
    if isinstance(value, str) and value[:1] == "{" and value[-1:] == "}":
        name = value[1:-1].removesuffix("?")
        if site.get(name) not in (None, "", 0, False):
            return str(site[name])
        if value.endswith("?}"):
            return None
        raise SiteValueMissing(name)
    return value


def segments(account, pattern):
    """{Segment1: ..., ...} of an account code. The pattern is the site's chart, {account} in the place of the code.

    >>> segments("6001", "01.000.{account}.0000")
    {'Segment1': '01', 'Segment2': '000', 'Segment3': '6001', 'Segment4': '0000'}
    >>> segments("01-000-6001-0000", "")["Segment3"]
    '6001'
    """
    text = pattern.replace("{account}", account) if "{account}" in pattern else account.replace("-", ".")
    return {f"Segment{number}": part for number, part in enumerate(text.split("."), 1)}
