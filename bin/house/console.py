"""What the user reads while a command works: steps, how far they are, and one line when something is wrong."""

import sys
import threading
import time


class Halt(Exception):
    """The command cannot go on. The message is one line that says what to do about it; `output` is all that the
    program said whose failure it is."""

    def __init__(self, message, code=1, output=""):
        super().__init__(message)
        self.code = code
        self.output = output


def say(text=""):
    print(text, flush=True)


def say_error(text):
    print(f"\n✗ {text}", file=sys.stderr, flush=True)


class Step:
    """One step of a long command: `with Step("Odoo 19") as step: step.at("download 34 %")`.

    On a terminal the line is rewritten in place; in a log a line is written when the step starts and ends, and
    every 15 seconds in between, so that a log stays readable and never looks dead.
    """

    LOG_EVERY = 15.0

    def __init__(self, title):
        self.title = title
        self.detail = ""
        self._live = sys.stdout.isatty()
        self._started = self._last_log = time.monotonic()
        self._lock = threading.Lock()

    def __enter__(self):
        if not self._live:
            say(f"… {self.title}")
        self._draw()
        return self

    def at(self, detail):
        """Say how far this step is."""
        self.detail = detail
        self._draw()

    def _draw(self):
        with self._lock:
            now = time.monotonic()
            if self._live:
                print(f"\r\033[K… {self.title}  {self.detail[:90]}", end="", flush=True)
            elif self.detail and now - self._last_log > self.LOG_EVERY:
                self._last_log = now
                say(f"    {self.title}: {self.detail}")

    def __exit__(self, kind, error, trace):
        seconds = time.monotonic() - self._started
        start = "\r\033[K" if self._live else ""
        if kind is None:
            say(f"{start}✓ {self.title}  {seconds:.1f} s")
        elif self._live:
            print(flush=True)
