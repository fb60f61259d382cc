"""How a simulated Fusion answers: rows of a result, and the refusal that becomes a fault."""

from html import escape

XSI = ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'


class Refused(Exception):
    """A fault with a ServiceErrorMessage. `details` are (field, message)."""

    def __init__(self, code, text, details=()):
        super().__init__(f"JBO-{code}: {text}")
        self.code, self.details = code, details


def plain(row):
    return {name: value for name, value in row.items() if not isinstance(value, list)}


def result(kind, namespace, rows, name="Value"):
    """The result of an operation as Oracle writes it: rows in the namespace of the data, empty values as nil."""
    parts = []
    for row in rows:
        members = "".join(
            f"<ns1:{key}>{escape(str(value))}</ns1:{key}>" if value else f'<ns1:{key} xsi:nil="true"/>'
            for key, value in row.items()
        )
        parts.append(f"<ns1:{name}>{members}</ns1:{name}>")
    names = f'xmlns:ns1="{namespace}" xmlns:ns2="{namespace}types/"{XSI}'
    return f'<ns2:result {names} xsi:type="ns1:{kind}">{"".join(parts)}</ns2:result>'
