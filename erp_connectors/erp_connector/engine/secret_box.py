"""Secrets at rest: encrypted under a key that lives outside the database, or not stored at all.

A value `env:ERP_SECRET_NAME` is a reference: the secret is read from that environment variable when it is needed. No
other variable is ever read: the server's own are nobody's business.
"""

import base64
import hashlib
import os
import re

from cryptography.fernet import Fernet, InvalidToken

MARK = "fernet:"
REFERENCE = "env:"
PREFIX = "ERP_SECRET_"


class SecretError(Exception):
    """The secret cannot be read: wrong key, missing variable, or one that holds no ERP's secret."""


def _fernet(key):
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest()))


def seal(plain, key):
    """Text to store for a secret. References are stored as they are, everything else encrypted.

    >>> seal("env:ERP_SECRET_SAP", "k"), seal("", "k")
    ('env:ERP_SECRET_SAP', '')
    >>> unseal(seal("s3cret", "k"), "k")
    's3cret'
    """
    if not plain:
        return ""
    if plain.startswith(REFERENCE):
        _variable(plain)
        return plain
    return MARK + _fernet(key).encrypt(plain.encode()).decode()


def _variable(reference):
    name = reference.removeprefix(REFERENCE)
    if not name.startswith(PREFIX):
        raise SecretError(f"only environment variables whose names begin with {PREFIX} are read")
    return name


def unseal(stored, key, environment=os.environ):
    """The secret itself. SecretError never contains any part of it."""
    if not stored:
        return ""
    if stored.startswith(REFERENCE):
        name = _variable(stored)
        if name not in environment:
            raise SecretError(f"the environment variable {name} is not set")
        return environment[name]
    try:
        return _fernet(key).decrypt(stored.removeprefix(MARK).encode()).decode()
    except InvalidToken:
        raise SecretError("the secret was encrypted under another key: enter it again") from None


def destination(url):
    """Who gets the secrets that go to this address: scheme, host and port, as they are written.

    What only looks alike differs: programs do not agree on where a host ends in `https://evil\\@erp`.

    >>> destination("https://ERP.example.com/ws?x=1") == destination("https://erp.example.com")
    True
    >>> destination("https://erp.example.com:8443") == destination("https://erp.example.com")
    False
    """
    scheme, _mark, rest = (url or "").lower().partition("://")
    authority = re.split(r"[/\\?#]", rest, maxsplit=1)[0]
    return f"{scheme}://{authority}"


def mask(text, secrets):
    """Replace every secret in a text, also where XML escapes it, by dots.

    >>> mask("<p>a&amp;b</p> a&b", ["a&b"])
    '<p>•••</p> •••'
    """
    for secret in secrets:
        if secret:
            escaped = secret.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            for form in {secret, escaped, escaped.replace('"', "&quot;")}:
                text = text.replace(form, "•••")
    return text
