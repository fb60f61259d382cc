"""Each check of bin/test --lint goes red on a bad sample and stays green on a good one."""

import doctest
import subprocess

import pytest
from house import lint
from house.checks import (
    conventions,
    engine_purity,
    file_size,
    foreign_words,
    fresh_terms,
    translations,
    xml_layout,
)
from house.machine import ROOT
from house.test_command import Tally

MODEL = 'from odoo import models\n\n\nclass Thing(models.Model):\n    _name = "crm.thing"\n'
ACCESS = "id,name,model_id:id,group_id:id,perm_read\n"
TESTED = {"tests/__init__.py": "from . import test_thing\n", "tests/test_thing.py": ""}
PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "%s"\nmsgstr "%s"\n'


def texts(findings):
    return [finding.text for finding in findings]


@pytest.mark.parametrize("module", [xml_layout, translations])
def test_the_examples_in_the_checks_are_true(module):
    assert doctest.testmod(module).failed == 0


# --- conventions


def test_a_good_addon_is_green(sample):
    files = {
        "models/thing.py": MODEL,
        "security/ir.model.access.csv": ACCESS + "a,a,model_crm_thing,base.group_user,1\n",
    }
    assert texts(conventions.check(sample(files | TESTED))) == []


@pytest.mark.parametrize(
    ("files", "manifest", "expected"),
    [
        ({}, {"license": "AGPL-3"}, "licence"),
        ({}, {"version": "1.0"}, "19.0.x.y.z"),
        ({}, {"summary": ""}, "summary"),
        ({}, {"author": "me"}, "author"),
        ({}, {"application": False}, "default"),
        ({"static/description/icon.png": None}, {}, "icon.png"),
        ({"readme/DESCRIPTION.md": None}, {}, "DESCRIPTION.md"),
        ({"models/thing.py": MODEL} | TESTED, {}, "has no row"),
        ({"security/ir.model.access.csv": ACCESS + "a,a,model_crm_thing,,1\n"}, {}, "everybody"),
        ({"models/thing.py": "x = 1\n"}, {}, "without a tests"),
        ({"tests/__init__.py": "", "tests/test_thing.py": ""}, {}, "not imported"),
        ({}, {"data": ["views/gone.xml"]}, "does not exist"),
        ({"views/a.xml": "", "security/b.xml": ""}, {"data": ["views/a.xml", "security/b.xml"]}, "order"),
        ({"views/a_menus.xml": "", "views/b.xml": ""}, {"data": ["views/a_menus.xml", "views/b.xml"]}, "order"),
    ],
)
def test_a_breach_of_convention_is_red(sample, files, manifest, expected):
    found = texts(conventions.check(sample(files, **manifest)))
    assert len(found) == 1 and expected in found[0]


# --- engines


@pytest.mark.parametrize(
    "source",
    [
        "import odoo",
        "from odoo.tools import float_round",
        "import psycopg2.extras",
        "from ..models import thing",
        "from odoo.addons.crm_sample.models.thing import Thing",
    ],
)
def test_an_engine_that_knows_odoo_is_red(sample, source):
    assert texts(engine_purity.check(sample({"engine/clock.py": source, "models/thing.py": MODEL})))


@pytest.mark.parametrize(
    "source", ["import datetime", "from .clock import Clock", "from odoo.addons.crm_sample.engine.a import b"]
)
def test_a_pure_engine_is_green(sample, source):
    assert texts(engine_purity.check(sample({"engine/clock.py": source, "engine/a.py": ""}))) == []


# --- translations


@pytest.mark.parametrize(
    ("english", "chinese", "expected"),
    [
        ("Customer", "", "not translated"),
        ("Customer", "Customer", "left in English"),
        ("Sent %(count)s", "发送 %(total)s", "placeholders"),
        ("<b>Sent</b>", "发送", "placeholders"),
    ],
)
def test_an_incomplete_translation_is_red(sample, english, chinese, expected):
    addon = sample({"i18n/crm_sample.pot": PO % (english, ""), "i18n/zh_CN.po": PO % (english, chinese)})
    found = texts(translations.check(addon))
    assert len(found) == 1 and expected in found[0]


@pytest.mark.parametrize(("english", "chinese"), [("Customer", "客户"), ("ERP", "ERP"), ("%(a)s%%", "%(a)s%%")])
def test_a_complete_translation_is_green(sample, english, chinese):
    addon = sample({"i18n/crm_sample.pot": PO % (english, ""), "i18n/zh_CN.po": PO % (english, chinese)})
    assert texts(translations.check(addon)) == []


def test_terms_only_on_one_side_are_red(sample):
    addon = sample({"i18n/crm_sample.pot": PO % ("New", ""), "i18n/zh_CN.po": PO % ("Old", "旧")})
    assert [text.split(":")[0] for text in texts(translations.check(addon))] == [
        "term of the .pot is missing",
        "term is no longer in the .pot",
    ]


def test_an_addon_with_views_and_no_terms_is_red(sample):
    assert "is missing" in texts(translations.check(sample({"views/a.xml": "<odoo/>"})))[0]


def test_a_stale_pot_is_red_and_can_be_renewed(sample, tmp_path):
    addon = sample({"i18n/crm_sample.pot": PO % ("Old", ""), "i18n/zh_CN.po": PO % ("Old", "旧")})
    exported = written(tmp_path, "today.pot", PO % ("New", ""))
    assert [text.split(":")[0] for text in texts(fresh_terms.check(addon, exported))] == ["new term", "term is gone"]
    fresh_terms.fix(addon, exported)
    assert texts(fresh_terms.check(addon, exported)) == []
    assert [text.split(":")[0] for text in texts(translations.check(addon))] == ["not translated"]


