"""How a server on a bad day behaves, on request.

The names are the vocabulary of the control plane. Each fault says in its docstring whether the call was EXECUTED
(committed in the simulated ERP) or NOT, because that is what a client cannot see and a test must know.
"""

import threading
import time
from dataclasses import dataclass

BIG = 10 * 1024 * 1024
FIELDS = {"operation", "fault", "times", "after", "seconds", "charset", "location"}


@dataclass
class Fault:
    name: str
    operation: str = "*"
    times: int = 1  # -1: for ever
    after: int = 0  # calls to let pass first
    seconds: float | None = None
    charset: str = "gbk"
    location: str = "http://elsewhere.invalid/webservices/"

    def lasts(self, default):
        return default if self.seconds is None else self.seconds


class FaultPlan:
    """Which call gets which fault. First planned, first used; one fault per call."""

    def __init__(self):
        self._changed = threading.Condition()
        self._faults = []
        self._executed = {}

    def add(self, faults):
        planned = []
        for row in faults if isinstance(faults, list) else [faults]:
            if row["fault"] not in FAULTS:
                raise ValueError(f"unknown fault {row['fault']}; known: {', '.join(sorted(FAULTS))}")
            if surplus := set(row) - FIELDS:
                raise ValueError(f"unknown fault field {', '.join(sorted(surplus))}")
            planned.append(Fault(**{"name" if key == "fault" else key: value for key, value in row.items()}))
        with self._changed:
            self._faults += planned
        return self.pending()

    def pending(self):
        with self._changed:
            return [
                {"fault": f.name, "operation": f.operation, "times": f.times, "after": f.after} for f in self._faults
            ]

    def clear(self):
        with self._changed:
            self._faults.clear()
            self._changed.notify_all()
        return []

    def take(self, operation):
        with self._changed:
            for fault in self._faults:
                if fault.operation not in ("*", operation):
                    continue
                if fault.after > 0:
                    fault.after -= 1
                    continue
                if fault.times > 0:
                    fault.times -= 1
                    if not fault.times:
                        self._faults.remove(fault)
                return fault
        return None

    def executed(self, operation):
        with self._changed:
            self._executed[operation] = self._executed.get(operation, 0) + 1
            self._changed.notify_all()

    def wait_for_next(self, operation, at_most):
        """Block until one more call of this operation has been executed, or the time is over."""
        with self._changed:
            seen = self._executed.get(operation, 0)
            return self._changed.wait_for(lambda: self._executed.get(operation, 0) > seen, at_most)


def misbehave(fault, exchange, call, log):
    FAULTS[fault.name](fault, exchange, call, log)


def _answer(exchange, reply, log):
    log(reply.outcome)
    exchange.send(reply)


def slow(fault, exchange, call, log):
    """Think first, then EXECUTE and answer."""
    time.sleep(fault.lasts(1))
    _answer(exchange, exchange.execute(call), log)


def slow_after(fault, exchange, call, log):
    """EXECUTE and commit at once, answer late."""
    reply = exchange.execute(call)
    log(reply.outcome)
    time.sleep(fault.lasts(1))
    exchange.send(reply)


def hang(fault, exchange, call, log):
    """NOT executed; silence until the client gives up."""
    log("")
    exchange.wait_until_client_leaves(fault.lasts(600))


def hang_after(fault, exchange, call, log):
    """EXECUTED; silence until the client gives up."""
    log(exchange.execute(call).outcome)
    exchange.wait_until_client_leaves(fault.lasts(600))


def drop_before(fault, exchange, call, log):
    """NOT executed; connection reset."""
    log("")
    exchange.reset()


def drop_after(fault, exchange, call, log):
    """EXECUTED; connection reset instead of an answer."""
    log(exchange.execute(call).outcome)
    exchange.reset()


