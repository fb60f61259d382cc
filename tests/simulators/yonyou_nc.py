"""A Yonyou NC with its exchange platform and one uapws component, as a process of its own.

    python tests/simulators/yonyou_nc.py --port 0 --variant nc6 --sender ODOO --account 0001 --group G01

Stricter than the original: attributes, encoding, required fields and cross references are checked; a document whose
bytes are not what it declares is refused. Texts are ours, but for the refusal of a repeated document.
"""

import re
from decimal import Decimal, InvalidOperation
from html import escape
from urllib.parse import parse_qsl

from document_store import DocumentStore
from lxml import etree
from site_books import ControlledByBooks, SiteBooks, tree_of
from soap_envelope import ENVELOPE, NotSoap, body_element, local
from soap_server import Call, Reply, command_line, parse_xml, serve

SERVLET, UAPWS = "/service/XChangeServlet", "/uapws/service/"
READER, EXCHANGE = "nc.itf.crm.IOdooReader", "nc.itf.crm.IOdooExchange"
ATTRIBUTES = ("account", "billtype", "filename", "isexchange", "proc", "receiver", "replace", "roottag", "sender")
# {billtype: (kind, element)}
BILLS = {
    "nc6": {
        "customer": ("customer", "bill"),
        "material": ("product", "bill"),
        "30": ("order", "bill"),
        "F0": ("invoice", "bill"),
        "F2": ("payment", "bill"),
        "vouchergl": ("journal_entry", "voucher"),
    },
    "nc5": {
        "custdoc": ("customer", "basdoc"),
        "invdoc": ("product", "invbasdoc"),
        "30": ("order", "so_order"),
        "gl": ("journal_entry", "voucher"),
    },
}
ACCOUNTS = ("1122", "6001", "2221", "1002")
AUXILIARY = {"nc6": {"1122": "0004"}, "nc5": {"1122": "客商辅助核算"}}


class Refused(Exception):
    """A resultcode other than 1."""

    def __init__(self, code, text):
        super().__init__(text)
        self.code = code


