"""A Kingdee K/3 Cloud that answers on its JSON web service, as a process of its own.

    python tests/simulators/kingdee_k3cloud.py --port 0 --login L --password P --account-set 66c3

Sessions in cookies, forms with a life (saved, submitted, audited), queries with filters. Stricter than the original:
unknown members of a form are refused, base data must be audited, numbers must be numbers.
"""

import json
import uuid
from datetime import datetime, timedelta
from decimal import Decimal

import k3_flat
from document_store import Controlled, DocumentStore
from k3_clerk import K3Clerk
from k3_filter import BadFilter, matcher
from k3_forms import FORMS, NEXT, NUMBERS, READ_ONLY, REFERENCES
from soap_server import Call, Reply, command_line, serve

FORMS_SERVICE = "Kingdee.BOS.WebApi.ServicesStub.DynamicFormService."
LOGIN_SERVICE = "Kingdee.BOS.WebApi.ServicesStub.AuthService."
OPERATIONS = {"Save": 2, "Submit": 2, "Audit": 2, "UnAudit": 2, "ExcuteOperation": 3, "ExecuteBillQuery": 1}


class Refused(Exception):
    """IsSuccess false with this message."""

    def __init__(self, message, field=None, code=11):
        super().__init__(message)
        self.field, self.code = field, code


