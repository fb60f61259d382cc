"""A Kingdee EAS that answers like its Axis 1.4, as a process of its own.

    python tests/simulators/kingdee_eas.py --port 0 --login L --password P --account-set 001

Services EASLogin, WSGLWebServiceFacade and one that the site has written (WSOdooFacade). rpc/encoded with xsi:type,
references and multiRef as Axis writes them. Stricter than the original: the namespace, the number, order and type of
arguments must be those of an overload, and vouchers are checked against accounts, periods and auxiliary accounts.
"""

import uuid
from decimal import Decimal, InvalidOperation
from html import escape

from document_store import DocumentStore
from lxml import etree
from site_books import ControlledByBooks, SiteBooks
from soap_envelope import ENVELOPE, NotSoap, action_of, body_element, local
from soap_server import Call, Reply, command_line, parse_xml, serve

SERVICES = "/ormrpc/services/"
ENCODING = "http://schemas.xmlsoap.org/soap/encoding/"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}type"
LOGIN = "http://login.webservice.bos.kingdee.com"
LEDGER = "http://webservice.app.gl.fi.eas.kingdee.com"
STRING, INT, ARRAY = "xsd:string", "xsd:int", "soapenc:Array"
WHERE = (STRING,) * 5
OPERATIONS = {
    ("EASLogin", "login"): ((*WHERE, INT), (*WHERE, INT, STRING), (*WHERE, INT, STRING, INT)),
    ("EASLogin", "logout"): ((STRING,) * 4,),
    ("WSGLWebServiceFacade", "importVoucher"): ((ARRAY, INT, INT, INT),),
    ("WSGLWebServiceFacade", "findVoucher"): ((STRING, INT, INT),),
    ("WSGLWebServiceFacade", "getAccount"): ((STRING, INT, INT),),
    ("WSGLWebServiceFacade", "getAssitBalance"): ((STRING, STRING, STRING, STRING, INT, INT),),
    ("WSOdooFacade", "handle"): ((STRING,),),
}
ACCOUNTS = {"1122": "应收账款", "6001": "主营业务收入", "2221": "应交税费", "1002": "银行存款"}
AUXILIARY = {"1122": "客户"}
FIELDS = {
    *("companyNumber", "bookedDate", "bizDate", "periodYear", "periodNumber", "voucherType", "voucherNumber"),
    *("description", "creator", "entrySeq", "voucherAbstract", "accountNumber", "currencyNumber", "localRate"),
    *("entryDC", "originalAmount", "debitAmount", "creditAmount", "tempNumber", "bizNumber"),
    *(f"asstAct{part}{number}" for part in ("Type", "Number", "Name") for number in range(1, 9)),
}
TYPES = {
    **dict.fromkeys(("periodYear", "periodNumber", "entrySeq", "entryDC"), INT),
    **dict.fromkeys(("localRate", "originalAmount", "debitAmount", "creditAmount"), "xsd:double"),
}


class Refused(Exception):
    """A result string that begins with another code than 0000."""


