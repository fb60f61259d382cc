"""Values of a site in a mapping: {company_code} must be filled in on the backend, {division?} may be empty."""


class SiteValueMissing(Exception):
    """`name` is the value that the backend does not have."""

    def __init__(self, name):
        super().__init__(f"the backend has no value for {name}")
        self.name = name


def filled(value, constants):
    """`value` with every {name} replaced, in whatever depth.

    >>> filled({"a": "{x}", "b": [{"c": "{y?}"}], "d": "{}"}, {"x": "1"})
    {'a': '1', 'b': [{'c': ''}], 'd': '{}'}
    """
    if isinstance(value, dict):
        return {name: filled(inner, constants) for name, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, constants) for inner in value]
    if isinstance(value, str) and len(value) > 2 and value[0] == "{" and value[-1] == "}":
        name = value[1:-1].removesuffix("?")
        found = constants.get(name) or ""
        if not found and value[-2] != "?":
            raise SiteValueMissing(name)
        return found
    return value