def test_a_term_that_is_used_in_one_more_place_is_new_there(sample, tmp_path):
    view = '#: model_terms:ir.ui.view,arch_db:crm_sample.form\nmsgid "Old"'
    both = f"#: code:addons/crm_sample/models/x.py:0\n{view}"
    pot, po = (PO % ("Old", chinese) for chinese in ("", "旧"))
    one = {"i18n/crm_sample.pot": pot, "i18n/zh_CN.po": po}
    addon = sample({path: text.replace('msgid "Old"', view) for path, text in one.items()})
    exported = written(tmp_path, "today.pot", pot.replace('msgid "Old"', both))
    (found,) = texts(fresh_terms.check(addon, exported))
    assert found.startswith("new term") and "models/x.py" in found
    (addon.path / "i18n/crm_sample.pot").write_bytes(exported.read_bytes())
    (found,) = texts(fresh_terms.check(addon, exported))
    assert found.startswith("Chinese not used") and "models/x.py" in found
    fresh_terms.fix(addon, exported)
    assert texts(fresh_terms.check(addon, exported)) == []
    assert texts(translations.check(addon)) == []


# --- linters that others wrote


class Recorder:
    """As much of a run of bin/test as a lint stage needs."""

    def __init__(self, environment):
        self.environment = environment
        self.variables = environment.odoo_environment()
        self.tally = Tally()
        self.title = print

    def stage(self, title, command, **variables):
        command = [str(part) for part in command]
        done = subprocess.run(command, env=self.variables | variables, capture_output=True, text=True)
        if done.returncode:
            self.tally.red_stages.append(done.stdout)


BAD_METHOD = """
    def open(self, name):
        self.env.cr.execute("SELECT id FROM res_partner WHERE name = '%s'" % name)
        print(name)
        return self.env._("%s and %s" % (name, name))
"""


def test_odoos_and_the_communitys_pylint_find_an_injection(sample, environment):
    addon = sample({"__manifest__.py": repr({"name": "x"}), "__init__.py": "", "thing.py": MODEL + BAD_METHOD})
    ours, community = Recorder(environment), Recorder(environment)
    lint.odoo_pylint(ours, [addon])
    lint.pylint_odoo(community, [addon])
    assert "sql-injection" in ours.tally.red_stages[0]
    assert "sql-injection" in community.tally.red_stages[0] and "print-used" in community.tally.red_stages[0]


def test_a_habit_of_an_older_version_is_found(sample, environment):
    addon = sample({"views/a.xml": "<odoo>\n    <tree/>\n</odoo>"})
    command = [environment.python, ROOT / "bin/house/old_habits.py", addon.path.parent]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "views/a.xml: 17.5-01-tree-to-list.py" in done.stdout


# --- single files


def written(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    "text",
    [
        "<odoo>\n  <record/>\n</odoo>\n",
        "<odoo>\n\t<record/>\n</odoo>\n",
        "<odoo>\n    <record/> \n</odoo>\n",
        "<odoo>\n</odoo>",
        "<odoo>\n</odoo>\n\n",
    ],
)
def test_a_bad_layout_is_red_and_can_be_mended(tmp_path, text):
    path = written(tmp_path, "a.xml", text)
    assert texts(xml_layout.check(path))
    xml_layout.fix(path)
    assert texts(xml_layout.check(path)) == []


def test_broken_xml_is_red_and_left_alone(tmp_path):
    path = written(tmp_path, "a.xml", "<odoo>\n  <record>\n</odoo>\n")
    xml_layout.fix(path)
    assert "not well-formed" in texts(xml_layout.check(path))[0] and path.read_text().startswith("<odoo>\n  <record>")


@pytest.mark.parametrize(
    "text",
    [
        '<odoo>\n    <field name="arch"\n           type="xml"/>\n</odoo>\n',
        "<odoo>\n    <field><![CDATA[\nfree text\n  here]]></field>\n</odoo>\n",
        "<odoo>\n    <pre>\nas is\n  </pre>\n    <a/>\n</odoo>\n",
        "<odoo>\n    <!-- <not><a> tag -->\n    <a b='x > y'/>\n</odoo>\n",
        "<?xml version='1.0'?>\n<odoo>\n    <p>\n        text <b>bold</b>\n        more\n    </p>\n</odoo>\n",
    ],
)
def test_what_the_author_chose_stays(tmp_path, text):
    assert texts(xml_layout.check(written(tmp_path, "a.xml", text))) == []


@pytest.mark.parametrize(
    "text",
    ["get it from pypi" + ".org", "see /wor" + "k/main", "in this coding " + "session", "deb.debian" + ".org/debian"],
)
def test_foreign_words_are_red(tmp_path, text):
    assert texts(foreign_words.check(written(tmp_path, "a.md", f"line\n{text}\n")))


def test_own_words_are_green(tmp_path):
    assert (
        texts(foreign_words.check(written(tmp_path, "a.py", "# the user's session, network/working, agent console\n")))
        == []
    )


def test_a_long_file_gets_an_advice_only(tmp_path):
    found = list(file_size.check(written(tmp_path, "a.py", "x = 1\n" * 401)))
    assert len(found) == 1 and found[0].advice