def half_reply(fault, exchange, call, log):
    """EXECUTED; the full header, half of the body, then the end of the connection."""
    reply = exchange.execute(call)
    log(reply.outcome)
    head, body = exchange.wire(reply)
    exchange.send_raw(head + body[: len(body) // 2])
    exchange.hang_up()


def drip(fault, exchange, call, log):
    """EXECUTED; the answer arrives byte by byte, `seconds` apart."""
    reply = exchange.execute(call)
    log(reply.outcome)
    head, body = exchange.wire(reply)
    for byte in head + body:
        exchange.send_raw(bytes((byte,)))
        time.sleep(fault.lasts(0.001))


def html_500(fault, exchange, call, log):
    """NOT executed; the ERP's own error page."""
    _answer(exchange, exchange.dialect.error_page(), log)


def html_500_after(fault, exchange, call, log):
    """EXECUTED; the ERP's own error page all the same."""
    exchange.execute(call)
    _answer(exchange, exchange.dialect.error_page(), log)


def html_200(fault, exchange, call, log):
    """NOT executed; a login page with status 200, as a proxy in front would send."""
    _answer(exchange, exchange.dialect.login_page(), log)


def empty(fault, exchange, call, log):
    """NOT executed; status 200 and no body."""
    reply = exchange.dialect.error_page()
    reply.status, reply.body, reply.outcome = 200, b"", "EMPTY"
    _answer(exchange, reply, log)


def empty_after(fault, exchange, call, log):
    """EXECUTED; status 200 and no body."""
    reply = exchange.execute(call)
    reply.body = b""
    _answer(exchange, reply, log)


def _inside(body, extra):
    """Put bytes in front of the last closing tag, or at the end of what is not XML."""
    cut = body.rfind(b"</")
    return body + extra if cut < 0 else body[:cut] + extra + body[cut:]


def wrong_charset(fault, exchange, call, log):
    """EXECUTED; says UTF-8, sends `charset` bytes (gbk or latin-1), always at least one that is not UTF-8."""
    reply = exchange.execute(call)
    proof = {"gbk": "已保存", "latin-1": "enregistré"}[fault.charset]
    text = _inside(reply.body, f"<!-- {proof} -->".encode()).decode()
    reply.body = text.encode(fault.charset, "replace")
    _answer(exchange, reply, log)


def not_committed_200(fault, exchange, call, log):
    """NOT stored: executed and rolled back, yet answered as if all were well, with an id nobody will ever have."""
    _answer(exchange, call.refusal or exchange.dialect.rehearse(call), log)


def big(fault, exchange, call, log):
    """EXECUTED; the right answer, well-formed, blown up to 10 MB."""
    reply = exchange.execute(call)
    filler = b"<!-- " + b"x" * 1015 + b" -->"
    reply.body = _inside(reply.body, filler * (BIG // len(filler) + 1))
    _answer(exchange, reply, log)


def duplicate(fault, exchange, call, log):
    """EXECUTED twice, as behind a proxy that retries; the client sees the second answer."""
    exchange.execute(call)
    _answer(exchange, exchange.execute(call), log)


def reorder(fault, exchange, call, log):
    """EXECUTED, but only after the next call of the same operation (or after `seconds`, 30 by default)."""
    exchange.faults.wait_for_next(call.operation, fault.lasts(30))
    _answer(exchange, exchange.execute(call), log)


def retry_after(fault, exchange, call, log):
    """NOT executed; 503 with a Retry-After header."""
    reply = exchange.dialect.error_page()
    reply.status, reply.body, reply.outcome = 503, b"Service Unavailable", "HTTP_503"
    reply.headers, reply.content_type = {"Retry-After": f"{fault.lasts(2):g}"}, "text/plain"
    _answer(exchange, reply, log)


def redirect(fault, exchange, call, log):
    """NOT executed; 302 to a host the client must not follow to."""
    reply = exchange.dialect.error_page()
    reply.status, reply.body, reply.outcome = 302, b"", "HTTP_302"
    reply.headers = {"Location": fault.location}
    _answer(exchange, reply, log)


def entity_bomb(fault, exchange, call, log):
    """NOT executed; an answer with a document type and entities that grow to a billion letters."""
    names = "abcdefghij"
    rows = [f'<!ENTITY {names[0]} "{"lol" * 4}">']
    rows += [f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip(names, names[1:], strict=False)]
    envelope = "http://schemas.xmlsoap.org/soap/envelope/"
    text = f'<?xml version="1.0"?><!DOCTYPE bomb [{"".join(rows)}]>'
    text += f'<e:Envelope xmlns:e="{envelope}"><e:Body><x>&{names[-1]};</x></e:Body></e:Envelope>'
    reply = exchange.dialect.error_page()
    reply.status, reply.body, reply.outcome = 200, text.encode(), "ENTITY_BOMB"
    _answer(exchange, reply, log)


def soap_fault(fault, exchange, call, log):
    """NOT executed; a well-formed SOAP fault that blames the server."""
    _answer(exchange, exchange.dialect.soap_fault("Server", "The service is not available at the moment"), log)


FAULTS = {
    function.__name__: function
    for function in (
        *(slow, slow_after, hang, hang_after, drop_before, drop_after, half_reply, drip, html_500, html_500_after),
        *(html_200, empty, empty_after, wrong_charset, not_committed_200, big, duplicate, reorder, retry_after),
        *(redirect, entity_bomb, soap_fault),
    )
}
