"""May a webhook be sent to this address? Only to listed hosts, over TLS, and never into one's own network."""

import ipaddress
from urllib.parse import urlsplit


class Refused(ValueError):
    """The address must not be called. `reason` is scheme, userinfo, port, host or private; `detail` what stood there."""

    def __init__(self, reason, detail=""):
        super().__init__(f"{reason}: {detail}")
        self.reason, self.detail = reason, detail


def target(url, hosts):
    """Return (scheme, host, port, path with query) of a permitted URL, or raise Refused.

    `hosts` is {host or host:port: may it lie in a private network}. Only such a host may do without TLS.

    >>> target("https://crm.partner.test/in?a=1", {"crm.partner.test": False})
    ('https', 'crm.partner.test', 443, '/in?a=1')
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        raise Refused("host", url) from None
    host = (parts.hostname or "").rstrip(".").lower()
    if parts.username or parts.password:
        raise Refused("userinfo", host)
    port = port or {"https": 443, "http": 80}.get(parts.scheme)
    listed = next((hosts[name] for name in (f"{host}:{port}", host) if name in hosts), None)
    if not host or listed is None or (host not in hosts and f"{host}:{port}" not in hosts):
        raise Refused("host", host)
    if parts.scheme != "https" and not (parts.scheme == "http" and listed):
        raise Refused("scheme", parts.scheme)
    if host in hosts and f"{host}:{port}" not in hosts and port not in (443, 80):
        raise Refused("port", str(port))
    return parts.scheme, host, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def check(address, private_allowed):
    """Raise Refused when this IP address lies in one's own network."""
    number = ipaddress.ip_address(address.split("%")[0])
    number = getattr(number, "ipv4_mapped", None) or number
    if not private_allowed and not number.is_global or number.is_multicast:
        raise Refused("private", address)