class K3Cloud(K3Clerk, Controlled):
    compresses = True

    def __init__(self, store, options):
        self.store, self.options = store, options
        self.sessions = set()
        self.moment = datetime(2026, 11, 22, 10, 0)

    # reading

    def get(self, request):
        return Reply(404, b"", "text/plain", outcome="HTTP_404")

    def understand(self, request):
        name = request.path.removeprefix("/K3Cloud/").removesuffix(".common.kdsvc")
        service, _, operation = name.rpartition(".")
        if not request.path.startswith("/K3Cloud/") or f"{service}." not in (FORMS_SERVICE, LOGIN_SERVICE):
            return Call(refusal=Reply(404, b"Not found", "text/plain", outcome="HTTP_404"))
        try:
            if not request.headers.get("content-type", "").startswith("application/json"):
                raise ValueError("Content-Type")
            envelope = json.loads(request.body)
            if set(envelope) != {"format", "useragent", "rid", "parameters", "v"} or envelope["format"] != 1:
                raise ValueError("format")
            parameters = envelope["parameters"]
        except (ValueError, TypeError) as error:
            return Call(refusal=self._broken(f"参数错误 {error}"))
        if f"{service}." == LOGIN_SERVICE:
            return Call(operation, payload=("login", operation, parameters))
        if operation not in OPERATIONS or len(parameters) != OPERATIONS[operation]:
            return Call(refusal=self._broken(f"没有服务 {operation}"))
        if self._session(request) not in self.sessions:
            return Call(operation, refusal=self._lost())
        try:
            data = json.loads(parameters[-1])
            form = data["FormId"] if operation == "ExecuteBillQuery" else parameters[0]
        except (ValueError, KeyError) as error:
            return Call(refusal=self._broken(f"参数错误 {error}"))
        model = data.get("Model") or {}
        key = str(model.get("F_ODOO_KEY") or model.get("FBillNo") or model.get("FNumber") or "")
        return Call(f"{operation}.{form}", key, ("form", operation, (form, data, parameters)))

    @staticmethod
    def _session(request):
        cookies = dict(part.strip().partition("=")[::2] for part in request.headers.get("cookie", "").split(";"))
        return cookies.get("kdservice-sessionid")

    # answering

    def execute(self, call):
        what, operation, payload = call.payload
        if what == "login":
            return self._login(operation, payload)
        form, data, parameters = payload
        try:
            with self.store.transaction():
                if operation == "ExecuteBillQuery":
                    return self._json(self._query(form, data), "OK")
                if form not in FORMS:
                    raise Refused("业务对象不存在", code=4)
                if operation == "Save":
                    row = self._save(form, data)
                elif operation == "ExcuteOperation":
                    row = self._operate(form, parameters[1], data)
                else:
                    row = self._step(form, operation, data)
        except Refused as refused:
            status = {"ErrorCode": 500, "IsSuccess": False, "SuccessEntitys": [], "MsgCode": refused.code}
            status["Errors"] = [{"FieldName": refused.field, "Message": str(refused), "DIndex": 0}]
            answer = {"Result": {"ResponseStatus": status}}
            return self._json([[answer]] if operation == "ExecuteBillQuery" else answer, "REFUSED")
        entity = {"Id": row["id"], "Number": row["number"], "DIndex": 0}
        status = {"IsSuccess": True, "Errors": [], "SuccessEntitys": [entity], "SuccessMessages": [], "MsgCode": 0}
        return self._json({"Result": {"ResponseStatus": status, "Id": row["id"], "Number": row["number"]}}, "OK")

    def rehearse(self, call):
        with self.store.rehearsal():
            return self.execute(call)

    def _login(self, operation, parameters):
        if operation == "Logout":
            return self._json(True, "OK")
        wanted = {
            "ValidateUser": [self.options.account_set, self.options.login, self.options.password, 2052],
            "LoginByAppSecret": [self.options.account_set, self.options.login, "app", self.options.password, 2052],
        }.get(operation)
        if parameters != wanted:
            return self._json({"LoginResultType": 0, "Message": "用户名或密码错误", "Context": None}, "NO_SESSION")
        session = uuid.uuid4().hex
        self.sessions.add(session)
        reply = self._json({"LoginResultType": 1, "Message": None, "KDSVCSessionId": session}, "OK")
        reply.headers = {"Set-Cookie": f"kdservice-sessionid={session}; path=/; HttpOnly"}
        return reply

    # forms

    def _now(self):
        """Never twice the same: rows are told apart by it."""
        self.moment += timedelta(milliseconds=250)
        return self.moment.isoformat(timespec="milliseconds")

    def _save(self, form, data):
        name, number_field, needed, others, entity, members = FORMS[form]
        model = dict(data["Model"])
        number_id = str(model.pop(name, "") or "")
        known = {*needed, *others, *([entity] if entity else [])}
        if surplus := set(model) - known:
            raise Refused(f"字段 {sorted(surplus)[0]} 不存在", sorted(surplus)[0])
        for field in needed:
            if not model.get(field):
                raise Refused(f"字段“{field}”是必填项", field)
        rows = model.get(entity) if entity else []
        model[entity or "-"] = rows = rows if isinstance(rows, list) else [rows] if rows else []
        if entity and not rows:
            raise Refused("分录不能为空", entity)
        for line in rows:
            if surplus := set(line) - set(members):
                raise Refused(f"字段 {sorted(surplus)[0]} 不存在", sorted(surplus)[0])
        self._references(model)
        if form == "GL_VOUCHER":
            self._balanced(model, rows)
        before = self.store.get(form, number_id) if number_id else None
        if number_id and before is None:
            raise Refused(f"内码 {number_id} 不存在", name)
        if before and before["status"] in "BC":
            raise Refused("已提交或已审核的单据不允许修改")
        number = model.get(number_field) or (before or {}).get("number") or f"{form[:3]}{self.store.next(form):06d}"
        same = [row for row in self.store.all(form) if row["number"] == number and row["id"] != number_id]
        if same:
            raise Refused(f"编码 {number} 违反唯一性要求，已存在相同的编码", number_field)
        row_id = number_id or str(100000 + self.store.next("id"))
        row = {"id": row_id, "number": number, "status": "A", "cancelled": "A", "model": model, "at": self._now()}
        return self.store.put(form, row_id, {**(before or {"paid": "A", "left": None}), **row})

    def _references(self, value, name=""):
        """Every {"FNumber": ...} must exist; base data must be audited; numbers must be numbers."""
        if isinstance(value, list):
            for row in value:
                self._references(row)
        elif isinstance(value, dict):
            number = value.get("FNumber")
            if number is not None and name in REFERENCES:
                self._known(name, number)
            for key, inner in value.items():
                self._references(inner, key)
        elif name in NUMBERS and not isinstance(value, int | float):
            raise Refused(f"字段 {name} 不是数字: {value}", name)

    def _known(self, name, number):
        known = REFERENCES[name]
        if isinstance(known, tuple):
            if number not in known:
                raise Refused(f'编码值["{number}"]不存在', name, 9)
            return
        rows = [row for row in self.store.all(known) if row["number"] == number]
        if not rows:
            raise Refused(f'编码值["{number}"]不存在', name, 9)
        if rows[0]["status"] != "C":
            raise Refused(f"基础资料 {number} 未审核", name, 9)

    @staticmethod
    def _balanced(model, rows):
        debit, credit = (sum(Decimal(str(row.get(name, 0))) for row in rows) for name in ("FDEBIT", "FCREDIT"))
        if debit != credit or not debit:
            raise Refused(f"凭证借贷不平衡: {debit} / {credit}", "FEntity")
        if model["FDate"][:7] != f"{model['FYEAR']}-{int(model['FPERIOD']):02d}":
            raise Refused("凭证日期不在会计期间内", "FDate")
        for row in rows:
            if (row["FACCOUNTID"]["FNumber"] == "1122") != bool(row.get("FDetailID")):
                raise Refused(f"科目 {row['FACCOUNTID']['FNumber']} 的核算维度不正确", "FDetailID")

    def _existing(self, form, data):
        row = self.store.get(form, str(data.get("Ids", "")))
        if row is None:
            raise Refused(f"内码 {data.get('Ids')} 不存在", code=9)
        return row

    def _step(self, form, operation, data):
        row = self._existing(form, data)
        wanted, after = NEXT[operation]
        if row["status"] not in wanted:
            raise Refused(f"单据 {row['number']} 的状态 {row['status']} 不允许此操作")
        if operation == "Audit" and self.options.refuse_audit:
            raise Refused("没有审核权限")
        row |= {"status": after, "at": self._now()}
        return self.store.put(form, row["id"], row)

    def _operate(self, form, operation, data):
        row = self._existing(form, data)
        if operation != "Cancel" or row["status"] in "BC" or row["cancelled"] == "B":
            raise Refused(f"单据 {row['number']} 不允许作废")
        row |= {"cancelled": "B", "at": self._now()}
        return self.store.put(form, row["id"], row)

    # queries

    def _query(self, form, data):
        if set(data) != {"FormId", "FieldKeys", "FilterString", "OrderString", "TopRowCount", "StartRow", "Limit"}:
            raise Refused("查询参数错误", code=4)
        keys = data["FieldKeys"].split(",")
        rows = self._stock() if form == "STK_Inventory" else self._flat(form, keys)
        try:
            match = matcher(data["FilterString"])
            found = [row for row in rows if match(row)]
            for part in reversed([part.split() for part in data["OrderString"].split(",") if part.strip()]):
                found.sort(key=lambda row, part=part: _sortable(row[part[0]]), reverse=part[-1].upper() == "DESC")
            start, limit = int(data["StartRow"]), int(data["Limit"])
            return [[row[key] for key in keys] for row in found[start : start + limit]]
        except (BadFilter, KeyError) as error:
            raise Refused(f"查询错误: 字段 {error} 不存在", code=4) from None

    def _stock(self):
        return [
            {
                "FID": row["id"],
                "FMaterialId.FNumber": row["product"],
                "FStockId.FNumber": "CK01",
                "FBaseQty": row["quantity"],
            }
            for row in self.store.all("STK_Inventory")
        ]

    def _flat(self, form, keys):
        """Rows of a form; one for each row of the table whose fields are asked for."""
        if form not in FORMS and form not in READ_ONLY:
            raise Refused("业务对象不存在", code=4)
        found = []
        for row in self.store.all(form):
            flat = self._head(form, row)
            wanted = [table for table in self._tables(form, row) if table and any(key in table[0] for key in keys)]
            if len(wanted) > 1:
                raise Refused("不能同时查询两个单据体", code=4)
            found += [flat | line for line in wanted[0]] if wanted else [flat]
        return found

    def _head(self, form, row):
        id_field, number_field, needed, others, entity, _members = FORMS.get(form) or READ_ONLY[form]
        flat = dict.fromkeys((*needed, *others), "") | {f"{name}.FNumber": "" for name in needed}
        flat |= k3_flat.flat({name: value for name, value in row["model"].items() if name != entity})
        flat |= {id_field: int(row["id"]), number_field: row["number"], "FDocumentStatus": row["status"]}
        flat |= {"FModifyDate": row["at"], "FCancelStatus": row["cancelled"], "FCloseStatus": "A"}
        if form == "AR_receivable":
            return flat | k3_flat.receivable(row)
        return flat | (k3_flat.sale(row) if form == "SAL_SaleOrder" else {})

    @staticmethod
    def _tables(form, row):
        """The tables of a document as rows of fields."""
        entity = (FORMS.get(form) or READ_ONLY[form])[4]
        lines = row["model"].get(entity, ()) if entity else ()
        table = [k3_flat.flat(line) for line in lines]
        if form == "AR_receivable":
            table = [flat | k3_flat.billed(line) for flat, line in zip(table, lines, strict=True)]
        return [table, row.get("pays", ())]

    # its way of writing

    @staticmethod
    def _json(value, outcome):
        return Reply(
            200, json.dumps(value, ensure_ascii=False).encode(), "application/json; charset=utf-8", outcome=outcome
        )

    def _lost(self):
        status = {"ErrorCode": 500, "IsSuccess": False, "SuccessEntitys": [], "SuccessMessages": [], "MsgCode": 1}
        status["Errors"] = [{"FieldName": None, "Message": "会话信息已丢失，请重新登录", "DIndex": 0}]
        return self._json({"Result": {"ResponseStatus": status}}, "SESSION_LOST")

    @staticmethod
    def _broken(text):
        return Reply(200, f'response_error:{{"Message":"{text}"}}'.encode(), "text/plain", outcome="RESPONSE_ERROR")

    def soap_fault(self, side, text):
        return self._broken(text)

    def error_page(self):
        return Reply(500, "<html><title>运行时错误</title></html>".encode(), "text/html", outcome="HTML_500")

    def login_page(self):
        return Reply(200, "<html><body>金蝶云星空 登录</body></html>".encode(), "text/html", outcome="LOGIN_PAGE")

    # control plane

    def clerk(self, work):
        with self.store.transaction():
            return getattr(self, f"_{work['do']}")(work)

    def _lose_sessions(self, work):
        self.sessions.clear()
        return {}


def _sortable(value):
    return (0, value, "") if isinstance(value, int | float) else (1, 0, str(value))


def main():
    parser = command_line("A simulated Kingdee K/3 Cloud with its JSON web service")
    parser.add_argument("--login", default="L")
    parser.add_argument("--password", default="P", help="also the secret of the app")
    parser.add_argument("--account-set", default="66c3")
    parser.add_argument("--carrier-field", default="FCarrierID", help="field of a delivery with its carrier")
    parser.add_argument("--from-quantity-field", default="FFromQty", help="field of a price with its quantity")
    parser.add_argument("--refuse-audit", action="store_true", help="nobody may audit")
    options = parser.parse_args()
    serve(K3Cloud(DocumentStore(options.state), options), options)


if __name__ == "__main__":
    main()