class Eas(ControlledByBooks):
    compresses = False

    def __init__(self, store, options):
        self.store, self.options = store, options
        self.sessions = set()
        self.books = SiteBooks(store)

    # reading

    def get(self, request):
        return Reply(404, b"", "text/plain", outcome="HTTP_404")

    def understand(self, request):
        service = request.path.removeprefix(SERVICES)
        if not request.path.startswith(SERVICES) or "/" in service:
            return Call(refusal=Reply(404, b"Not found", "text/plain", outcome="HTTP_404"))
        if service not in {name for name, _operation in OPERATIONS}:
            text = "The AXIS engine could not find a target service to invoke!  targetService is " + service
            return Call(refusal=self.soap_fault("Server.NoService", text))
        try:
            if action_of(request) != "":
                raise NotSoap("no SOAPAction header!")
            operation, arguments = self._arguments(service, body_element(request))
        except (NotSoap, etree.XMLSyntaxError, ValueError) as error:
            return Call(refusal=self.soap_fault("Client", str(error)))
        if service != "EASLogin" and self._session(request) not in self.sessions:
            refusal = self.soap_fault("Server.userException", "com.kingdee.bos.BOSException: 会话无效 invalid session")
            return Call(operation, refusal=refusal)
        if operation == "handle":
            try:
                arguments = [self.books.understand(arguments[0])]
            except (ValueError, KeyError) as error:
                return Call(operation, refusal=self.soap_fault("Server.userException", f"参数错误: {error}"))
            return Call(f"handle.{arguments[0]['action']}", arguments[0].get("key", ""), arguments)
        key = arguments[0][0].get("bizNumber", "") if operation == "importVoucher" and arguments[0] else ""
        return Call(operation, key, arguments)

    def _arguments(self, service, element):
        operation = local(element.tag)
        if (service, operation) not in OPERATIONS:
            raise NotSoap(f"No such operation '{operation}'")
        here = {"EASLogin": (LOGIN,), "WSGLWebServiceFacade": (LEDGER,)}.get(service, ())
        own = element.tag.partition("}")[0].removeprefix("{")
        if own not in here and not own.endswith(SERVICES + service):
            raise NotSoap(f"No such operation '{element.tag}'")
        if element.get(f"{{{ENVELOPE}}}encodingStyle") != ENCODING:
            raise NotSoap("the call is not rpc/encoded")
        given = tuple(child.get(XSI) for child in element)
        if given not in OPERATIONS[service, operation]:
            raise NotSoap(f"No such operation '{operation}' with arguments {given}")
        arguments = []
        for child in element:
            if child.get(XSI) == ARRAY:
                arguments.append(self._vouchers(child))
            else:
                arguments.append(int(child.text) if child.get(XSI) == INT else child.text or "")
        return operation, arguments

    @staticmethod
    def _vouchers(array):
        kind = array.get(f"{{{ENCODING}}}arrayType", "").partition(":")[2]
        if kind != f"WSWSVoucher[{len(array)}]":
            raise NotSoap(f"org.xml.sax.SAXException: bad array type {kind}")
        rows = []
        for item in array:
            if item.get(XSI, "").partition(":")[2] != "WSWSVoucher":
                raise NotSoap("org.xml.sax.SAXException: Deserializing parameter 'col'")
            row = {}
            for member in item:
                if member.tag not in FIELDS:
                    raise NotSoap(f"org.xml.sax.SAXException: Invalid element in WSWSVoucher - {member.tag}")
                if member.get(XSI) != TYPES.get(member.tag, STRING):
                    raise NotSoap(f"org.xml.sax.SAXException: {member.tag} is no {member.get(XSI)}")
                row[member.tag] = member.text or ""
            rows.append(row)
        return rows

    @staticmethod
    def _session(request):
        header = parse_xml(request.body).find(f"{{{ENVELOPE}}}Header")
        return header.findtext(f"{{{LOGIN}}}SessionId") if header is not None else None

    # answering

    def execute(self, call):
        operation, _, _action = call.operation.partition(".")
        return getattr(self, f"do_{operation}")(call.payload)

    def rehearse(self, call):
        with self.store.rehearsal():
            return self.execute(call)

    def do_login(self, arguments):
        user, password, solution, account_set = arguments[:4]
        known = (self.options.login, self.options.password, "eas", self.options.account_set)
        session = ""
        if (user, password, solution, account_set) == known:
            session = uuid.uuid4().hex
            # One session per user: a second login ends the first.
            self.sessions = {session}
        elif self.options.login_fault:
            return self.soap_fault("Server.userException", "com.kingdee.bos.BOSLoginException: 用户名或密码错误")
        names = {"dbType": "1", "dcName": account_set, "password": "", "sessionId": session, "slnName": solution}
        parts = "".join(
            f'<{name} xsi:nil="true"/>' if not value else f'<{name} xsi:type="xsd:string">{escape(value)}</{name}>'
            for name, value in names.items()
        )
        target = (
            f'<multiRef id="id0" soapenc:root="0" xsi:type="ns2:WSContext" xmlns:ns2="urn:client">{parts}</multiRef>'
        )
        return self._reply("login", '<loginReturn href="#id0"/>', target, "OK" if session else "NO_SESSION")

    def do_logout(self, arguments):
        self.sessions.clear()
        return self._reply("logout", '<logoutReturn xsi:type="xsd:boolean">true</logoutReturn>')

    def do_importVoucher(self, arguments):  # noqa: N802  EAS's own name
        rows = arguments[0]
        groups = {}
        for row in rows:
            groups.setdefault((row.get("companyNumber", ""), row.get("voucherNumber", "")), []).append(row)
        results = []
        for group in groups.values():
            try:
                with self.store.transaction():
                    results.append(self._import(group))
            except Refused as refused:
                results.append(f"1002||null||0||0||{refused}")
        outcome = "OK" if all(text.startswith("0000") for text in results) else "REFUSED"
        return self._strings("importVoucher", results, outcome)

    def _import(self, rows):
        head = rows[0]
        debit = credit = Decimal(0)
        for number, row in enumerate(rows, 1):
            if row.get("entrySeq") != str(number):
                raise Refused(f"凭证{head.get('voucherNumber')}分录序号错误")
            one, other = self._entry(head, number, row)
            debit, credit = debit + one, credit + other
        if debit != credit or not debit:
            raise Refused(f"凭证{head.get('voucherNumber')}借贷不平衡")
        if head.get("companyNumber") != self.options.company:
            raise Refused(f"没有找到公司:{head.get('companyNumber')}")
        year, period = head.get("periodYear"), head.get("periodNumber")
        if head.get("bookedDate", "")[:7] != f"{year}-{int(period):02d}":
            raise Refused(f"记账日期{head.get('bookedDate')}不在期间{year}.{period}")
        number = f"{self.store.next(f'voucher.{year}.{period}'):04d}"
        body = {"number": number, "year": year, "period": period, "key": head.get("bizNumber", ""), "rows": rows}
        self.store.put("journal_entry", f"{year}.{period}.{number}", body)
        return f"0000||{head['voucherType']}||{year}||{period}||成功保存||{number}"

    def _entry(self, head, number, row):
        where = f"凭证{head.get('voucherNumber')}分录{number}"
        account = row.get("accountNumber", "")
        if account not in ACCOUNTS:
            raise Refused(f"{where}没有找到科目:{account}")
        if row.get("currencyNumber") not in ("BB01", "BB02"):
            raise Refused(f"{where}没有找到币别:{row.get('currencyNumber')}")
        if row.get("asstActType1", "") != AUXILIARY.get(account, ""):
            raise Refused(f"{where}科目{account}的辅助核算不正确:{row.get('asstActType1')}")
        if account in AUXILIARY and self.store.get("customer", row.get("asstActNumber1", "")) is None:
            raise Refused(f"{where}没有找到客户:{row.get('asstActNumber1')}")
        try:
            debit, credit = Decimal(row.get("debitAmount") or 0), Decimal(row.get("creditAmount") or 0)
            amount = Decimal(row.get("originalAmount") or 0)
        except InvalidOperation:
            raise Refused(f"{where}金额不正确") from None
        side = {"1": debit, self.options.credit: credit}.get(row.get("entryDC"))
        if side is None or side != debit + credit or amount < 0:
            raise Refused(f"{where}借贷方向不正确")
        return debit, credit

    def do_findVoucher(self, arguments):  # noqa: N802
        company, year, period = arguments
        found = [
            f"{row['rows'][0]['voucherType']}||{row['number']}||{row['key']}"
            for row in self.store.all("journal_entry")
            if (row["year"], row["period"]) == (str(year), str(period)) and company == self.options.company
        ]
        return self._strings("findVoucher", found)

    def do_getAccount(self, arguments):  # noqa: N802
        rows = [[code, name] for code, name in ACCOUNTS.items()] if arguments[0] == self.options.company else []
        return self._table("getAccount", rows[arguments[1] - 1 : arguments[2]])

    def do_getAssitBalance(self, arguments):  # noqa: N802
        company, account, _year, _period, first, last = arguments
        sums = {}
        for voucher in self.store.all("journal_entry"):
            for row in voucher["rows"]:
                if row["accountNumber"] == account and row["companyNumber"] == company:
                    key = (row["asstActNumber1"], row.get("asstActName1", ""), row["currencyNumber"])
                    debit, credit = sums.get(key, (Decimal(0), Decimal(0)))
                    debit, credit = debit + Decimal(row["debitAmount"]), credit + Decimal(row["creditAmount"])
                    sums[key] = (debit, credit)
        rows = [
            [customer, name, "", currency, "0", str(debit), str(credit), str(debit - credit)]
            for (customer, name, currency), (debit, credit) in sums.items()
            if debit != credit
        ]
        return self._table("getAssitBalance", rows[first - 1 : last])

    def do_handle(self, arguments):
        text, outcome = self.books.handle(arguments[0])
        content = f'<handleReturn xsi:type="xsd:string">{escape(text, quote=False)}</handleReturn>'
        return self._reply("handle", content, outcome=outcome)

    # Axis's way of writing

    def _strings(self, operation, texts, outcome="OK"):
        items = "".join(
            f'<{operation}Return xsi:type="xsd:string">{escape(text)}</{operation}Return>' for text in texts
        )
        array = f'<{operation}Return xsi:type="soapenc:Array" soapenc:arrayType="xsd:string[{len(texts)}]">{items}'
        return self._reply(operation, f"{array}</{operation}Return>", outcome=outcome)

    def _table(self, operation, rows):
        """Rows as references, as Axis writes arrays of arrays."""
        items = "".join(f'<{operation}Return href="#id{number}"/>' for number in range(len(rows)))
        targets = "".join(
            f'<multiRef id="id{number}" soapenc:root="0" xsi:type="soapenc:Array"'
            f' soapenc:arrayType="xsd:string[{len(row)}]">'
            + "".join(f'<item xsi:type="xsd:string">{escape(cell)}</item>' for cell in row)
            + "</multiRef>"
            for number, row in enumerate(rows)
        )
        array = f'<{operation}Return xsi:type="soapenc:Array" soapenc:arrayType="xsd:string[][{len(rows)}]">{items}'
        return self._reply(operation, f"{array}</{operation}Return>", targets)

    def _reply(self, operation, content, targets="", outcome="OK"):
        body = (
            f'<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="{ENVELOPE}"'
            f' xmlns:soapenc="{ENCODING}" xmlns:xsd="http://www.w3.org/2001/XMLSchema"'
            ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>'
            f'<ns1:{operation}Response soapenv:encodingStyle="{ENCODING}" xmlns:ns1="{LEDGER}">{content}'
            f"</ns1:{operation}Response>{targets}</soapenv:Body></soapenv:Envelope>"
        )
        return Reply(200, body.encode(), outcome=outcome)

    def soap_fault(self, side, text):
        body = (
            f'<soapenv:Envelope xmlns:soapenv="{ENVELOPE}"><soapenv:Body><soapenv:Fault>'
            f"<faultcode>soapenv:{side}</faultcode><faultstring>{escape(text)}</faultstring></soapenv:Fault>"
            "</soapenv:Body></soapenv:Envelope>"
        )
        return Reply(500, body.encode(), outcome=f"FAULT_{side.upper()}")

    def error_page(self):
        return Reply(500, b"<html><head><title>Apusic</title></head></html>", "text/html", outcome="HTML_500")

    def login_page(self):
        return Reply(200, "<html><body>金蝶 EAS 登录</body></html>".encode(), "text/html", outcome="LOGIN_PAGE")

    # control plane

    def clerk(self, work):
        if work["do"] == "lose_sessions":
            self.sessions.clear()
            return {}
        return super().clerk(work)


def main():
    parser = command_line("A simulated Kingdee EAS: login, ledger and one service of the site")
    parser.add_argument("--login", default="L")
    parser.add_argument("--password", default="P")
    parser.add_argument("--account-set", default="001", help="dcName")
    parser.add_argument("--company", default="01.001")
    parser.add_argument("--credit", default="0", help="entryDC of a credit: 0 or -1")
    parser.add_argument("--login-fault", action="store_true", help="a wrong login is a fault, not an empty session")
    options = parser.parse_args()
    serve(Eas(DocumentStore(options.state), options), options)


if __name__ == "__main__":
    main()
