"""Who may push: what a request shows is compared with what a backend expects, in constant time.

An unknown backend is compared too, against a stranger nobody can be, so that the answer takes the same way.
"""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from collections import OrderedDict
from dataclasses import dataclass


@dataclass(frozen=True, repr=False)
class Shown:
    """What a request shows. `basic` and `token` are (login, password) or None; `certificate` what the proxy says."""

    basic: tuple | None = None
    token: tuple | None = None
    certificate: str = ""


@dataclass(frozen=True, repr=False)
class Expected:
    """What a backend expects. Each way has a switch; a certificate is asked for in addition to a password, and is
    enough alone only when no way with a password is switched on."""

    login: str
    password: str
    basic: bool = True
    token: bool = True
    certificate: bool = False
    fingerprint: str = ""


def stranger():
    """Expected of a backend that is not there."""
    return Expected(secrets.token_hex(16), secrets.token_hex(32))


def admits(expected, shown):
    """True when the request may push.

    >>> admits(Expected("erp", "s3cret"), Shown(basic=("erp", "s3cret")))
    True
    >>> admits(Expected("erp", "s3cret", basic=False), Shown(basic=("erp", "s3cret")))
    False
    """
    usable = bool(expected.login) and bool(expected.password)
    by_basic = _same_pair(shown.basic, expected) and expected.basic
    by_token = _same_pair(shown.token, expected) and expected.token
    ours, theirs = fingerprint(expected.fingerprint), fingerprint(shown.certificate)
    by_certificate = _same(theirs, ours) and bool(ours)
    needs_password = expected.basic or expected.token
    password_right = usable and (by_basic or by_token)
    if not needs_password:
        return expected.certificate and by_certificate
    return password_right and (by_certificate or not expected.certificate)


def _same_pair(pair, expected):
    login, password = pair or ("", "")
    # Both are always compared: which of the two was wrong must not be measurable.
    same_login, same_password = _same(login, expected.login), _same(password, expected.password)
    return same_login and same_password and pair is not None


def _same(one, other):
    """Equal texts, compared by their hashes: neither content nor length shows in the time it takes."""
    digests = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in (one, other)]
    return hmac.compare_digest(*digests)


def fingerprint(text):
    """A certificate's fingerprint without its decoration; anything else (a subject, say) with single spaces.

    >>> fingerprint("sha256 Fingerprint=AB:CD:" + "0" * 60) == "abcd" + "0" * 60, fingerprint("CN=ERP,  O=Acme")
    (True, 'CN=ERP, O=Acme')
    """
    digits = re.sub(r"^(sha-?(1|256)\s*)?(fingerprint)?\s*=?\s*", "", text.strip(), flags=re.I).replace(":", "")
    if re.fullmatch(r"[0-9a-fA-F]{40}|[0-9a-fA-F]{64}", digits):
        return digits.lower()
    return " ".join(text.split())


def basic_credentials(header):
    """(login, password) of an Authorization header, or None.

    >>> basic_credentials("Basic " + base64.b64encode("erp:a:b".encode()).decode())
    ('erp', 'a:b')
    >>> basic_credentials("Bearer x") is None, basic_credentials("Basic !!!") is None
    (True, True)
    """
    scheme, _space, value = (header or "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        login, colon, password = base64.b64decode(value.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (login, password) if colon else None


class Throttle:
    """Slows guessing down: after `free` failures in a row a source waits, twice as long each time.

    Times are seconds of any clock that only goes forward. A source that was quiet for `forget` seconds starts anew;
    at most `size` sources are remembered.
    """

    def __init__(self, free=5, pause=2.0, longest=300.0, forget=900.0, size=10_000):
        self.free, self.pause, self.longest, self.forget, self.size = free, pause, longest, forget, size
        self._sources = OrderedDict()  # source: (failures, blocked until, last failure)

    def wait(self, source, now):
        """Seconds this source still has to wait, 0.0 when it may try.

        >>> throttle = Throttle(free=2, pause=10.0)
        >>> for second in (1, 2, 3): throttle.failed("1.2.3.4", second)
        >>> throttle.wait("1.2.3.4", 4), throttle.wait("5.6.7.8", 4)
        (9.0, 0.0)
        """
        _failures, until, _last = self._sources.get(source, (0, 0.0, 0.0))
        return max(0.0, until - now)

    def failed(self, source, now):
        failures, _until, last = self._sources.pop(source, (0, 0.0, now))
        failures = 1 if now - last > self.forget else failures + 1
        surplus = failures - self.free
        until = now + min(self.longest, self.pause * 2 ** min(surplus - 1, 30)) if surplus > 0 else 0.0
        self._sources[source] = (failures, until, now)
        while len(self._sources) > self.size:
            self._sources.popitem(last=False)

    def succeeded(self, source):
        self._sources.pop(source, None)
