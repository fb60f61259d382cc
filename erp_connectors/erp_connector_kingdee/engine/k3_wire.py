"""K/3 Cloud (星空) on the wire: its own JSON services, not SOAP. One POST for each call, a session in cookies.

Every answer is HTTP 200; what it means is in Result.ResponseStatus. A session that is lost is MsgCode 1: such a call
was not executed, so it is sent once more after a new login.
"""

import json
import uuid
from dataclasses import dataclass, field

from odoo.addons.erp_connector.soap.transport import TransportError

FORMS = "Kingdee.BOS.WebApi.ServicesStub.DynamicFormService."
LOGINS = "Kingdee.BOS.WebApi.ServicesStub.AuthService."
SUFFIX = ".common.kdsvc"
HEADERS = {"Content-Type": "application/json; charset=utf-8"}
SESSION_LOST = 1
# Members of a form that are numbers; everything else goes as a text.
NUMBERS = frozenset(
    (
        *("FQty", "FPrice", "FTaxPrice", "FEntryTaxRate", "FPriceQty", "FDEBIT", "FCREDIT", "FAMOUNTFOR"),
        *("FEXCHANGERATE", "FYEAR", "FPERIOD", "FRECTOTALAMOUNTFOR", "FATTACHMENTS", "FBASEUNITQTY", "FID"),
    )
)


class SessionLost(Exception):
    """The session is not valid (any more); nothing was executed."""


@dataclass(frozen=True)
class Status:
    """ResponseStatus. `entities`: [(id, number)] of what was saved; `errors`: [(field, text)]."""

    ok: bool
    code: str = ""
    entities: tuple = ()
    errors: tuple = field(default=())

    @property
    def text(self):
        return "; ".join(text for _field, text in self.errors if text)

    @property
    def wrong_field(self):
        return next((name for name, _text in self.errors if name), "")


def body(*parameters):
    """
    >>> json.loads(body("SAL_SaleOrder", {"Ids": "1"}))["parameters"]
    ['SAL_SaleOrder', '{"Ids": "1"}']
    """
    plain = [value if isinstance(value, str | int) else json.dumps(value, ensure_ascii=False) for value in parameters]
    envelope = {"format": 1, "useragent": "ApiClient", "rid": uuid.uuid4().hex, "parameters": plain, "v": "1.0"}
    return json.dumps(envelope, ensure_ascii=False).encode()


def parsed(status, content):
    """The JSON of an answer. TransportError for everything that is none."""
    try:
        text = content.decode("utf-8-sig")
        if text.startswith("response_error:"):
            begin = " ".join(text[15:300].split())
            raise TransportError("SERVER_ERROR", f"K/3 Cloud broke off: {begin}", status=status)
        value = json.loads(text)
        if status != 200 or not isinstance(value, dict | list):
            raise ValueError
    except ValueError:
        begin = " ".join(content[:200].decode("utf-8", "replace").split())
        text = f"the answer is not K/3 Cloud's: {begin}" if begin else "K/3 Cloud sent an empty answer"
        raise TransportError(f"HTTP_{status}" if status != 200 else "NOT_JSON", text, status=status) from None
    return value


def status_of(answer):
    """Status out of an answer. SessionLost, or TransportError when it says nothing."""
    result = answer.get("Result") if isinstance(answer, dict) else None
    said = (result or {}).get("ResponseStatus") if isinstance(result, dict) else None
    if not isinstance(said, dict) or "IsSuccess" not in said:
        raise TransportError("EMPTY_ANSWER", "K/3 Cloud sent an answer without a status")
    if not said["IsSuccess"] and said.get("MsgCode") == SESSION_LOST:
        raise SessionLost
    entities = [(str(row.get("Id") or ""), str(row.get("Number") or "")) for row in said.get("SuccessEntitys") or ()]
    errors = [(row.get("FieldName") or "", row.get("Message") or "") for row in said.get("Errors") or ()]
    code = str(said.get("MsgCode") or said.get("ErrorCode") or "")
    return Status(said["IsSuccess"] is True, code, tuple(entities), tuple(errors))


def rows_of(answer):
    """Rows of ExecuteBillQuery: a list of lists. An error comes as a row with the status in it."""
    if not isinstance(answer, list):
        status_of(answer)
        raise TransportError("NOT_ROWS", "K/3 Cloud did not answer with rows")
    first = answer[0][0] if answer and isinstance(answer[0], list) and answer[0] else None
    if isinstance(first, dict):
        status = status_of(first)
        raise TransportError(f"QUERY_{status.code}", status.text or "K/3 Cloud refused the question")
    return answer


def numbers(value, name=""):
    """A form with its numbers as numbers.

    >>> numbers({"FQty": "2.0", "FNote": "2.0", "rows": [{"FPrice": "4.5"}]})
    {'FQty': 2, 'FNote': '2.0', 'rows': [{'FPrice': 4.5}]}
    """
    if isinstance(value, dict):
        return {key: numbers(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [numbers(row) for row in value]
    if name in NUMBERS and isinstance(value, str) and value:
        number = float(value)
        return int(number) if number.is_integer() else number
    return value


def quoted(text):
    """A text inside a filter.

    >>> quoted("O'Neil")
    "'O''Neil'"
    """
    return "'" + str(text).replace("'", "''") + "'"
