"""Call another system: one POST to a checked address, no redirect, no endless answer."""

import socket
import ssl

import urllib3

from .engine.address import Refused, check

PATIENCE = urllib3.Timeout(connect=5, read=10)
LONGEST_ANSWER = 2000


class CallFailed(Exception):
    """The host did not answer as hoped. `final` says that trying again will not help."""

    def __init__(self, reason, final=False):
        super().__init__(reason)
        self.final = final


def post(scheme, host, port, path, body, headers, private_allowed):
    """POST `body` and return the status of a success (2xx). Raises Refused or CallFailed.

    The connection goes to the very address that was checked: a name that leads elsewhere a moment later, leads nobody
    into our own network.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        raise CallFailed("unknown host") from None
    for *_rest, address in found:
        check(address[0], private_allowed)
    settings = {"timeout": PATIENCE, "retries": False, "maxsize": 1}
    if scheme == "https":
        pool = urllib3.HTTPSConnectionPool(
            found[0][4][0],
            port,
            server_hostname=host,
            assert_hostname=host,
            ssl_context=ssl.create_default_context(),
            **settings,
        )
    else:
        pool = urllib3.HTTPConnectionPool(found[0][4][0], port, **settings)
    try:
        answer = pool.urlopen(
            "POST",
            path,
            body=body,
            headers={"Host": host if port in (80, 443) else f"{host}:{port}", **headers},
            redirect=False,
            preload_content=False,
        )
        answer.read(LONGEST_ANSWER)
        answer.release_conn()
    except urllib3.exceptions.HTTPError as error:
        raise CallFailed(type(error).__name__) from None
    finally:
        pool.close()
    if 200 <= answer.status < 300:
        return answer.status
    # Too early, too often, or a fault over there may pass; everything else will be answered the same tomorrow.
    raise CallFailed(f"HTTP {answer.status}", final=answer.status < 500 and answer.status not in (408, 425, 429))


__all__ = ["CallFailed", "Refused", "post"]
