"""A Yonyou U8 with EAI over HTTP and one service of the site, as a process of its own.

python tests/simulators/yonyou_u8.py --port 0 --sender 001
"""

from decimal import Decimal, InvalidOperation
from html import escape

from document_store import DocumentStore
from lxml import etree
from site_books import ControlledByBooks, SiteBooks, tree_of
from soap_server import Call, Reply, command_line, parse_xml, serve

EAI, SITE = "/u8eai/import.asp", "/odoo/service.ashx"
ATTRIBUTES = [
    "roottag",
    "billtype",
    "docid",
    "receiver",
    "sender",
    "proc",
    "codeexchanged",
    "exportneedexch",
    "version",
]
# {roottag: (kind, path of the code, name of the code in a query, members that must be there)}
ROOTS = {
    "customer": ("customer", "code", "cCusCode", ("name", "abbrname", "sort_code", "ccusmngtypecode", "seed_date")),
    "inventory": ("product", "header/code", "cInvCode", ("header/name", "header/sort_code", "header/main_measure")),
    "saleorder": ("order", "header/code", "cSOCode", ("header/typecode", "header/date", "header/custcode")),
}


class Refused(Exception):
    """An item whose succeed is not 0."""

    def __init__(self, code, text):
        super().__init__(text)
        self.code = code


class U8(ControlledByBooks):
    compresses = False

    def __init__(self, store, options):
        self.store, self.options = store, options
        self.books = SiteBooks(store, "xml", currencies=("人民币", "美元"))

    def get(self, request):
        return Reply(404, b"", "text/plain", outcome="HTTP_404")

    def understand(self, request):
        try:
            if request.path == SITE:
                tree = self.books.understand(request.body.decode())
                return Call(f"site.{tree['action']}", tree.get("key", ""), ("site", tree))
            if request.path != EAI:
                return Call(refusal=Reply(404, b"Not found", "text/plain", outcome="HTTP_404"))
            root = parse_xml(request.body)
        except (etree.XMLSyntaxError, ValueError, KeyError) as error:
            return Call(refusal=self._item("", "-1", f"XML 错误: {error}"))
        if root.tag != "ufinterface" or list(root.attrib) != ATTRIBUTES or len(root) != 1:
            return Call(refusal=self._item("", "-1", "ufinterface 属性错误"))
        if root.get("sender") != self.options.sender:
            return Call("eai", refusal=self._item("", "-2", f"外部系统 {root.get('sender')} 未注册"))
        if root[0].tag != root.get("roottag") or root[0].tag not in ROOTS:
            return Call(refusal=self._item("", "-1", f"没有模板 {root.get('roottag')}"))
        key = root[0].findtext(ROOTS[root[0].tag][1]) or ""
        return Call(f"{root.get('proc')}.{root[0].tag}", key, ("eai", root))

    def execute(self, call):
        what, payload = call.payload
        if what == "site":
            text, outcome = self.books.handle(payload)
            return Reply(200, text.encode(), "text/xml; charset=utf-8", outcome=outcome)
        root, tag = payload, payload[0].tag
        kind, path, name, needed = ROOTS[tag]
        if payload.get("proc") == "query":
            return self._query(payload[0], kind, tag, path, name)
        code = payload[0].findtext(path) or ""
        try:
            with self.store.transaction():
                self._import(payload[0], payload.get("proc"), kind, code, needed)
        except Refused as refused:
            return self._item(code, refused.code, str(refused))
        return self._item(code, "0", "ok", root.get("roottag"))

    def rehearse(self, call):
        with self.store.rehearsal():
            return self.execute(call)

    def _import(self, document, proc, kind, code, needed):
        for path in needed:
            if not document.findtext(path):
                raise Refused("100", f"字段 {path} 不能为空")
        before = self.store.get(kind, code)
        if proc == "add" and before:
            raise Refused("101", f"{kind} 编码 {code} 已经存在，不可重复！")
        if proc == "edit" and not before:
            raise Refused("102", f"{kind} 编码 {code} 不存在")
        data = {"name": document.findtext("name") or document.findtext("header/name") or "", "code": code}
        if kind == "order":
            customer = document.findtext("header/custcode")
            if not self.store.get("customer", customer):
                raise Refused("103", f"客户编码 {customer} 不存在")
            data |= {
                "customer": customer,
                "date": document.findtext("header/date"),
                "lines": [self._line(n, row) for n, row in enumerate(document.findall("body/entry"), 1)],
            }
            if not data["lines"]:
                raise Refused("104", "单据没有表体")
        row = {"id": code, "number": code, "key": code, "state": "open", "data": data, "sent": tree_of(document)}
        self.books._list(kind, self.store.put(kind, code, row))

    def _line(self, number, row):
        if row.findtext("rowno") != str(number):
            raise Refused("105", f"行号错误: {row.findtext('rowno')}")
        code = row.findtext("inventorycode") or ""
        if not self.store.get("product", code):
            raise Refused("103", f"存货编码 {code} 不存在")
        try:
            quantity, price = (str(Decimal(row.findtext(name) or "")) for name in ("quantity", "unitprice"))
        except InvalidOperation:
            raise Refused("106", "数量或单价不是数字") from None
        return {"product": code, "quantity": quantity, "price": price, "name": row.findtext("memo") or ""}

    def _query(self, document, kind, tag, path, name):
        field = document.find("field")
        if field is None or field.get("name") != name or field.get("operation") != "=":
            return self._item("", "-1", "查询条件错误")
        row = self.store.get(kind, field.get("value"))
        inner = f"<code>{escape(row['number'])}</code>" if row else ""
        inner = f"<header>{inner}</header>" if "/" in path and row else inner
        return self._answer(f"<{tag}>{inner}</{tag}>" if row else "", "OK")

    def _item(self, key, code, text, root=""):
        said = f'key="{escape(key)}" succeed="{code}" dsc="{escape(text, quote=True)}" u8key="{escape(key)}"'
        said += f' proc="" roottag="{root}"'
        return self._answer(f"<item {said}/>", "OK" if code == "0" else "REFUSED")

    @staticmethod
    def _answer(inner, outcome):
        text = (
            f'<?xml version="1.0" encoding="utf-8"?><ufinterface roottag="return" proc="return">{inner}</ufinterface>'
        )
        return Reply(200, text.encode(), "text/xml; charset=utf-8", outcome=outcome)

    def soap_fault(self, side, text):
        return Reply(500, f"<error>{escape(text)}</error>".encode(), "text/xml", outcome="ERROR_500")

    def error_page(self):
        return Reply(
            500, b"<html><body>Active Server Pages error 'ASP 0113'</body></html>", "text/html", outcome="HTML_500"
        )

    def login_page(self):
        return Reply(200, "<html><body>用友 U8 登录</body></html>".encode(), "text/html", outcome="LOGIN_PAGE")


def main():
    parser = command_line("A simulated Yonyou U8: EAI and one service of the site")
    parser.add_argument("--sender", default="001", help="the registered external system")
    options = parser.parse_args()
    serve(U8(DocumentStore(options.state), options), options)


if __name__ == "__main__":
    main()
