"""The books behind a service that a site has written for us: one text in, one text out, JSON or XML.

Four simulators use it (EAS facades, uapws components, U8, U9): the wire around it is theirs, what the text says is the
documented form of erp_connector_facade. Stricter than a site would be: unknown members are refused, references must
exist, amounts must be numbers.
"""

import json
from datetime import date
from decimal import Decimal, InvalidOperation
from html import escape

from conformance import Stored
from document_store import Controlled
from site_ledger import Refused, SiteLedger
from soap_server import parse_xml

MEMBERS = {
    "customer": {"id", "name", "tax_number", "address", "zip", "country", "phone", "email", "addresses"},
    "product": {"id", "code", "name", "unit", "barcode"},
    "order": {"id", "number", "customer", "customer_reference", "date", "requested_on", "currency"}
    | {"delivery_address", "lines"},
    "invoice": {"id", "number", "customer", "order", "date", "due", "currency", "untaxed", "tax", "total", "lines"},
    "payment": {"id", "number", "customer", "direction", "date", "amount", "currency", "method", "memo", "invoices"},
    "journal_entry": {"id", "number", "date", "period", "journal", "currency", "lines"},
}
MEMBERS["credit_note"] = MEMBERS["invoice"] | {"reversed"}
REQUIRED = {
    "customer": ("name",),
    "product": ("code", "name"),
    "order": ("number", "customer", "date", "currency"),
    "invoice": ("number", "customer", "date", "currency", "total"),
    "credit_note": ("number", "customer", "date", "currency", "total"),
    "payment": ("number", "customer", "direction", "date", "amount", "currency"),
    "journal_entry": ("number", "date", "period", "journal", "currency"),
}
ADDRESS = {"code", "name", "street", "street2", "zip", "city", "state", "country", "phone", "email"}
LINE = {"product", "name", "quantity", "price", "tax_rate"}
ENTRY = {"account", "name", "partner", "debit", "credit", "amount_currency", "currency"}
PREFIX = {"customer": "C", "order": "SO", "invoice": "AR", "credit_note": "CN", "payment": "RC", "journal_entry": "V"}
TAX = Decimal("13")


# {action: what its request must say, and nothing else, besides action, kind and the document of an XML request}
ACTIONS = {
    **dict.fromkeys(("create", "update", "cancel"), {"key", "id", "data"}),
    **{"find": {"key"}, "list": {"after", "limit"}, "fetch": {"id"}, "read": {"id"}},
    "ledger": {"since", "until", "after", "limit"},
}


