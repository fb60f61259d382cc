"""A mapping as a CSV file that a person can edit in a spreadsheet: one rule per row, in the order they are applied.

Columns (the first line names them, in any order; the first two must be there):

    target       the ERP's field: status, or lines[].qty for a field of each line
    rule         field, fixed, reference, map or expression
    source       path in our document, fixed value, or expression over `document` and `line`
    map          name of the value map (rule map only)
    default      what to send when there is nothing
    required     yes or no
    max_length   a whole number; empty or 0 means any
    cut          yes or no: cut a longer text instead of refusing it

The file is UTF-8 (with or without a byte order mark), separated by commas or semicolons.
"""

import csv
import io
import re
from dataclasses import dataclass, replace

from .mapping import EXPRESSION, FIXED, KINDS, VALUE_MAP, Rule

COLUMNS = ("target", "rule", "source", "map", "default", "required", "max_length", "cut")
NEEDED = ("target", "rule")
TRUE, FALSE = ("yes", "true", "1", "x", "是"), ("no", "false", "0", "", "否")
TARGET = re.compile(r"[^\s.\[\],;]+(\.[^\s.\[\],;]+)*(\[\](\.[^\s.\[\],;]+)+)?")
MOST_ROWS = 5000


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one line of a file (1 is the line with the column names).

    reason  no_columns, twice, unknown_column, target, target_twice, rule, no_source, no_map, yes_no, number,
            row_source, expression, cells, encoding, empty, too_many
    """

    line: int
    reason: str
    value: str = ""


def dumps(rules):
    """The file of these rules as text.

    >>> dumps([Rule("ref", source="name", required=True, max_length=128)]).splitlines()[1]
    'ref,field,name,,,yes,128,no'
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for rule in rules:
        flags = [_said(rule.required), rule.max_length or "", _said(rule.cut)]
        writer.writerow([rule.target, rule.kind, rule.source, rule.map_name, rule.default, *flags])
    return out.getvalue()


def decoded(content):
    """Text of an uploaded file, or None when it is not UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def loads(text, expression_problem=None):
    """(rules, problems) of a file's text: rules are complete only when there is no problem.

    `expression_problem(expression)` says what is wrong with an expression, nothing when it is fine.
    """
    # A byte order mark may have survived; a lone one would become part of the first column's name.
    text = text.removeprefix("\ufeff")
    if not text.strip():
        return [], [Problem(1, "empty")]
    first = text.splitlines()[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        names = [name.strip().lower() for name in next(reader)]
        problems = _column_problems(names)
        return ([], problems) if problems else _rows(reader, names, expression_problem)
    except csv.Error as error:
        return [], [Problem(reader.line_num, "cells", str(error))]


def rule_problems(rule, expression_problem=None):
    """(reason, value) of everything that keeps a rule from working, whatever document it meets.

    >>> rule_problems(Rule("lines[].qty", source="lines[].quantity"))
    []
    >>> rule_problems(Rule("a b", "map", "tax"))
    [('target', 'a b'), ('no_map', 'a b')]
    """
    found = []
    if not TARGET.fullmatch(rule.target):
        found.append(("target", rule.target))
    if rule.kind != FIXED and not rule.source.strip():
        found.append(("no_source", rule.target))
    if rule.kind == VALUE_MAP and not rule.map_name:
        found.append(("no_map", rule.target))
    if rule.kind not in (FIXED, EXPRESSION) and "[]" in rule.source and "[]" not in rule.target:
        found.append(("row_source", rule.source))
    if rule.kind == EXPRESSION and rule.source.strip() and expression_problem:
        problem = expression_problem(rule.source)
        if problem:
            found.append(("expression", problem))
    return found


def _column_problems(names):
    problems = [Problem(1, "no_columns", name) for name in NEEDED if name not in names]
    problems += [Problem(1, "unknown_column", name) for name in names if name and name not in COLUMNS]
    return problems + [Problem(1, "twice", name) for name in COLUMNS if names.count(name) > 1]


def _rows(reader, names, expression_problem):
    rules, problems, seen = [], [], set()
    before = reader.line_num
    for cells in reader:
        line, before = before + 1, reader.line_num
        if not any(cell.strip() for cell in cells):
            continue
        if len(rules) >= MOST_ROWS:
            return [], [Problem(line, "too_many", str(MOST_ROWS))]
        if any(cells[len(names) :]):
            problems.append(Problem(line, "cells", str(len(cells))))
            continue
        row = dict(zip(names, cells, strict=False))
        rule, found = _rule(row)
        found += rule_problems(rule, expression_problem) if rule else []
        if rule and rule.target in seen:
            found.append(("target_twice", rule.target))
        problems += [Problem(line, reason, value) for reason, value in found]
        if rule:
            seen.add(rule.target)
            rules.append(rule)
    if not rules and not problems:
        problems.append(Problem(1, "empty"))
    return rules, problems


def _rule(row):
    """(Rule or None, [(reason, value)]) of one row."""
    found = []
    kind = row.get("rule", "").strip().lower()
    if kind not in KINDS:
        return None, [("rule", kind)]
    length = (row.get("max_length") or "").strip()
    if length and not (length.isascii() and length.isdigit() and len(length) < 8):
        found.append(("number", length))
        length = ""
    rule = Rule(
        target=row.get("target", "").strip(),
        kind=kind,
        source=row.get("source") or "",
        map_name=(row.get("map") or "").strip(),
        default=row.get("default") or "",
        max_length=int(length or 0),
    )
    flags = {}
    for name in ("required", "cut"):
        said = (row.get(name) or "").strip().lower()
        if said not in TRUE + FALSE:
            found.append(("yes_no", said))
        flags[name] = said in TRUE
    return replace(rule, **flags), found


def _said(flag):
    return "yes" if flag else "no"
