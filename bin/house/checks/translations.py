"""The Chinese is complete: every term of the .pot stands in zh_CN.po, is translated, and keeps its placeholders."""

import re

import polib

from . import Finding

PLACEHOLDER = re.compile(r"%\([a-z_0-9]+\)[sdrf]|%[sd]|\{\{.*?\}\}|\$\{.*?\}|<[a-zA-Z][^>]*>", re.I)
# Names stay what they are in every language.
NAMES = re.compile(
    r"^(\W|\d|CRM|ERP|SOAP|XML|API|URL|UTC|SLA|RFM|KPI|ID|UUID|PDF|CSV|HTTP|HTTPS|WSDL|SAP|Oracle|Kingdee|Yonyou|Sage"
    r"|Dynamics|Dolibarr|Asterisk|SIP|PBX|NPS|CSAT|8D|ISO|WhatsApp|WeChat|QR|OK|E\.164|Odoo|SHA|IBAN|BIC|DMARC|SPF)+$"
)


def check(addon):
    """Findings for one addon; one without any .pot is incomplete as well when it has something to translate."""
    pot_path, po_path = addon.path / f"i18n/{addon.name}.pot", addon.path / "i18n/zh_CN.po"
    if not pot_path.exists():
        if (addon.path / "views").is_dir() or any((addon.path / "models").glob("[a-z]*.py")):
            yield Finding(addon.path, 0, f"i18n/{addon.name}.pot is missing")
        return
    if not po_path.exists():
        yield Finding(addon.path, 0, "i18n/zh_CN.po is missing")
        return
    po = {entry.msgid: entry for entry in polib.pofile(str(po_path)) if not entry.obsolete}
    pot = {entry.msgid for entry in polib.pofile(str(pot_path))}
    for term in sorted(pot - set(po)):
        yield Finding(po_path, 0, f"term of the .pot is missing: {term[:80]!r}")
    for term in sorted(set(po) - pot):
        yield Finding(po_path, po[term].linenum, f"term is no longer in the .pot: {term[:80]!r}")
    for term in sorted(pot & set(po)):
        fault = fault_of(po[term])
        if fault:
            yield Finding(po_path, po[term].linenum, f"{fault}: {term[:80]!r}")


def fault_of(entry):
    """What is wrong with one translation, or "".

    >>> fault_of(polib.POEntry(msgid="Send %(count)s", msgstr="发送"))
    'other placeholders than the English'
    >>> fault_of(polib.POEntry(msgid="Customer", msgstr="Customer"))
    'left in English'
    >>> fault_of(polib.POEntry(msgid="ERP", msgstr="ERP"))
    ''
    """
    if not entry.msgstr.strip():
        return "not translated"
    if "fuzzy" in entry.flags:
        return "marked fuzzy"
    if sorted(PLACEHOLDER.findall(entry.msgid)) != sorted(PLACEHOLDER.findall(entry.msgstr)):
        return "other placeholders than the English"
    words = re.sub(PLACEHOLDER, "", entry.msgid).strip()
    if entry.msgstr == entry.msgid and re.search("[A-Za-z]", words) and not NAMES.match(words):
        return "left in English"
    return ""
