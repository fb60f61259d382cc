"""The way out refuses what a hostile, broken or hijacked ERP may answer: nothing is fetched, expanded or waited for.

A real server on a real socket answers, and zeep as the connectors use it asks.
"""

import contextlib
import gzip
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import zeep.exceptions
from soap_server import running

from odoo.addons.erp_connector.engine.dialect import Exchange, Settings
from odoo.addons.erp_connector.engine.outcome import REFUSED, UNAVAILABLE, UNKNOWN
from odoo.addons.erp_connector.soap.clients import RepairArrays, client, forget
from odoo.addons.erp_connector.soap.faults import NOT_TEXT, outcome_of
from odoo.addons.erp_connector.soap.transport import Transport, TransportError

SECRET = "the contents of a file on our own server"


@pytest.fixture(scope="module")
def erp():
    with running("dolibarr", "--key", "K", "--login", "L", "--password", "P") as erp:
        yield erp


@pytest.fixture(autouse=True)
def fresh_clients():
    forget()
    yield
    forget()


class Elsewhere(ThreadingHTTPServer):
    """A second server on the same machine: whatever knocks here was tricked into it."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Page)
        self.pages, self.knocks = {}, []
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.knocks.append(self.path)
        body = self.server.pages.get(self.path, b"nothing here")
        self.send_response(200)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *arguments):
        """Nothing on the screen."""


@pytest.fixture
def elsewhere():
    server = Elsewhere()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def settings_for(url, **values):
    return Settings(url=url, login="L", password="P", token="K", **({"timeout": 10.0} | values))


def ask(settings):
    """One harmless question. Returns (exception or None, what went over the wire, the answer)."""
    zeep_client = client(settings, f"{settings.url}/webservices/server_thirdparty.php?wsdl", plugins=[RepairArrays()])
    zeep_client.transport.exchange = exchange = Exchange()
    login = {"dolibarrkey": "K", "sourceapplication": "t", "login": "L", "password": "P", "entity": ""}
    try:
        contract = zeep_client.service._binding.get("getThirdParty").input.body.type
        keys = {name: "" for name, _element in contract.elements} | {"authentication": login, "ref_ext": "no-one"}
        return None, exchange, zeep_client.service.getThirdParty(**keys)
    except Exception as error:
        return error, exchange, None


def asked_with(erp, fault, **settings):
    erp.control("POST", "reset")
    chosen = settings_for(erp.url, **settings)
    assert ask(chosen)[0] is None, "without a fault the question is answered"
    erp.faults(fault | {"operation": "getThirdParty"})
    started = time.monotonic()
    error, exchange, _answer = ask(chosen)
    assert error is not None, "the answer was taken for good"
    return error, outcome_of(error, exchange), time.monotonic() - started


def test_an_entity_bomb_is_not_expanded(erp):
    error, outcome, _seconds = asked_with(erp, {"fault": "entity_bomb"})
    assert outcome.kind == UNKNOWN
    assert "lollol" not in str(error) or len(str(error)) < 2000


def test_a_redirect_is_not_followed(erp, elsewhere):
    error, outcome, _seconds = asked_with(erp, {"fault": "redirect", "location": f"{elsewhere.url}/taken"})
    assert (error.code, outcome.kind) == ("REDIRECT", UNAVAILABLE)
    assert elsewhere.knocks == []


def test_the_body_of_a_redirect_has_the_size_limit_too(elsewhere):
    sent = []

    class Bloated(Page):
        def do_POST(self):
            self.send_response(302)
            self.send_header("Location", "/again")
            self.send_header("Content-Length", str(2**31))
            self.end_headers()
            with contextlib.suppress(OSError):
                for _part in range(2**11):
                    self.wfile.write(b"x" * 2**20)
                    sent.append(1)

    elsewhere.RequestHandlerClass = Bloated
    with pytest.raises(TransportError) as caught:
        Transport(settings_for(elsewhere.url, max_bytes=2**20)).post(f"{elsewhere.url}/r", b"<x/>", {})
    assert caught.value.code == "TOO_LARGE"
    assert len(sent) < 100  # megabytes; some lie in the buffers of the socket


def test_an_answer_over_the_size_limit_is_not_read_to_its_end(erp):
    error, outcome, _seconds = asked_with(erp, {"fault": "big"}, max_bytes=256 * 1024)
    assert (error.code, outcome.kind) == ("TOO_LARGE", UNKNOWN)


def test_the_same_answer_is_read_where_the_limit_allows_it(erp):
    erp.control("POST", "reset")
    erp.faults({"fault": "big", "operation": "getThirdParty"})
    error, _exchange, answer = ask(settings_for(erp.url))
    assert error is None
    assert answer.result.result_code == "NOT_FOUND"


def test_a_drip_does_not_hold_us_longer_than_the_whole_time_limit(erp):
    # Each byte comes in time; all of them together would take minutes.
    error, outcome, seconds = asked_with(erp, {"fault": "drip", "seconds": 0.2}, timeout=2.0)
    assert (error.code, outcome.kind) == ("TIMEOUT", UNKNOWN)
    assert seconds < 20


@pytest.mark.parametrize("fault", ["html_200", "html_500", "empty"])
def test_a_web_page_or_nothing_proves_nothing(erp, fault):
    _error, outcome, _seconds = asked_with(erp, {"fault": fault})
    assert outcome.kind == UNKNOWN


def answering(elsewhere, body):
    """The real contract with every operation answered by this body, from the server `elsewhere`."""
    transport = Transport(settings_for(elsewhere.url))
    elsewhere.pages["/answer"] = body
    return transport.post(f"{elsewhere.url}/answer", b"<x/>", {})


ENVELOPE = b'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><x>%s</x></e:Body></e:Envelope>'


@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "document_type",
    [
        '<!DOCTYPE x [<!ENTITY f SYSTEM "file://{file}">]>',
        '<!DOCTYPE x [<!ENTITY f SYSTEM "{url}/entity">]>',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "{url}/entity"> %p;]>',
        '<!DOCTYPE x SYSTEM "{url}/entity">',
        '<!DOCTYPE x [<!ENTITY f "harmless">]>',
    ],
)
def test_an_answer_with_a_document_type_is_refused_and_nothing_is_fetched(
    erp, elsewhere, tmp_path, document_type, codec
):
    (tmp_path / "secret").write_text(SECRET)
    head = document_type.replace("{file}", str(tmp_path / "secret")).replace("{url}", elsewhere.url)
    body = (f'<?xml version="1.0" encoding="{codec}"?>{head}' + (ENVELOPE % b"&f;").decode()).encode(codec)
    settings = settings_for(erp.url)
    assert ask(settings)[0] is None
    zeep_client = client(settings, f"{settings.url}/webservices/server_thirdparty.php?wsdl")
    operation = zeep_client.service._binding._operations["getThirdParty"]
    response = answering(elsewhere, body)
    elsewhere.knocks.clear()
    with pytest.raises(Exception) as caught:
        zeep_client.service._binding.process_reply(zeep_client, operation, response)
    assert SECRET not in str(caught.value)
    assert elsewhere.knocks == []


WSDL = """<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 targetNamespace="urn:x">{}</wsdl:definitions>"""


IMPORTS = {
    "wsdl": '<wsdl:import namespace="urn:y" location="{}"/>',
    "import": '<wsdl:types><xs:schema targetNamespace="urn:x"><xs:import namespace="urn:y" schemaLocation="{}"/>'
    "</xs:schema></wsdl:types>",
    "include": '<wsdl:types><xs:schema targetNamespace="urn:x"><xs:include schemaLocation="{}"/>'
    "</xs:schema></wsdl:types>",
}


@pytest.mark.parametrize("part", IMPORTS)
@pytest.mark.parametrize("form", ["{url}/y.xsd", "file://{file}", "file:{file}", "ftp://127.0.0.1/y.xsd"])
def test_a_contract_makes_us_fetch_nothing_from_another_host_and_no_file_of_ours(elsewhere, tmp_path, part, form):
    secret = tmp_path / "y.xsd"
    secret.write_text('<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:y"/>')
    inside = socket.create_server(("127.0.0.1", 0))
    inside.settimeout(0.2)
    with inside:
        url = f"http://127.0.0.1:{inside.getsockname()[1]}"
        where = form.replace("{url}", url).replace("{file}", str(secret))
        elsewhere.pages["/c?wsdl"] = WSDL.format(IMPORTS[part].format(where)).encode()
        with pytest.raises(TransportError) as caught:
            _ = client(settings_for(elsewhere.url), f"{elsewhere.url}/c?wsdl").service
        assert caught.value.code in ("FOREIGN_HOST", "LOCAL_FILE")
        with pytest.raises(TimeoutError):
            inside.accept()


def test_a_contract_with_a_document_type_is_refused(elsewhere):
    elsewhere.pages["/c?wsdl"] = b'<!DOCTYPE x [<!ENTITY f "x">]>' + WSDL.format("").encode()
    with pytest.raises(Exception, match="(?i)dtd|entit"):
        _ = client(settings_for(elsewhere.url), f"{elsewhere.url}/c?wsdl").service


def test_a_contract_that_sends_the_calls_elsewhere_is_not_obeyed(erp, elsewhere):
    settings = settings_for(erp.url)
    assert ask(settings)[0] is None
    transport = Transport(settings)
    for address in (elsewhere.url, "https://127.0.0.1", erp.url.replace("127.0.0.1", "localhost")):
        with pytest.raises(TransportError) as caught:
            transport.post(f"{address}/webservices/server_thirdparty.php", b"<x/>", {})
        assert caught.value.code == "FOREIGN_HOST"
        assert outcome_of(caught.value).kind == UNAVAILABLE
    assert elsewhere.knocks == []


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_a_proxy_of_the_environment_does_not_see_the_calls(erp, elsewhere, monkeypatch, variable):
    monkeypatch.setenv(variable, elsewhere.url)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    error, _exchange, _answer = ask(settings_for(erp.url))
    assert (error, elsewhere.knocks) == (None, [])


def test_a_compressed_bomb_counts_by_what_it_becomes(elsewhere):
    class Zipped(Page):
        def do_POST(self):
            body = gzip.compress(b"x" * 30 * 2**20)
            assert len(body) < 64 * 1024
            self.send_response(200)
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    elsewhere.RequestHandlerClass = Zipped
    with pytest.raises(TransportError) as caught:
        Transport(settings_for(elsewhere.url, max_bytes=2**20)).post(f"{elsewhere.url}/z", b"<x/>", {})
    assert caught.value.code == "TOO_LARGE"


def test_a_fault_that_blames_us_is_a_refusal_and_one_that_blames_the_server_is_not(erp):
    _error, outcome, _seconds = asked_with(erp, {"fault": "soap_fault"})
    assert outcome.kind == UNKNOWN
    assert outcome_of(zeep.exceptions.Fault("no", code="soap:Client")).kind == REFUSED


def test_an_answer_that_was_cut_off_is_not_mended_into_half_a_number(elsewhere):
    """Without a length and with the end of the connection as its end, nothing but the answer itself shows that it lacks
    something."""
    whole = ENVELOPE % b"<id>1234</id>"

    class Short(Page):
        def do_POST(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(self.server.pages["/answer"])

    elsewhere.RequestHandlerClass = Short
    assert answering(elsewhere, whole).content == whole
    for codec in ("utf-8", "utf-16"):
        half = whole[: whole.index(b"34")].decode().encode(codec)
        with pytest.raises(TransportError) as caught:
            answering(elsewhere, half)
        assert outcome_of(caught.value).kind == UNKNOWN


def test_a_page_in_utf_16_is_told_without_nuls():
    exchange = Exchange("<x/>", "<html>down</html>".encode("utf-16-le").decode(), 200)
    assert outcome_of(ValueError("no XML"), exchange).text == "the answer is not SOAP: <html>down</html>"


def test_a_control_character_is_a_refusal_with_words_before_anything_is_sent(erp):
    settings = settings_for(erp.url)
    assert ask(settings)[0] is None
    sending = client(settings, f"{settings.url}/webservices/server_thirdparty.php?wsdl", plugins=[RepairArrays()])
    sending.transport.exchange = exchange = Exchange()
    login = {"dolibarrkey": "K\x0b", "sourceapplication": "t", "login": "L", "password": "P", "entity": ""}
    with pytest.raises(ValueError) as caught:
        sending.service.getThirdParty(authentication=login, id="", ref="", ref_ext="")
    outcome = outcome_of(caught.value, exchange)
    assert (outcome.kind, outcome.code, outcome.advice) == (REFUSED, "NOT_VALID", NOT_TEXT)
    assert outcome_of(ValueError("later"), Exchange("<sent/>")).kind == UNKNOWN