class SiteBooks(SiteLedger):
    """`handle(text)` answers as the site's service would; `ask` first takes it apart for the call log."""

    def __init__(self, store, style="json", currencies=("BB01", "BB02")):
        self.store, self.style, self.currencies = store, style, currencies

    # the service

    def understand(self, text):
        """The request as a dict. ValueError when the text is not what the service reads."""
        if self.style == "json":
            tree = json.loads(text)
        else:
            root = parse_xml(text.encode())
            if root.tag != "request":
                raise ValueError("the root element is request")
            tree = dict(root.attrib) | {"data": tree_of(root)}
        if not isinstance(tree, dict) or tree.get("action") not in ACTIONS:
            raise ValueError("no action")
        if tree.get("kind") not in (
            *MEMBERS,
            "order_status",
            "delivery",
            "stock",
            "price",
            "open_item",
            "credit_limit",
        ):
            raise ValueError("no kind")
        if set(tree) - {"action", "kind", "data"} != ACTIONS[tree["action"]] - {"data"}:
            raise ValueError(f"the request says {', '.join(sorted(tree))}")
        return tree

    def handle(self, tree):
        """(text of the answer, outcome for the log)."""
        try:
            with self.store.transaction():
                said = {"success": True, **getattr(self, f"do_{tree['action']}")(tree)}
        except Refused as refused:
            said = {"success": False, "code": refused.code, "message": str(refused), "field": refused.field}
        return self._write(said), "OK" if said["success"] else "REFUSED"

    def _write(self, said):
        if self.style == "json":
            return json.dumps(said, ensure_ascii=False)
        return f"<response>{_elements(said)}</response>"

    def do_find(self, tree):
        rows = [
            row for row in self.store.all(tree["kind"]) if row["key"] == tree["key"] and row["state"] != "cancelled"
        ]
        return {"rows": [{"id": row["id"], "number": row["number"]} for row in rows]}

    def do_list(self, tree):
        after, limit = int(tree["after"] or 0), int(tree["limit"])
        rows = sorted(self.store.all(f"list.{tree['kind']}"), key=lambda row: row["position"])
        return {"rows": [row for row in rows if row["position"] > after][:limit]}

    def do_fetch(self, tree):
        row = self.store.get(f"list.{tree['kind']}", tree["id"])
        return {"rows": [row] if row else []}

    def do_read(self, tree):
        """The document as it was sent to this ERP, in whatever way."""
        row = self.store.get(tree["kind"], tree["id"])
        return {"rows": [row.get("sent") or row["data"]] if row else []}

    def do_create(self, tree):
        kind, data = tree["kind"], tree["data"]
        if not tree.get("key"):
            raise Refused("NO_KEY", "外部编号不能为空", "key")
        self._check(kind, data)
        number = data["code"] if kind == "product" else f"{PREFIX[kind]}{self.store.next(kind):06d}"
        if self.store.get(kind, number):
            raise Refused("EXISTS", f"编码 {number} 已存在", "code")
        row = {"id": number, "number": number, "key": tree["key"], "state": "open", "data": data}
        self._list(kind, self.store.put(kind, number, row))
        return {"id": number, "number": number}

    def do_update(self, tree):
        row = self._existing(tree)
        self._check(tree["kind"], tree["data"])
        row["data"] = tree["data"]
        self._list(tree["kind"], self.store.put(tree["kind"], row["id"], row))
        return {"id": row["id"], "number": row["number"]}

    def do_cancel(self, tree):
        row = self._existing(tree)
        row["state"] = "cancelled"
        self._list(tree["kind"], self.store.put(tree["kind"], row["id"], row))
        return {"id": row["id"], "number": row["number"]}

    def _existing(self, tree):
        row = self.store.get(tree["kind"], tree.get("id") or "")
        if row is None:
            raise Refused("NOT_FOUND", f"单据 {tree.get('id')} 不存在", "id")
        return row

    # rules

    def _check(self, kind, data):
        if surplus := set(data) - MEMBERS[kind]:
            raise Refused("UNKNOWN", f"未知字段 {', '.join(sorted(surplus))}", sorted(surplus)[0])
        for name in REQUIRED[kind]:
            if not data.get(name):
                raise Refused("REQUIRED", f"字段 {name} 不能为空", name)
        for name, kinds in (("customer", "customer"), ("order", "order"), ("reversed", "invoice")):
            if data.get(name) and self.store.get(kinds, data[name]) is None:
                raise Refused("NOT_FOUND", f"{name} {data[name]} 不存在", name)
        if "currency" in data and data["currency"] not in self.currencies:
            raise Refused("NOT_FOUND", f"币种 {data['currency']} 不存在", "currency")
        if kind in ("order", "invoice", "credit_note"):
            self._lines(data)
        self._addresses(kind, data)
        if kind == "journal_entry":
            self._entries(data)
        if kind == "payment":
            self._paid(data)

    def _lines(self, data):
        data["lines"] = lines = _list(data.get("lines"))
        if not lines:
            raise Refused("REQUIRED", "单据没有分录", "lines")
        for number, line in enumerate(lines, 1):
            if surplus := set(line) - LINE:
                raise Refused("UNKNOWN", f"第{number}行未知字段 {', '.join(surplus)}", "lines")
            if line.get("product") and self.store.get("product", line["product"]) is None:
                raise Refused("NOT_FOUND", f"第{number}行物料 {line['product']} 不存在", "lines.product")
            _number(line.get("quantity"), "quantity"), _number(line.get("price"), "price")

    def _addresses(self, kind, data):
        if kind == "customer":
            data["addresses"] = _list(data.get("addresses"))
            for address in data["addresses"]:
                self._address(address, ADDRESS | {"id", "type"})
        if kind == "order" and data.get("delivery_address"):
            self._address(data["delivery_address"], ADDRESS)

    @staticmethod
    def _address(address, known):
        if surplus := set(address) - known:
            raise Refused("UNKNOWN", f"地址未知字段 {', '.join(sorted(surplus))}", "address")
        if not address.get("name"):
            raise Refused("REQUIRED", "地址名称不能为空", "address")

    def _entries(self, data):
        data["lines"] = lines = _list(data.get("lines"))
        debit = sum(_number(line.get("debit"), "debit") for line in lines)
        credit = sum(_number(line.get("credit"), "credit") for line in lines)
        if not lines or debit != credit:
            raise Refused("UNBALANCED", f"凭证借贷不平衡：{debit} / {credit}", "lines")
        for line in lines:
            if surplus := set(line) - ENTRY:
                raise Refused("UNKNOWN", f"未知字段 {', '.join(surplus)}", "lines")
            if line.get("partner") and self.store.get("customer", line["partner"]) is None:
                raise Refused("NOT_FOUND", f"客户 {line['partner']} 不存在", "lines.partner")

    def _paid(self, data):
        data["invoices"] = _list(data.get("invoices"))
        if _number(data["amount"], "amount") <= 0:
            raise Refused("AMOUNT", "金额必须大于零", "amount")
        for row in data["invoices"]:
            if row.get("invoice") and self.store.get("invoice", row["invoice"]) is None:
                raise Refused("NOT_FOUND", f"应收单 {row['invoice']} 不存在", "invoices.invoice")

    # what can be read

    def publish(self, kind, row_id, document):
        """Put a row where `list` finds it, behind all others."""
        self.store.put(f"list.{kind}", row_id, document | {"position": self.store.next("position")})

    def _list(self, kind, row):
        data = row["data"]
        if kind == "customer":
            known = {"external_id": row["id"], "number": row["number"], "name": data["name"]}
            self.publish(
                kind, row["id"], known | {"vat": data.get("tax_number", ""), "changed_at": "2026-11-22T08:00:00Z"}
            )
        if kind == "product":
            self.publish(kind, row["id"], {"external_id": row["id"], "code": data["code"], "name": data["name"]})
        if kind == "order":
            status = "cancelled" if row["state"] == "cancelled" else "received"
            known = {"order_id": row["id"], "order_key": row["key"], "status": status, "text": ""}
            self.publish("order_status", row["id"], {"external_id": row["id"]} | known)

    # control plane

    def bill(self, work):
        """{"do": "bill", "number": order}: the order becomes an invoice of today and an open item."""
        with self.store.transaction():
            order, today = self.store.get("order", work["number"]), date.today().isoformat()
            number, lines, untaxed = f"AR{self.store.next('invoice'):06d}", [], Decimal(0)
            for line in order["data"]["lines"]:
                amount = (Decimal(line["quantity"]) * Decimal(line["price"])).quantize(Decimal("0.01"))
                untaxed += amount
                known = {"product_id": line.get("product", ""), "product_ref": "", "name": line.get("name", "")}
                lines.append(known | {"quantity": line["quantity"], "untaxed": str(amount)})
            tax = (untaxed * TAX / 100).quantize(Decimal("0.01"))
            document = {"external_id": number, "number": number, "order_key": order["key"], "order_id": order["id"]}
            document |= {"customer_id": order["data"]["customer"], "type": "invoice", "date": today, "due": today}
            document |= {"untaxed": str(untaxed), "tax": str(tax), "total": str(untaxed + tax), "state": "open"}
            self.publish("invoice", number, document | {"paid_on": "", "lines": lines})
            self._open_item(document, document["total"])
            return {"number": number, "total": document["total"]}

    def pay(self, work):
        with self.store.transaction():
            document = self.store.get("list.invoice", work["number"])
            today = date.today().isoformat()
            self.publish("invoice", work["number"], document | {"state": "paid", "paid_on": today})
            self._open_item(document, "0")
            known = {"external_id": f"RC-{work['number']}", "invoice_id": work["number"], "amount": document["total"]}
            known |= {"invoice_number": work["number"], "currency": "CNY", "date": today, "state": "posted"}
            self.publish("payment", known["external_id"], known)
            return {}

    def _open_item(self, invoice, balance):
        names = ("external_id", "number", "customer_id", "date", "due", "total", "order_key")
        document = {name: invoice[name] for name in names} | {"type": "invoice", "currency": "CNY", "open": balance}
        self.publish("open_item", document["external_id"], document)

    def seed(self, work):
        """{"do": "seed", "kind": ..., "count": n}: rows of what only the ERP makes; answers [[key, amount]]."""
        with self.store.transaction():
            return [self._seed(work["kind"], number) for number in range(1, work["count"] + 1)]

    def _seed(self, kind, number):
        customer, product = self.store.all("customer")[0]["id"], self.store.all("product")[0]["id"]
        if kind == "credit_limit":
            amount = 1000 * number
            self.publish(
                kind, customer, {"customer_id": customer, "limit": str(amount), "currency": "CNY", "used": "1"}
            )
            return [customer, amount] if number == 5 else ["", 0]
        if kind == "price":
            amount = 10 + number
            row = {"product_id": product, "price": str(amount), "currency": "CNY", "min_quantity": str(number)}
            self.publish(kind, f"{product}/{number}", row)
            return [product, amount]
        if kind == "stock":
            rows = [{"product_id": product, "product_ref": "", "warehouse": "W1", "quantity": str(number)}]
            self.publish(kind, str(number), {"taken_at": "2026-11-22T08:00:00Z", "rows": rows})
            return [product, number]
        order = self.store.all("order")[0]
        row = {
            "external_id": f"DN{number}",
            "number": f"DN{number}",
            "order_id": order["id"],
            "order_key": order["key"],
        }
        row |= {"status": "shipped", "carrier": "顺丰", "tracking": f"SF{number}", "shipped_on": "2026-11-22"}
        lines = [{"product_id": product, "product_ref": "", "name": "咖啡机", "quantity": str(number)}]
        self.publish(kind, f"DN{number}", row | {"delivered_on": "", "lines": lines})
        return [product, number]

    def clerk(self, work):
        return {"bill": self.bill, "pay": self.pay, "seed": self.seed}[work["do"]](work)


