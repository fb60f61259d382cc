"""A mail server that keeps every letter: what went out of the house, and the links in it as a mail program shows them.

with Letterbox() as box:
    ...Odoo sends to box.port...
    (letter,) = box.letters_to("wang@example.com", "Welcome")
"""

import re
import socketserver
import threading
from email import message_from_bytes, policy
from html import unescape


class _Talk(socketserver.StreamRequestHandler):
    """One SMTP session; everything is accepted."""

    def handle(self):
        self.say("220 letterbox")
        recipients = []
        while line := self.rfile.readline():
            verb = line.split(maxsplit=1)[0].upper() if line.strip() else b""
            if verb == b"EHLO":
                self.say("250-letterbox", "250 SMTPUTF8")
            elif verb == b"RCPT":
                recipients.append(re.search(rb"<(.*?)>", line).group(1).decode().lower())
                self.say("250 ok")
            elif verb == b"DATA":
                self.say("354 go on")
                self.server.letters.append((recipients, self.read_letter()))
                recipients = []
                self.say("250 kept")
            elif verb == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def say(self, *lines):
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())

    def read_letter(self):
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        return message_from_bytes(b"".join(lines), policy=policy.default)


class Letter:
    """A mail as its reader has it."""

    def __init__(self, message):
        self.subject = message["Subject"]
        self.html = message.get_body(("html", "plain")).get_content()

    def links(self, part):
        """Addresses in the letter, pictures included, that contain `part`."""
        found = re.findall(r"""(?:href|src)=["']([^"']+)["']""", self.html)
        return [unescape(address) for address in found if part in address]


class Letterbox:
    def __enter__(self):
        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk)
        self.server.daemon_threads = True
        self.server.letters = []
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_error):
        self.server.shutdown()
        self.server.server_close()

    def letters_to(self, address, subject):
        """The letters with this subject that somebody has got."""
        letters = [Letter(message) for recipients, message in self.server.letters if address.lower() in recipients]
        return [letter for letter in letters if letter.subject == subject]
