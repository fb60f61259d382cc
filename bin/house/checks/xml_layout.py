"""XML files read alike: well-formed, four spaces a level, no tabs, no blanks at line ends, one newline at the end.

Where attributes stand is the author's choice: the formatters that exist put them all on one line and sort them,
which makes views unreadable. `mended` moves lines, it never joins or splits them.
"""

import re

from lxml import etree

from . import Finding

TOKEN = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<!DOCTYPE[^>]*>"
    r"|<(?P<close>/)?(?P<name>[\w:.-]+)(?:[^<>\"']|\"[^\"]*\"|'[^']*')*?(?P<empty>/)?>",
    re.S,
)
VERBATIM = {"pre", "textarea", "script", "style"}
INDENT = 4


def check(path):
    """Findings of one file; the text is what `mended` would change."""
    text = path.read_text()
    try:
        etree.fromstring(text.encode())
    except etree.XMLSyntaxError as error:
        yield Finding(path, error.lineno or 0, f"not well-formed: {error.msg}")
        return
    wanted = mended(text)
    for number, (is_line, wanted_line) in enumerate(zip(text.split("\n"), wanted.split("\n"), strict=False), 1):
        if is_line != wanted_line:
            yield Finding(path, number, f"layout: {_difference(is_line, wanted_line)} (bin/test --lint --fix mends it)")
    if text.count("\n") != wanted.count("\n"):
        yield Finding(path, 0, "layout: exactly one newline at the end of the file")


def fix(path):
    """Rewrite the file if it is well-formed and its layout is not ours."""
    text = path.read_text()
    try:
        etree.fromstring(text.encode())
    except etree.XMLSyntaxError:
        return
    wanted = mended(text)
    if wanted != text:
        path.write_text(wanted)


def _difference(line, wanted):
    if "\t" in line:
        return "tab"
    if line.rstrip() != line:
        return "blanks at the end of the line"
    return f"{len(line) - len(line.lstrip())} spaces before the text, {len(wanted) - len(wanted.lstrip())} expected"


def mended(text):
    """The text with its lines moved to where they belong.

    >>> mended("<odoo>\\n  <record\\n     id='a'>\\n\\t<field/>\\n  </record>  \\n</odoo>")
    "<odoo>\\n    <record\\n       id='a'>\\n        <field/>\\n    </record>\\n</odoo>\\n"
    """
    text = text.rstrip("\n") + "\n"
    wanted, fixed = _wanted_indents(text)
    lines, shift = [], 0
    for number, line in enumerate(text.split("\n")):
        if number in fixed:
            lines.append(line)
            continue
        line = line.rstrip().replace("\t", " " * INDENT)
        blanks = len(line) - len(line.lstrip())
        if number in wanted:
            shift = wanted[number] - blanks
        if line:
            line = " " * max(0, blanks + shift) + line.lstrip()
        lines.append(line)
    return "\n".join(lines)


def _wanted_indents(text):
    """({line: spaces} for lines that begin with a tag or comment, {lines whose blanks are content})."""
    wanted, fixed, open_tags = {}, set(), []
    line_starts = [0, *(match.end() for match in re.finditer("\n", text))]
    number = 0
    for match in TOKEN.finditer(text):
        while number + 1 < len(line_starts) and line_starts[number + 1] <= match.start():
            number += 1
        first_on_line = not text[line_starts[number] : match.start()].strip()
        token, name = match.group(), match.group("name")
        inside_verbatim = VERBATIM & set(open_tags)
        if match.group("close"):
            open_tags = open_tags[:-1]
        if first_on_line and not inside_verbatim:
            wanted[number] = INDENT * len(open_tags)
        if inside_verbatim or token.startswith("<![CDATA["):
            last = text.count("\n", 0, match.end())
            fixed.update(range(number + 1, last + 1))
        if name and not match.group("close") and not match.group("empty"):
            open_tags = [*open_tags, name]
            if name in VERBATIM:
                end = text.find(f"</{name}", match.end())
                fixed.update(range(text.count("\n", 0, match.end()) + 1, text.count("\n", 0, end) + 1))
    return wanted, fixed