class ControlledByBooks(Controlled):
    """The control plane of a simulator with the `books` of its site."""

    def clerk(self, work):
        return self.books.clerk(work)


def _number(text, field):
    try:
        return Decimal(str(text or "0"))
    except InvalidOperation:
        raise Refused("NUMBER", f"{field} 不是数字：{text}", field) from None


def _list(value):
    return value if isinstance(value, list) else [value] if value else []


def tree_of(element):
    tree = {}
    for child in element:
        value = tree_of(child) if len(child) else child.text or ""
        tree[child.tag] = [*_list(tree[child.tag]), value] if child.tag in tree else value
    return tree


def _elements(tree):
    """Rows of a member `lines` or `rows` inside a row are written as <lines><line>...</line></lines>."""
    parts = []
    for name, value in tree.items():
        if isinstance(value, list) and "position" in tree:
            value = "".join(f"<row>{_elements(one)}</row>" for one in value)
            parts.append(f"<{name}>{value}</{name}>")
            continue
        for one in value if isinstance(value, list) else [value]:
            text = (
                _elements(one) if isinstance(one, dict) else escape({True: "true", False: "false"}.get(one, str(one)))
            )
            parts.append(f"<{name}>{text}</{name}>")
    return "".join(parts)


# for conformance_<code>.py


