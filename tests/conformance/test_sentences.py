"""What dialects say is read in the reader's language: every sentence of their engines has a Chinese one in our terms.

A dialect is plain Python and writes English. Its addon knows a sentence as a pattern of `erp.message` (PATTERNS) or as a
term, and terms are told again with what was filled in (erp_connector.engine.retelling).
"""

import ast
import re
from functools import cache

import polib
import pytest
from dialect_scene import FAMILY

from odoo.addons.erp_connector.engine.retelling import Retelling

ADDONS = sorted(path.parent.name for path in FAMILY.glob("erp_connector_*/__manifest__.py"))
# Expressions of the mappings to start with: Python, not words.
RULES = "*_rules.py", "rules.py"
# A word of a sentence, not a part of a name, an address or a type of content.
WORD = re.compile(r"(?<![\w.:/|$-])[a-z]{2,}(?![\w.:=(/|$-])")
# What ERPs say, and our engines look for; and what stands inside a request that is shown as it would be sent.
NOT_OURS = ("could not find a target service", "No Web services accepted", " looked up when it is sent ")
# What is filled in: a number is also a name and a text.
FILLED = "7001"
CHINESE = re.compile("[\u4e00-\u9fff]")


def spoken(source):
    """(line, text) of everything in a module's source that reads like a sentence, with FILLED for what is filled in.

    >>> list(spoken('say(f"{erp} sent no answer")\\nNAME = "FCarrierID"'))
    [(1, '7001 sent no answer')]
    """
    tree = ast.parse(source)
    skipped = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    skipped |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.JoinedStr):
            text = "".join(part.value if isinstance(part, ast.Constant) else FILLED for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        else:
            continue
        if text not in NOT_OURS and len(WORD.findall(text)) >= 2 and not re.search(r"[<>{}\[\]&]", text):
            yield node.lineno, text


def sentences(addon):
    """[(where, text)] of an addon's engine."""
    found = []
    for path in sorted((FAMILY / addon / "engine").rglob("*.py")):
        if not any(path.match(pattern) for pattern in RULES):
            found += [(f"{path.relative_to(FAMILY)}:{line}", text) for line, text in spoken(path.read_text())]
    return found


@cache
def patterns():
    """Compiled patterns of all PATTERNS in the models of our addons."""
    found = []
    for path in sorted(FAMILY.glob("*/models/erp_message*.py")):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.Assign) and node.targets[0].id == "PATTERNS":
                known = ast.literal_eval(node.value)
                found += [re.compile(one, re.S) for one in (known.values() if isinstance(known, dict) else known)]
    return found


@cache
def retelling():
    """The Retelling of our addons' terms into Chinese, as erp.message builds it from the installed addons."""
    pairs = []
    for path in sorted(FAMILY.glob("*/i18n/zh_CN.po")):
        pairs += [(entry.msgid, entry.msgstr) for entry in polib.pofile(str(path)) if entry.msgstr]
    return Retelling(pairs)


def told(text):
    """What a Chinese reader reads; True for a pattern, whose sentence is a term of its own."""
    return any(pattern.fullmatch(text) for pattern in patterns()) or retelling().tell(text)


@pytest.mark.parametrize("addon", ADDONS)
def test_every_sentence_of_a_dialect_can_be_read_in_chinese(addon):
    said = sentences(addon)
    untold = [f"{where}: {text}" for where, text in said if told(text) is None]
    assert not untold, "no term for:\n" + "\n".join(untold)
    for where, text in said:
        chinese = told(text)
        assert chinese is True or CHINESE.search(chinese), f"{where}: {text} is told as {chinese}"
        assert chinese is True or chinese.count(FILLED) == text.count(FILLED), f"{where}: {text} is told as {chinese}"


@pytest.mark.parametrize("addon", ["erp_connector", *ADDONS])
def test_no_term_is_kept_for_a_sentence_that_no_dialect_says(addon):
    source = FAMILY / addon / "models" / "erp_backend_spoken.py"
    calls = [node for node in ast.walk(ast.parse(source.read_text())) if isinstance(node, ast.Call)]
    terms = [call.args[0].value for call in calls if ast.unparse(call.func) == "self.env._"]
    said = [text for name in ADDONS for _where, text in sentences(name)]
    unsaid = [term for term in terms if not any(Retelling([(term, "!")]).tell(text) == "!" for text in said)]
    assert not unsaid
