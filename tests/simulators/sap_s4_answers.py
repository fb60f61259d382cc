"""Pieces of what the simulated S/4HANA says: headers that refer to a message, logs, news about an order."""

import time
import uuid
from html import escape


def now():
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def reference(header):
    identifier, guid = header.findtext("ID") or "", header.findtext("UUID") or ""
    return (
        f"<MessageHeader><UUID>{uuid.uuid4()}</UUID><ReferenceID>{escape(identifier)}</ReferenceID>"
        f"<ReferenceUUID>{guid}</ReferenceUUID><CreationDateTime>{now()}</CreationDateTime></MessageHeader>"
    )


def log(items):
    worst = max(severity for _code, severity, _text in items)
    rows = "".join(
        f"<Item><TypeID>{code}</TypeID><SeverityCode>{severity}</SeverityCode><Note>{escape(text)}</Note></Item>"
        for code, severity, text in items
    )
    return f"<Log><MaximumLogItemSeverityCode>{worst}</MaximumLogItemSeverityCode>{rows}</Log>"


def replicated(order, fields):
    values = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in fields.items())
    return (
        f'<n0:SalesOrderBulkReplicationRequest xmlns:n0="http://sap.com/xi/SD-SLS"><MessageHeader><ID>{uuid.uuid4().hex}</ID>'
        f"<CreationDateTime>{now()}</CreationDateTime></MessageHeader><SalesOrder>"
        f"<SalesOrderID>{order['number']}</SalesOrderID><ExternalDocumentID>{order['key']}</ExternalDocumentID>"
        f"{values}</SalesOrder></n0:SalesOrderBulkReplicationRequest>"
    )
