"""The four ways into NAV and Business Central.

ntlm     on-premise with a Windows account: DOMAIN\\user and password
basic    user and web service access key (or password)
bearer   an access token that somebody else renews
oauth2   client credentials: client id and secret are changed for a token at the token address
"""

import json
import threading
import time
from dataclasses import replace
from urllib.parse import urlencode

import requests.auth

from odoo.addons.erp_connector.soap.transport import Transport, TransportError

MARGIN = 60  # seconds before its end at which a token is renewed
_tokens = {}
_lock = threading.Lock()


class Bearer(requests.auth.AuthBase):
    """`token()` is asked for at each request, so that a long-lived client never sends an old one."""

    def __init__(self, token):
        self.token = token

    def __call__(self, request):
        request.headers["Authorization"] = f"Bearer {self.token()}"
        return request


def login_of(settings):
    """The requests auth for these Settings."""
    kind = settings.options.get("login", "basic")
    if kind == "ntlm":
        from requests_ntlm import HttpNtlmAuth

        return HttpNtlmAuth(settings.login, settings.password)
    if kind == "bearer":
        return Bearer(lambda: settings.token)
    if kind == "oauth2":
        # Now, and not in the middle of the call: that one has a deadline of its own.
        client_token(settings)
        return Bearer(lambda: client_token(settings))
    return (settings.login.encode(), (settings.password or settings.token).encode())


def client_token(settings, clock=time.monotonic):
    """Access token for client id and secret, kept in this process until a minute before its end."""
    address, scope = settings.options.get("token_url", ""), settings.options.get("scope", "")
    key = (address, settings.login, settings.password, scope)
    with _lock:
        token, until = _tokens.get(key, ("", 0.0))
        if clock() >= until:
            token, seconds = _fetch(settings, address, scope)
            _tokens[key] = (token, clock() + max(seconds - MARGIN, 1))
        return token


def forget_tokens():
    """Drop all tokens: after a refused one, and in tests."""
    with _lock:
        _tokens.clear()


def _fetch(settings, address, scope):
    form = {"grant_type": "client_credentials", "client_id": settings.login, "client_secret": settings.password}
    form |= {"scope": scope} if scope else {}
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    # The token address is another host than the ERP; it has a transport of its own, bound to that host alone.
    answer = Transport(replace(settings, url=address)).post(address, urlencode(form).encode(), headers)
    try:
        body = json.loads(answer.content)
        return body["access_token"], float(body.get("expires_in", 3600))
    except (ValueError, KeyError, TypeError):
        text = "the token service did not give a token: check client id, secret and scope"
        raise TransportError("NO_TOKEN", text, executed=False, status=answer.status_code) from None
