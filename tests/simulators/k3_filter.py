"""The small part of SQL that ExecuteBillQuery takes as a filter: comparisons, in, and, or, brackets."""

import re

TOKEN = re.compile(r"\s*(?:('(?:[^']|'')*')|(-?\d+(?:\.\d+)?)|([A-Za-z_][A-Za-z0-9_.]*)|(<=|>=|<>|[=<>(),]))")


class BadFilter(ValueError):
    """The filter is not what the server reads."""


def matcher(text):
    """A function row -> bool for a filter. A row maps field names to values.

    >>> matcher("(A > 'x' or (A = 'x' and N > 2)) and B in ('1', '2')")({"A": "x", "N": 3, "B": "2"})
    True
    """
    if not text.strip():
        return lambda row: True
    tokens, position = [], 0
    while text[position:].strip():
        match = TOKEN.match(text, position)
        if not match:
            raise BadFilter(text[position : position + 20])
        tokens.append(match)
        position = match.end()
    parser = _Parser(tokens)
    found = parser.either()
    if parser.tokens:
        raise BadFilter(parser.tokens[0][0])
    return found


class _Parser:
    def __init__(self, tokens):
        self.tokens = tokens

    def next(self, *wanted):
        """Take the next token when it is one of these words or signs."""
        if self.tokens and self.tokens[0][0].strip().lower() in wanted:
            return self.tokens.pop(0)[0].strip().lower()
        return None

    def either(self):
        left = self.both()
        while self.next("or"):
            right = self.both()
            left = (lambda a, b: lambda row: a(row) or b(row))(left, right)
        return left

    def both(self):
        left = self.single()
        while self.next("and"):
            right = self.single()
            left = (lambda a, b: lambda row: a(row) and b(row))(left, right)
        return left

    def single(self):
        if self.next("("):
            inner = self.either()
            self._must(")")
            return inner
        if not self.tokens or self.tokens[0][3] is None:
            raise BadFilter("a field is missing")
        name = self.tokens.pop(0)[3]
        sign = self.next("=", "<>", "<", ">", "<=", ">=", "in")
        if sign == "in":
            self._must("(")
            values = [self._value()]
            while self.next(","):
                values.append(self._value())
            self._must(")")
            return lambda row: any(_compare(row, name, "=", value) for value in values)
        if sign is None:
            raise BadFilter("a comparison is missing")
        value = self._value()
        return lambda row: _compare(row, name, sign, value)

    def _must(self, sign):
        if not self.next(sign):
            raise BadFilter(f"{sign} is missing")

    def _value(self):
        if not self.tokens:
            raise BadFilter("a value is missing")
        token = self.tokens.pop(0)
        if token[1] is not None:
            return token[1][1:-1].replace("''", "'")
        if token[2] is None:
            raise BadFilter(token[0])
        return float(token[2])


def _compare(row, name, sign, value):
    if name not in row:
        raise BadFilter(f"字段 {name} 不存在")
    left = row[name]
    if isinstance(value, float):
        left = float(left or 0)
    else:
        left, value = str(left or "").casefold(), value.casefold()
    signs = {"=": left == value, "<>": left != value, "<": left < value, ">": left > value}
    return {**signs, "<=": left <= value, ">=": left >= value}[sign]