class Nc(ControlledByBooks):
    compresses = False

    def __init__(self, store, options):
        self.store, self.options = store, options
        self.books = SiteBooks(store, currencies=("CNY", "USD"))
        self.encoding = options.encoding or ("UTF-8" if options.variant == "nc6" else "GBK")

    # reading

    def get(self, request):
        return Reply(404, b"", "text/plain", outcome="HTTP_404")

    def understand(self, request):
        if request.path == SERVLET:
            return self._understand_exchange(request)
        component = request.path.removeprefix(UAPWS)
        if component not in (READER, EXCHANGE):
            return Call(refusal=Reply(404, b"Not found", "text/plain", outcome="HTTP_404"))
        try:
            return self._understand_soap(component, body_element(request))
        except (NotSoap, etree.XMLSyntaxError, ValueError, KeyError) as error:
            return Call(refusal=self.soap_fault("Client", str(error)))

    def _understand_exchange(self, request):
        given = dict(parse_qsl(request.query))
        wanted = {"account": self.options.account}
        wanted |= (
            {"groupcode": self.options.group} if self.options.variant == "nc6" else {"receiver": self.options.company}
        )
        if request.headers.get("content-type") != "text/xml":
            return Call(refusal=self._refusal("-31000", "只接受 text/xml"))
        if given != wanted:
            return Call(refusal=self._refusal("-31001", f"帐套或集团不存在: {request.query}"))
        try:
            return self._understand_document(request.body)
        except (etree.XMLSyntaxError, ValueError, LookupError) as error:
            return Call(refusal=self._refusal("-31002", f"XML 解析错误: {error}"))

    def _understand_document(self, body):
        declared = re.match(rb'<\?xml version="1\.0" encoding="([A-Za-z0-9-]+)"\?>', body)
        if declared is None or declared[1].decode() != self.encoding:
            raise ValueError(f"编码必须是 {self.encoding}")
        text = body.decode(self.encoding)
        root = parse_xml(text.partition("?>")[2].strip().encode())
        names = ATTRIBUTES + (("groupcode", "orgcode") if self.options.variant == "nc6" else ())
        if root.tag != "ufinterface" or set(root.attrib) != set(names):
            raise ValueError(f"ufinterface 属性错误: {sorted(set(root.attrib) ^ set(names))}")
        if root.get("sender") != self.options.sender:
            return Call("exchange", refusal=self._refusal("-31003", f"外系统 {root.get('sender')} 未注册"))
        if not len(root):
            return Call("exchange.nothing", payload=("nothing", None))
        if root.get("billtype") not in BILLS[self.options.variant] or root.get("replace") not in ("Y", "N"):
            raise ValueError(f"单据类型 {root.get('billtype')} 未定义")
        kind, element = BILLS[self.options.variant][root.get("billtype")]
        if len(root) != 1 or root[0].tag != element or not root[0].get("id"):
            raise ValueError("一个 ufinterface 只能有一张单据")
        kind = "credit_note" if kind == "invoice" and (root[0].findtext(".//money") or "").startswith("-") else kind
        return Call(f"exchange.{kind}", root[0].get("id"), ("document", (kind, root)))

    def _understand_soap(self, component, element):
        namespace = "http://" + ".".join(reversed(component.split(".")[:-1])) + "/" + component.split(".")[-1]
        operation = local(element.tag)
        wanted = {READER: "handle", EXCHANGE: "exchange"}[component]
        if element.tag != f"{{{namespace}}}{wanted}" or [child.tag for child in element] != [f"{{{namespace}}}string"]:
            raise NotSoap(f"no operation {element.tag}")
        text = element[0].text or ""
        if component == READER:
            tree = self.books.understand(text)
            return Call(f"{operation}.{tree['action']}", tree.get("key", ""), ("read", (tree, namespace)))
        call = self._understand_document(text.encode(self.encoding))
        if call.refusal is not None:
            reply = call.refusal
            call.refusal = self._soap("exchange", namespace, reply.body.decode(self.encoding), reply.outcome)
        else:
            call.payload = ("soap", (call.payload, namespace))
        return call

    # answering

    def execute(self, call):
        what, payload = call.payload
        if what == "read":
            tree, namespace = payload
            text, outcome = self.books.handle(tree)
            return self._soap("handle", namespace, text, outcome)
        if what == "soap":
            inner, namespace = payload
            reply = self.execute(Call(call.operation, call.key, inner))
            return self._soap("exchange", namespace, reply.body.decode(self.encoding), reply.outcome)
        if what == "nothing":
            return self._answer("", "OK")
        kind, root = payload
        try:
            with self.store.transaction():
                row = self._import(kind, root)
        except Refused as refused:
            return self._refusal(refused.code, str(refused), root[0].get("id"))
        return self._result("1", "单据已保存", root[0].get("id"), row["pk"], "OK")

    def rehearse(self, call):
        with self.store.rehearsal():
            return self.execute(call)

    def _import(self, kind, root):
        key, document = root[0].get("id"), root[0]
        known = self.store.get("sent", f"{kind}/{key}") is not None
        if known and root.get("replace") == "N":
            hint = "不允许重复导入单据，请检查是否是操作错误；如果想更新已导入单据，请把数据文件的replace标志设为‘Y’"
            raise Refused("-32000", hint)
        data, code = getattr(self, f"read_{kind}")(document)
        number = code or key
        if not known and self.store.get(kind, number):
            raise Refused("-32001", f"编码 {number} 已存在")
        row = {"id": number, "number": number, "key": key, "state": "open", "data": data, "sent": tree_of(document)}
        row["pk"] = f"1001A1{self.store.next('pk'):014d}"
        self.store.put("sent", f"{kind}/{key}", {})
        self.store.put(kind, number, row)
        self.books._list(kind, row)
        return row

    # what the bill types need

    def _head(self, document, name, *needed):
        head = document.find(name)
        if head is None:
            raise Refused("-32010", f"没有 {name}")
        for field in needed:
            if not (head.findtext(field) or "").strip():
                raise Refused("-32011", f"字段 {field} 不能为空")
        return head

    @property
    def nc6(self):
        return self.options.variant == "nc6"

    def read_customer(self, document):
        if self.nc6:
            head = self._head(document, "billhead", "pk_group", "pk_org", "pk_custclass", "code", "name")
            return {"name": head.findtext("name")}, head.findtext("code")
        head = self._head(document, "basdoc_head", "pk_corp", "pk_areacl", "custcode", "custname")
        return {"name": head.findtext("custname")}, head.findtext("custcode")

    def read_product(self, document):
        if self.nc6:
            head = self._head(
                document, "billhead", "pk_group", "pk_org", "pk_marbasclass", "code", "name", "pk_measdoc"
            )
            return {"name": head.findtext("name"), "code": head.findtext("code")}, head.findtext("code")
        head = self._head(document, "invbasdoc_head", "pk_corp", "pk_invcl", "invcode", "invname", "pk_measdoc")
        return {"name": head.findtext("invname"), "code": head.findtext("invcode")}, head.findtext("invcode")

    def read_order(self, document):
        if self.nc6:
            head = self._head(document, "billhead", "pk_group", "pk_org", "ctrantypeid", "dbilldate", "ccustomerid")
            rows, names = head.findall("bodyitems/item"), ("cmaterialid", "nnum", "norigprice", "vrownote")
        else:
            needed = ("pk_corp", "creceipttype", "dbilldate", "ccustomerid", "cdeptid", "coperatorid", "csalecorpid")
            needed += ("ccalbodyid", "creceiptcustomerid", "creceiptcorpid")
            head = self._head(document, "so_order_head", *needed)
            rows = document.findall("so_order_body/entry")
            names = ("cinventoryid", "nnumber", "noriginalcurprice", "frownote")
        customer = self._customer(head.findtext("ccustomerid"))
        lines = self._lines(rows, "crowno", *names)
        known = {} if self.nc6 else {"delivery_address": {"line": head.findtext("vreceiveaddress") or ""}}
        return {"customer": customer, "date": head.findtext("dbilldate"), "lines": lines} | known, ""

    def _customer(self, code):
        if self.store.get("customer", code) is None:
            raise Refused("-32020", f"客户 {code} 没有对照，翻译失败")
        return code

    def _lines(self, rows, number, product, quantity, price, name):
        if not rows:
            raise Refused("-32012", "单据没有表体")
        lines = []
        for position, row in enumerate(rows, 1):
            if row.findtext(number) != str(position):
                raise Refused("-32013", f"行号错误: {row.findtext(number)}")
            code = row.findtext(product) or ""
            if self.store.get("product", code) is None:
                raise Refused("-32020", f"物料 {code} 没有对照，翻译失败")
            line = {"product": code, "name": row.findtext(name) or ""}
            for ours, theirs in (("quantity", quantity), ("price", price)):
                line[ours] = str(_number(row.findtext(theirs), theirs))
            lines.append(line)
        return lines

    def read_invoice(self, document):
        head = self._head(
            document, "billhead", "pk_group", "pk_org", "pk_tradetype", "billdate", "customer", "pk_currtype"
        )
        rows = head.findall("bodyitems/item")
        lines = self._lines(rows, "rowno", "material", "quantity_de", "price", "scomment")
        total = sum(_number(row.findtext("money_de"), "money_de") for row in rows)
        if total != _number(head.findtext("money"), "money"):
            raise Refused("-32030", f"表头金额 {head.findtext('money')} 与表体 {total} 不符")
        data = {"customer": self._customer(head.findtext("customer")), "lines": lines, "total": str(total)}
        return data | {"date": head.findtext("billdate")}, ""

    read_credit_note = read_invoice

    def read_payment(self, document):
        head = self._head(
            document, "billhead", "pk_group", "pk_org", "pk_tradetype", "billdate", "customer", "pk_currtype"
        )
        amount = sum(_number(row.findtext("money_cr"), "money_cr") for row in head.findall("bodyitems/item"))
        if not amount or amount != _number(head.findtext("money"), "money"):
            raise Refused("-32030", f"表头金额 {head.findtext('money')} 与表体 {amount} 不符")
        return {"customer": self._customer(head.findtext("customer")), "amount": str(amount)}, ""

    def read_journal_entry(self, document):
        if self.nc6:
            needed = (
                "pk_vouchertype",
                "year",
                "pk_system",
                "voucherkind",
                "pk_accountingbook",
                "period",
                "prepareddate",
            )
            head = self._head(document, "voucher_head", *needed, "pk_prepared", "pk_org", "pk_group")
            if len(head.findall("details")) != 1:
                raise Refused("-32040", "一张凭证只能有一个 details")
            rows, names = head.findall("details/item"), ("detailindex", "accsubjcode", "localdebitamount")
            names += ("localcreditamount", "ass/item/pk_Checktype", "ass/item/pk_Checkvalue")
        else:
            needed = ("company", "voucher_type", "fiscal_year", "accounting_period", "voucherkind", "prepareddate")
            head = self._head(document, "voucher_head", *needed, "enter", "voucher_making_system")
            rows, names = document.findall("voucher_body/entry"), ("entry_id", "account_code", "natural_debit_currency")
            names += ("natural_credit_currency", "auxiliary_accounting/item/@name", "auxiliary_accounting/item")
        year, period = (
            head.findtext(name) for name in (("year", "period") if self.nc6 else ("fiscal_year", "accounting_period"))
        )
        if (head.findtext("prepareddate") or "")[:7] != f"{year}-{period}":
            raise Refused("-32041", f"制单日期不在会计期间 {year}-{period}")
        lines = [self._entry(number, row, *names) for number, row in enumerate(rows, 1)]
        if not lines or sum(Decimal(line["debit"]) - Decimal(line["credit"]) for line in lines):
            raise Refused("-32042", "凭证借贷不平衡")
        return {"lines": lines}, ""

    def _entry(self, position, row, number, account, debit, credit, kind, what):
        if row.findtext(number) != str(position):
            raise Refused("-32013", f"分录号错误: {row.findtext(number)}")
        code = row.findtext(account)
        if code not in ACCOUNTS:
            raise Refused("-32020", f"科目 {code} 不存在")
        found = row.xpath(kind if "@" in kind else f"{kind}/text()")
        if (found[0] if found else "") != AUXILIARY[self.options.variant].get(code, ""):
            raise Refused("-32043", f"科目 {code} 的辅助核算不正确")
        if found:
            self._customer(row.findtext(what))
        return {
            "account": code,
            "debit": str(_number(row.findtext(debit), debit)),
            "credit": str(_number(row.findtext(credit), credit)),
        }

    # the platform's way of writing

    def _result(self, code, text, key="", pk="", outcome="OK"):
        members = {"billpk": pk, "bdocid": key, "filename": "", "resultcode": code, "resultdescription": text}
        inner = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in {**members, "content": pk}.items())
        return self._answer(f"<sendresult>{inner}</sendresult>", outcome)

    def _answer(self, inner, outcome):
        text = f'<?xml version="1.0" encoding="{self.encoding}"?><ufinterface successful="{"Y" if outcome == "OK" else "N"}">'
        return Reply(200, f"{text}{inner}</ufinterface>".encode(self.encoding), "text/xml", outcome=outcome)

    def _refusal(self, code, text, key=""):
        return self._result(code, text, key, outcome="REFUSED")

    def _soap(self, operation, namespace, text, outcome):
        body = (
            f'<?xml version="1.0" encoding="UTF-8"?><soap:Envelope xmlns:soap="{ENVELOPE}"><soap:Body>'
            f'<ns1:{operation}Response xmlns:ns1="{namespace}"><ns1:return>{escape(text, quote=False)}</ns1:return>'
            f"</ns1:{operation}Response></soap:Body></soap:Envelope>"
        )
        return Reply(200, body.encode(), outcome=outcome)

    def soap_fault(self, side, text):
        body = (
            f'<soap:Envelope xmlns:soap="{ENVELOPE}"><soap:Body><soap:Fault><faultcode>soap:{side}</faultcode>'
            f"<faultstring>{escape(text)}</faultstring></soap:Fault></soap:Body></soap:Envelope>"
        )
        return Reply(500, body.encode(), outcome=f"FAULT_{side.upper()}")

    def error_page(self):
        return Reply(500, b"<html><head><title>IBM HTTP Server</title></head></html>", "text/html", outcome="HTML_500")

    def login_page(self):
        return Reply(200, "<html><body>UFIDA NC 登录</body></html>".encode(), "text/html", outcome="LOGIN_PAGE")

    # control plane


def _number(text, field):
    try:
        return Decimal(text or "0")
    except InvalidOperation:
        raise Refused("-32014", f"{field} 不是数字: {text}") from None


def main():
    parser = command_line("A simulated Yonyou NC: exchange platform and uapws")
    parser.add_argument("--variant", choices=("nc6", "nc5"), default="nc6")
    parser.add_argument("--sender", default="ODOO", help="the registered external system")
    parser.add_argument("--account", default="0001")
    parser.add_argument("--group", default="G01", help="groupcode (NC6)")
    parser.add_argument("--company", default="1001", help="receiver (NC5)")
    parser.add_argument("--encoding", default="", help="UTF-8, GBK or GB2312; by default that of the variant")
    options = parser.parse_args()
    serve(Nc(DocumentStore(options.state), options), options)


if __name__ == "__main__":
    main()
