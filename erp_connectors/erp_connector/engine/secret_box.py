"""Secrets at rest: encrypted under a key that lives outside the database, or not stored at all.

A value `env:NAME` is a reference: the secret is read from the environment variable NAME when it is needed.
"""

import base64
import hashlib
import os

from cryptography.fernet import Fernet, InvalidToken

MARK = "fernet:"


class SecretError(Exception):
    """The secret cannot be read: wrong key, missing variable."""


def _fernet(key):
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest()))


def seal(plain, key):
    """Text to store for a secret. References are stored as they are, everything else encrypted.

    >>> seal("env:ERP_PASSWORD", "k"), seal("", "k")
    ('env:ERP_PASSWORD', '')
    >>> unseal(seal("s3cret", "k"), "k")
    's3cret'
    """
    if not plain or plain.startswith("env:"):
        return plain or ""
    return MARK + _fernet(key).encrypt(plain.encode()).decode()


def unseal(stored, key, environment=os.environ):
    """The secret itself. SecretError never contains any part of it."""
    if not stored:
        return ""
    if stored.startswith("env:"):
        name = stored[4:]
        if name not in environment:
            raise SecretError(f"the environment variable {name} is not set")
        return environment[name]
    try:
        return _fernet(key).decrypt(stored.removeprefix(MARK).encode()).decode()
    except InvalidToken:
        raise SecretError("the secret was encrypted under another key: enter it again") from None


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
