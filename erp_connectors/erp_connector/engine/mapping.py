"""From our document to the ERP's: rules that a person can read and change.

A rule fills one target. Targets and sources are dotted paths; `[]` stands for "each row":

    target            kind        source
    ref_ext           field       key
    thirdparty_id     reference   customer
    status            fixed       1
    lines[].qty       field       lines[].quantity
    lines[].vat_rate  map:tax     lines[].tax
    note_public       expression  document.get("note", "")[:200]
"""

from dataclasses import dataclass, field, replace
from functools import lru_cache

FIELD, FIXED, EXPRESSION, REFERENCE, VALUE_MAP = "field", "fixed", "expression", "reference", "map"
KINDS = (FIELD, FIXED, EXPRESSION, REFERENCE, VALUE_MAP)


class MappingError(Exception):
    """The document cannot be mapped. `field` is the target that cannot be filled, `advice` what to do about it.

    The rest says the same to a program, so that a person can read it in their own language: `reason` is empty,
    unlinked, unmapped, too_long, expression or no_mapping; `source` our field, `value` what stood in the way, `line`
    the number of the row, 0 outside of rows.
    """

    def __init__(self, text, field="", advice="", reason="", source="", value="", line=0):
        super().__init__(text)
        self.field = field
        self.advice = advice
        self.reason = reason
        self.source = source
        self.value = value
        self.line = line

    def in_line(self, number):
        """The same error, and the row it happened in."""
        words = (f"line {number}: {self}", self.field, self.advice)
        return MappingError(*words, self.reason, self.source, self.value, number)


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a mapping. `max_length` 0 means any; a longer text is cut, never refused, when `cut` is set."""

    target: str
    kind: str = FIELD
    source: str = ""
    map_name: str = ""
    required: bool = False
    max_length: int = 0
    cut: bool = False
    default: str = ""

    def __post_init__(self):
        if self.kind not in KINDS:
            raise ValueError(f"unknown kind of rule: {self.kind}")


@dataclass(frozen=True, slots=True)
class Context:
    """What rules may look at: ERP keys of linked records, value maps, and a safe evaluator of expressions.

    keys: {"res.partner,12": "47"}; maps: {"tax": {"VAT 13%": "13"}}; evaluate(expression, names) -> value.
    """

    keys: dict = field(default_factory=dict)
    maps: dict = field(default_factory=dict)
    evaluate: object = None


def apply(rules, document, context):
    """Return the ERP's document (nested dicts and lists) for ours.

    >>> rules = [Rule("ref", source="key"), Rule("lines[].qty", source="lines[].quantity")]
    >>> apply(rules, {"key": "K1", "lines": [{"quantity": "2"}, {"quantity": "3"}]}, Context())
    {'ref': 'K1', 'lines': [{'qty': '2'}, {'qty': '3'}]}
    """
    result = {}
    for rule in rules:
        if "[]" in rule.target:
            _apply_rows(rule, document, context, result)
        else:
            value = _value(rule, document, None, context)
            if value is not None:
                _put(result, rule.target, value)
    return result


def _apply_rows(rule, document, context, result):
    rows_target, _, target = rule.target.partition("[].")
    rows_source, separator, source = rule.source.partition("[].")
    rows = _get(document, rows_source if separator else "lines") or []
    targets = _get(result, rows_target)
    if targets is None:
        targets = [{} for _row in rows]
        _put(result, rows_target, targets)
    row_rule = _in_row(rule, source) if separator else rule
    for number, (row, row_target) in enumerate(zip(rows, targets, strict=True), 1):
        try:
            value = _value(row_rule, document, row, context)
        except MappingError as error:
            raise error.in_line(number) from None
        if value is not None:
            _put(row_target, target, value)


@lru_cache(maxsize=4096)
def _in_row(rule, source):
    """The rule with its source as seen from a row; the same few for every document."""
    return replace(rule, source=source)


def _value(rule, document, row, context):
    scope = document if row is None else row
    if rule.kind == FIXED:
        value = rule.source
    elif rule.kind == EXPRESSION:
        value = _evaluate(rule, document, row, context)
    else:
        value = _get(scope, rule.source)
        if rule.kind == REFERENCE:
            value = _key(rule, value, context)
        elif rule.kind == VALUE_MAP:
            value = _mapped(rule, value, context)
    if value in (None, "", False) and value is not False and rule.default != "":
        value = rule.default
    if value in (None, ""):
        if rule.required:
            raise MappingError(
                f"{rule.source or rule.target} is empty and the ERP needs it",
                rule.target,
                "fill it in and send again",
                reason="empty",
                source=rule.source,
            )
        return None
    return _fitting(rule, value)


def _evaluate(rule, document, row, context):
    try:
        return context.evaluate(rule.source, {"document": document, "line": row or {}})
    except Exception as error:
        raise MappingError(
            f"the expression for {rule.target} failed: {error}",
            rule.target,
            "correct the expression in the mapping",
            reason="expression",
            source=rule.source,
            value=str(error),
        ) from error


def _key(rule, value, context):
    if not value:
        return None
    name = value["$ref"] if isinstance(value, dict) else str(value)
    key = context.keys.get(name)
    if key is None:
        raise MappingError(
            f"{rule.source} ({name}) is not known in the ERP",
            rule.target,
            "send or match that record first",
            reason="unlinked",
            source=rule.source,
            value=name,
        )
    return key


def _mapped(rule, value, context):
    if value is None or value == "":
        return None
    values = context.maps.get(rule.map_name, {})
    if str(value) in values:
        return values[str(value)]
    if "*" in values:
        return values["*"]
    raise MappingError(
        f"the value “{value}” has no counterpart in the value map “{rule.map_name}”",
        rule.target,
        "add it to the value map of this backend",
        reason="unmapped",
        source=rule.source,
        value=f"{rule.map_name}: {value}",
    )


def _fitting(rule, value):
    if rule.max_length and isinstance(value, str) and len(value) > rule.max_length:
        if rule.cut:
            return value[: rule.max_length]
        raise MappingError(
            f"{rule.target} has {len(value)} characters and the ERP takes {rule.max_length}",
            rule.target,
            "shorten it, or let the mapping cut it",
            reason="too_long",
            source=rule.source,
            value=f"{len(value)} > {rule.max_length}",
        )
    return value


def _get(scope, path):
    for part in path.split("."):
        if not isinstance(scope, dict):
            return None
        scope = scope.get(part)
    return scope


def _put(target, path, value):
    *parents, last = path.split(".")
    for part in parents:
        target = target.setdefault(part, {})
    target[last] = value
