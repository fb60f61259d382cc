"""Yonyou's exchange documents: one ufinterface around one document, in the encoding that it declares.

NC5 and U8 speak GB2312 or GBK, NC6 UTF-8. A letter that the declared encoding does not have would become a question
mark in the ERP without a word, so it is refused here.
"""

import re
from dataclasses import dataclass
from html import escape

from odoo.addons.erp_connector.soap.transport import TransportError
from odoo.addons.erp_connector_facade.engine.site_text import NOT_TEXT, NotText, encoded, parse_xml, xml_of

DECLARED = re.compile(rb"^\s*(?:\xef\xbb\xbf)?<\?xml[^>]*encoding\s*=\s*[\"']([A-Za-z0-9_.-]+)[\"']")
# Servers declare GB2312 and write what they have: its supersets read all of it.
READ_AS = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030"}


def document(attributes, root, key, values, encoding="UTF-8"):
    """(text, bytes) of a document. NotText and NotEncodable name what cannot be sent.

    >>> text, body = document({"billtype": "30", "sender": "O"}, "bill", "K1", {"billhead": {"vnote": "百会"}}, "GBK")
    >>> print(text)
    <?xml version="1.0" encoding="GBK"?>
    <ufinterface billtype="30" sender="O"><bill id="K1"><billhead><vnote>百会</vnote></billhead></bill></ufinterface>
    >>> body.decode("gbk") == text
    True
    """
    head = " ".join(f'{name}="{escape(str(value), quote=True)}"' for name, value in attributes.items())
    content = xml_of({root: {"@id": key, **values} if key else values}) if root else ""
    text = f'<?xml version="1.0" encoding="{encoding}"?>\n<ufinterface {head}>{content}</ufinterface>'
    if wrong := NOT_TEXT.search(text):
        raise NotText(wrong[0])
    return text, encoded(text, encoding)


def numbered(value, position=""):
    """Values with "#" replaced by the number of the row it stands in, from 1.

    >>> numbered({"body": {"entry": [{"crowno": "#"}, {"crowno": "#"}]}})
    {'body': {'entry': [{'crowno': '1'}, {'crowno': '2'}]}}
    """
    if isinstance(value, dict):
        return {name: numbered(inner, position) for name, inner in value.items()}
    if isinstance(value, list):
        return [numbered(row, str(number)) for number, row in enumerate(value, 1)]
    return position if value == "#" else value


def decoded(body):
    """The text of an answer, in the encoding it declares. ValueError when the bytes are not of that encoding.

    >>> decoded('<?xml version="1.0" encoding="GB2312"?><a>镕</a>'.encode("gbk"))
    '<?xml version="1.0" encoding="GB2312"?><a>镕</a>'
    """
    found = DECLARED.match(body[:200])
    name = found[1].decode().lower() if found else "utf-8-sig"
    try:
        return body.decode(READ_AS.get(name, "utf-8-sig" if name == "utf-8" else name))
    except (LookupError, UnicodeDecodeError):
        raise ValueError(name) from None


def interface(body, status, erp="NC"):
    """The ufinterface element of an answer. TransportError for everything that is none."""
    try:
        root = parse_xml(decoded(body))
        if root.tag != "ufinterface":
            raise ValueError(root.tag)
    except ValueError:
        begin = body[:200].decode("utf-8", "replace").strip()
        text = f"the answer is no exchange document: {begin}" if begin else f"{erp} sent an empty answer"
        raise TransportError(f"HTTP_{status}" if status != 200 else "NOT_XML", text, status=status) from None
    return root


@dataclass(frozen=True)
class Result:
    """What NC says about one document: code 1 is yes, everything else no."""

    code: str
    text: str = ""
    content: str = ""
    pk: str = ""
    document_id: str = ""

    @property
    def ok(self):
        return self.code == "1"


def result(root, key):
    """The Result for our document. TransportError when the answer says nothing about it.

    >>> from lxml import etree
    >>> row = "<sendresult><bdocid>K</bdocid><resultcode>1</resultcode><content>100</content></sendresult>"
    >>> result(etree.fromstring(f"<ufinterface>{row}</ufinterface>"), "K").content
    '100'
    """
    rows = []
    for element in root.iter("sendresult"):
        said = {child.tag: (child.text or "").strip() for child in element if isinstance(child.tag, str)}
        words = (said.get(name, "") for name in ("resultcode", "resultdescription", "content", "billpk", "bdocid"))
        rows.append(Result(*words))
    ours = [row for row in rows if row.document_id == key] or [row for row in rows if not row.document_id]
    if not ours or not ours[0].code:
        raise TransportError("EMPTY_ANSWER", "NC answered and said nothing about this document")
    return ours[0]
