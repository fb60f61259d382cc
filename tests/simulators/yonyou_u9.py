"""A Yonyou U9 with one service that the site has written (WCF, document/literal), as a process of its own.

python tests/simulators/yonyou_u9.py --port 0 --login L --password P --org 101
"""

from html import escape

from document_store import DocumentStore
from lxml import etree
from site_books import ControlledByBooks, SiteBooks
from soap_envelope import ENVELOPE, NotSoap, action_of, body_element
from soap_server import Call, Reply, command_line, serve

PATH = "/U9/Services/UFIDA.U9.Cust.Odoo.IOdooService.svc"
NAMESPACE = "http://www.UFIDA.org"
ARGUMENTS = ["inStr", "u9User", "u9Pwd", "u9Org"]


class U9(ControlledByBooks):
    compresses = True

    def __init__(self, store, options):
        self.store, self.options = store, options
        self.books = SiteBooks(store, "xml", currencies=("C001", "C002"))

    def get(self, request):
        return Reply(404, b"", "text/plain", outcome="HTTP_404")

    def understand(self, request):
        if request.path != PATH:
            return Call(refusal=Reply(404, b"Not found", "text/plain", outcome="HTTP_404"))
        try:
            if action_of(request) != f"{NAMESPACE}/IOdooService/Do":
                raise NotSoap("ActionNotSupported")
            element = body_element(request)
            wanted = [f"{{{NAMESPACE}}}{name}" for name in ARGUMENTS]
            if element.tag != f"{{{NAMESPACE}}}Do" or [child.tag for child in element] != wanted:
                raise NotSoap("the message does not fit the contract")
            text, *login = (child.text or "" for child in element)
            tree = self.books.understand(text)
        except (NotSoap, etree.XMLSyntaxError, ValueError, KeyError) as error:
            return Call(refusal=self.soap_fault("Client", str(error)))
        if login != [self.options.login, self.options.password, self.options.org]:
            return Call("Do", refusal=self.soap_fault("Server", "用户名或密码错误"))
        return Call(f"Do.{tree['action']}", tree.get("key", ""), tree)

    def execute(self, call):
        text, outcome = self.books.handle(call.payload)
        body = (
            f'<s:Envelope xmlns:s="{ENVELOPE}"><s:Body><DoResponse xmlns="{NAMESPACE}">'
            f"<DoResult>{escape(text, quote=False)}</DoResult></DoResponse></s:Body></s:Envelope>"
        )
        return Reply(200, body.encode(), outcome=outcome)

    def rehearse(self, call):
        with self.store.rehearsal():
            return self.execute(call)

    def soap_fault(self, side, text):
        body = (
            f'<s:Envelope xmlns:s="{ENVELOPE}"><s:Body><s:Fault><faultcode>s:{side}</faultcode>'
            f'<faultstring xml:lang="zh-CN">{escape(text)}</faultstring></s:Fault></s:Body></s:Envelope>'
        )
        return Reply(500, body.encode(), outcome=f"FAULT_{side.upper()}")

    def error_page(self):
        return Reply(
            500, b"<html><title>Server Error in '/U9' Application.</title></html>", "text/html", outcome="HTML_500"
        )

    def login_page(self):
        return Reply(200, "<html><body>U9 登录</body></html>".encode(), "text/html", outcome="LOGIN_PAGE")


def main():
    parser = command_line("A simulated Yonyou U9 with one service of the site")
    parser.add_argument("--login", default="L")
    parser.add_argument("--password", default="P")
    parser.add_argument("--org", default="101")
    options = parser.parse_args()
    serve(U9(DocumentStore(options.state), options), options)


if __name__ == "__main__":
    main()
