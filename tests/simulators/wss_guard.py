"""WS-Security user name tokens, as a server looks at them. Plain lxml."""

import re

BASE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-"
WSSE, WSU = f"{BASE}wssecurity-secext-1.0.xsd", f"{BASE}wssecurity-utility-1.0.xsd"
TEXT = f"{BASE}username-token-profile-1.0#PasswordText"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")


def token_problem(envelope, login, password, stamped):
    """What is wrong with the security header of an envelope; "" when it lets in. `stamped`: a Timestamp is needed."""
    security = envelope.find(f"{{{SOAP}}}Header/{{{WSSE}}}Security")
    if security is None:
        return "no security header"
    if security.get(f"{{{SOAP}}}mustUnderstand") != "1":
        return "the security header must be understood"
    if stamped:
        moments = [security.findtext(f"{{{WSU}}}Timestamp/{{{WSU}}}{name}") or "" for name in ("Created", "Expires")]
        if not all(MOMENT.match(moment) for moment in moments) or moments[0] >= moments[1]:
            return "no valid time stamp"
    secret = security.find(f"{{{WSSE}}}UsernameToken/{{{WSSE}}}Password")
    if secret is None or secret.get("Type") != TEXT:
        return "no password in plain text"
    if (security.findtext(f"{{{WSSE}}}UsernameToken/{{{WSSE}}}Username"), secret.text) != (login, password):
        return "the user name or password is wrong"
    return ""
