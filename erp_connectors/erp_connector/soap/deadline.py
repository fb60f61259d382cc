"""A time limit on a whole call. Sockets only know limits between two bytes, so a server that drips never exceeds them.

One thread for the process waits for the earliest deadline and shuts the socket of a call that has run over it.
"""

import contextlib
import heapq
import itertools
import socket
import threading
import time

from urllib3.connection import HTTPConnection, HTTPSConnection

_current = threading.local()


class Call:
    """One call under a deadline: `with Call(30) as call: ...; call.expired`."""

    def __init__(self, seconds):
        self.at = time.monotonic() + seconds
        self.expired = False
        self.over = False
        self.connection = None
        self.body_began = False

    def __enter__(self):
        _current.call = self
        _watchman.watch(self)
        return self

    def __exit__(self, *_error):
        self.over = True
        _current.call = None

    def expire(self):
        """Break the connection; the thread that reads from it wakes with an error."""
        self.expired = True
        sock = getattr(self.connection, "sock", None)
        if sock is not None:
            # The plain method: an SSL socket's own shutdown would wait for the other side to say good-bye.
            with contextlib.suppress(OSError):
                socket.socket.shutdown(sock, socket.SHUT_RDWR)


class Watchman:
    """The thread behind the deadlines; started with the first call, gone with the process."""

    def __init__(self):
        self._calls = []
        self._numbers = itertools.count()
        self._woken = threading.Condition()
        self._thread = None

    def watch(self, call):
        with self._woken:
            earliest = not self._calls or call.at < self._calls[0][0]
            heapq.heappush(self._calls, (call.at, next(self._numbers), call))
            # After a fork the thread is gone and the list is the parent's.
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="erp-deadlines", daemon=True)
                self._thread.start()
            elif earliest:
                self._woken.notify()

    def _run(self):
        while True:
            with self._woken:
                while self._calls and self._calls[0][2].over:
                    heapq.heappop(self._calls)
                wait = self._calls[0][0] - time.monotonic() if self._calls else None
                if wait is None or wait > 0:
                    self._woken.wait(wait)
                    continue
                call = heapq.heappop(self._calls)[2]
            if not call.over:
                call.expire()


_watchman = Watchman()


class _Timed:
    """Tells the thread's call which connection it uses, and when the body of the request begins to leave."""

    def request(self, *arguments, **named):
        call = getattr(_current, "call", None)
        if call is not None:
            call.connection = self
        return super().request(*arguments, **named)

    def endheaders(self, *arguments, **named):
        super().endheaders(*arguments, **named)
        call = getattr(_current, "call", None)
        if call is not None:
            call.body_began = True


class TimedHTTPConnection(_Timed, HTTPConnection):
    pass


class TimedHTTPSConnection(_Timed, HTTPSConnection):
    pass