def stored(erp, kind):
    rows = []
    for row in erp.documents(kind):
        data = row["data"]
        if kind == "journal_entry":
            lines = [(line["account"], float(line["debit"] or 0), float(line["credit"] or 0)) for line in data["lines"]]
        else:
            lines = [
                (line.get("product", ""), float(line["quantity"]), float(line["price"]))
                for line in data.get("lines", ())
            ]
        paid = [one.get("invoice", "") for one in data.get("invoices", ())]
        refers = data.get("reversed") or data.get("order") or (paid[0] if paid else "")
        total = data.get("total") or data.get("amount")
        name = f"{data.get('name', '')}{'' if row['state'] != 'cancelled' else ' (cancelled)'}"
        goes_to = data.get("delivery_address", {})
        known = {"delivery": _in_our_words(goes_to), "addresses": tuple(map(_in_our_words, data.get("addresses", ())))}
        known |= {"total": float(total) if total else None, "refers": refers, "state": row["state"]}
        rows.append(Stored(row["key"], row["number"], name, tuple(lines), **known))
    return rows


def _in_our_words(address):
    """An address as it is kept; one text as it is, of an address in parts the missing ones as empty."""
    names = dict.fromkeys((*ADDRESS, *address)) if address and "line" not in address else address
    ours = {"country": "country_code", "id": "address_id"}
    return {ours.get(name, name): address.get(name, "") for name in names}


def bill(erp, number):
    row = erp.clerk("bill", number=number)
    return row["number"], row["total"]


def seed(erp, kind, count):
    return [(key, amount) for key, amount in erp.clerk("seed", kind=kind, count=count) if key]
