"""With workers, pages and live connections arrive at one address and go to two."""

import http.server
import threading
import urllib.request
from contextlib import contextmanager

from house.front_door import FrontDoor
from house.odoo_server import free_port


@contextmanager
def answering(word):
    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            body = f"{word} {self.path}".encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def test_each_connection_goes_where_it_belongs():
    with answering("pages") as pages, answering("live") as live:
        door = FrontDoor(free_port(), pages, live)
        door.open()
        try:
            read = lambda path: urllib.request.urlopen(f"http://127.0.0.1:{door.port}{path}").read().decode()  # noqa: E731
            assert read("/web/login") == "pages /web/login"
            assert read("/websocket?version=1") == "live /websocket?version=1"
        finally:
            door.close()
