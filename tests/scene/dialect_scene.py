"""A stage for dialects without Odoo: the real lane, the real dialect, an outbox in memory, a simulated ERP.

As a program it is a worker that sends one message and can be killed:

    python tests/scene/dialect_scene.py '{"code": "dynamics", "url": "http://127.0.0.1:1234", "kind": "order", ...}'
"""

import importlib
import json
import sys
import time
import types
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

ROOT = Path(__file__).parents[2]
FAMILY = ROOT / "erp_connectors"


def bare_addon(name):
    """Make `odoo.addons.<name>` importable without running its models."""
    import odoo.addons

    full = f"odoo.addons.{name}"
    if full not in sys.modules:
        package = types.ModuleType(full)
        package.__path__ = [str(FAMILY / name)]
        sys.modules[full] = package
        setattr(odoo.addons, name, package)


for manifest in sorted(FAMILY.glob("*/__manifest__.py")):
    bare_addon(manifest.parent.name)

from lxml import etree  # noqa: E402

from odoo.addons.erp_connector.engine import canonical, confirming  # noqa: E402
from odoo.addons.erp_connector.engine import sending as sendings  # noqa: E402
from odoo.addons.erp_connector.engine.backoff import Backoff  # noqa: E402
from odoo.addons.erp_connector.engine.breaker import Breaker  # noqa: E402
from odoo.addons.erp_connector.engine.dialect import Settings  # noqa: E402
from odoo.addons.erp_connector.outbox.lane import Lane, nothing  # noqa: E402
from odoo.addons.erp_connector.outbox.profile import Profile  # noqa: E402
from odoo.addons.erp_connector.outbox.store import Message  # noqa: E402

BUILTINS = {"round": round, "float": float, "str": str, "int": int, "len": len, "max": max, "min": min, "abs": abs}
CUSTOMER, PRODUCT, SERVICE = ("res.partner", 7), ("product.product", 3), ("product.product", 4)
ORDER, INVOICE, CREDIT_NOTE = ("sale.order", 1), ("account.move", 11), ("account.move", 12)
PAYMENT, ENTRY = ("account.payment", 21), ("account.move", 31)
CENT = Decimal("0.01")


def dialect_class(candidate):
    addon, module, name = candidate.dialect.split(":")
    bare_addon(addon)
    return getattr(importlib.import_module(f"odoo.addons.{addon}.{module}"), name)


def settings_for(candidate, url, **changes):
    values = {**candidate.settings, **changes}
    return Settings(url=url + values.pop("path", ""), **{"timeout": 3.0, **values})


def profile_for(candidate, url, **changes):
    dialect = dialect_class(candidate)
    return Profile(
        backend_id=1,
        dialect_class=dialect,
        settings=settings_for(candidate, url, **changes),
        rules={kind: dialect.default_mapping(kind) for kind in dialect.flows_out},
        maps=maps_for(candidate, dialect),
        evaluate=lambda expression, names: eval(expression, {"__builtins__": BUILTINS}, names),
        settle=0.2,
        max_attempts=20,
        ask_first=dialect.ask_first,
        read_back=dialect.read_back,
        backoff=Backoff(0.05, 0.2),
    )


def maps_for(candidate, dialect):
    maps = {name: dict(values) for name, values in dialect.default_maps().items()}
    for name, values in candidate.maps.items():
        maps.setdefault(name, {}).update(values)
    return maps


# the documents of the suite, in our neutral words


def customer(name="上海百会咖啡有限公司"):
    return {
        "name": name,
        "is_company": True,
        "street": "南京西路 1266 号",
        "zip": "200040",
        "city": "上海",
        "state": "",
        "country_code": "CN",
        "phone": "+862155550101",
        "email": "li.na@example.com",
        "website": "https://example.com",
        "vat": "91310000MA1",
        "language": "zh_CN",
        "reference": "",
        "addresses": [],
    }


def address(city="苏州", street="星湖街 328 号", **values):
    """A warehouse of the customer."""
    return {
        "code": "",
        "name": "百会苏州仓库",
        "street": street,
        "street2": "2 号门",
        "zip": "215123",
        "city": city,
        "state": "",
        "country_code": "CN",
        "phone": "+8651255550102",
        "email": "",
    } | values


def with_line(address):
    """The address, and in `line` the whole of it as ERPs write it that keep one text."""
    parts = [address[name] for name in ("state", "city", "street", "street2", "name", "phone")]
    return address | {"line": " ".join(filter(None, parts))}


def product(code, name="咖啡机 X1", kind="goods"):
    return {
        "code": code,
        "name": name,
        "type": kind,
        "barcode": "",
        "unit": "Units",
        "price": "4500.0",
        "tax_rate": "13",
        "category": "All",
        "weight": "0.0",
    }


def order(number, lines=((PRODUCT, "2.0", "4500"), (SERVICE, "1.0", "800.5"))):
    """lines: [(record, quantity, price)]."""
    rows = [
        {
            "line_id": position,
            "product": canonical.reference(*record),
            "product_code": "",
            "type": "goods",
            "name": f'咖啡 <{position}> & "co"',
            "quantity": quantity,
            "unit": "Units",
            "price_unit": price,
            "discount": "0.0",
            "price_net": price,
            "tax": "",
            "tax_rate": "0",
            "untaxed": str(float(quantity) * float(price)),
        }
        for position, (record, quantity, price) in enumerate(lines, 1)
    ]
    total = str(sum(float(row["untaxed"]) for row in rows))
    return {
        "number": number,
        "customer": canonical.reference(*CUSTOMER),
        "customer_name": "上海百会咖啡有限公司",
        "customer_reference": "PO 4711",
        "delivery_address": {},
        "invoice_address": {},
        "date": "2026-11-22",
        "requested_on": "2026-12-01",
        "currency": "CNY",
        "payment_term": "",
        "salesperson": "Li Na",
        "untaxed": total,
        "tax": "0",
        "total": total,
        "lines": rows,
    }


def bill(
    number="INV/2026/00011", lines=((PRODUCT, "2.0", "4500"), (SERVICE, "1.0", "800.5")), order=None, reverses=None
):
    """An invoice with 13 % tax; `order` is (record, key, number) of the order it bills, `reverses` (record, number) of
    the invoice that it takes back, which makes it a credit note."""
    rows = [_bill_row(position, *line) for position, line in enumerate(lines, 1)]
    untaxed, tax = (sum((Decimal(row[name]) for row in rows), Decimal(0)) for name in ("untaxed", "tax_amount"))
    return {
        "number": number,
        "type": "refund" if reverses else "invoice",
        "order": canonical.reference(*order[0]) if order else "",
        "order_key": order[1] if order else "",
        "order_number": order[2] if order else "",
        "customer": canonical.reference(*CUSTOMER),
        "customer_name": "上海百会咖啡有限公司",
        "date": "2026-11-23",
        "due": "2026-12-23",
        "currency": "CNY",
        "payment_term": "30 Days",
        "reference": "PO 4711",
        "reversed": canonical.reference(*reverses[0]) if reverses else "",
        "reversed_number": reverses[1] if reverses else "",
        "untaxed": str(untaxed),
        "tax": str(tax),
        "total": str(untaxed + tax),
        "receivable_account": "1122",
        "lines": rows,
        "taxes": [{"tax": "VAT 13%", "tax_rate": "13", "base": str(untaxed), "amount": str(tax)}],
    }


def _bill_row(position, record, quantity, price):
    untaxed = (Decimal(quantity) * Decimal(price)).quantize(CENT)
    return {
        "line_id": position,
        "product": canonical.reference(*record),
        "product_code": "",
        "type": "service" if record == SERVICE else "goods",
        "name": f'咖啡 <{position}> & "co"',
        "quantity": quantity,
        "unit": "Units",
        "price_unit": price,
        "discount": "0.0",
        "price_net": price,
        "account": "6001",
        "tax": "VAT 13%",
        "tax_rate": "13",
        "untaxed": str(untaxed),
        "tax_amount": str((untaxed * Decimal("0.13")).quantize(CENT, ROUND_HALF_UP)),
    }


def payment(amount, invoices=(), number="PBNK1/2026/00021"):
    """Money from the customer; `invoices` are [(record, number, amount)]."""
    return {
        "number": number,
        "direction": "inbound",
        "customer": canonical.reference(*CUSTOMER),
        "customer_name": "上海百会咖啡有限公司",
        "date": "2026-11-24",
        "amount": amount,
        "currency": "CNY",
        "journal": "BNK1",
        "method": "Manual Payment",
        "memo": "百会 INV/2026/00011",
        "invoices": [
            {"invoice": canonical.reference(*record), "number": name, "amount": part} for record, name, part in invoices
        ],
    }


def journal_entry(
    number="MISC/2026/11/0031", lines=(("1122", "1130.00", "0"), ("6001", "0", "1000.00"), ("2221", "0", "130.00"))
):
    """A balanced entry; lines: [(account, debit, credit)]. Lines of 1122 name the customer."""
    rows = [
        {
            "line_id": position,
            "account": account,
            "account_name": {"1122": "应收账款", "6001": "主营业务收入"}.get(account, "应交税费"),
            "name": f"百会 <{position}> & co",
            "partner": canonical.reference(*CUSTOMER) if account == "1122" else "",
            "partner_name": "上海百会咖啡有限公司",
            "debit": debit,
            "credit": credit,
            "amount_currency": str(Decimal(debit) - Decimal(credit)),
            "currency": "CNY",
            "analytic": "",
            "tax": "",
            "due": "2026-12-23" if account == "1122" else "",
        }
        for position, (account, debit, credit) in enumerate(lines, 1)
    ]
    return {
        "number": number,
        "date": "2026-11-25",
        "period": "2026-11",
        "journal": "MISC",
        "journal_name": "Miscellaneous Operations",
        "reference": "month end 月结",
        "currency": "CNY",
        "total": str(sum((Decimal(row["debit"]) for row in rows), Decimal(0))),
        "lines": rows,
    }


class OpenGate:
    """A backend that is live and whose breaker never opens: what is tested is one dialect, not the breaker."""

    def read(self):
        return Breaker(), True

    def report(self, breaker, reached):
        return breaker


class Outbox:
    """The store of a lane, in memory: one message after the other, as the database would give them."""

    def __init__(self):
        self.rows, self.links, self.attempts = [], {}, []
        self.confirmations = None  # fetches the envelopes with which the ERP confirms later

    def put(self, kind, action, record, document, key, ask_first=False):
        row = {"id": len(self.rows) + 1, "kind": kind, "action": action, "record": record, "key": key}
        row |= {"payload": canonical.dumps(document), "state": "unknown" if ask_first else "waiting"}
        row |= {"ask_first": ask_first, "attempts": 0, "next": 0.0, "called": None, "values": {}, "round": 0}
        earlier = sum(1 for other in self.rows if (other["key"], other["action"]) == (key, action))
        row["message_key"] = f"{key}/{action}/{0 if action == 'create' else earlier + 1}"
        self.rows.append(row)
        return row

    def recover(self, settle):
        return 0

    def expire(self, can_ask, max_attempts):
        """The suite delivers confirmations itself; none is ever overdue."""
        return 0

    def claim(self, limit):
        now, claimed = time.monotonic(), []
        for row in self.rows:
            if row["state"] == "sent":
                break  # what comes later waits for its confirmation
            if row["state"] in ("waiting", "unknown") and row["next"] <= now:
                row["ask_first"] = row["ask_first"] or row["state"] == "unknown"
                row["state"] = "claimed"
                since = None if row["called"] is None else now - row["called"]
                values = (row["id"], row["kind"], row["action"], row["key"], *row["record"], row["payload"])
                claimed.append(
                    Message((*values, row["ask_first"], row["attempts"], since, row["message_key"], row["round"], 0))
                )
                break  # later messages may need the key of this one
        return claimed

    def keys_for(self, documents, own=()):
        return dict(self.links)

    def begin(self, message):
        row = self.rows[message.id - 1]
        row |= {"state": "calling", "attempts": row["attempts"] + 1, "called": time.monotonic()}
        message.attempt = row["attempts"]
        return True

    def note_ask(self, message, state, facts):
        self.attempts.append({"purpose": "ask", "state": state, **facts})

    def finish(self, message, state, values, facts=None):
        row = self.rows[message.id - 1]
        if facts:
            self.attempts.append({"purpose": "send", **facts})
        row |= {"state": state, "ask_first": values["ask_first"], "values": values}
        row["next"] = time.monotonic() + min(values["wait"], 0.5)
        row["attempts"] -= values["refund"]
        if state == "accepted":
            self.links["{},{}".format(*row["record"])] = values["external_id"]

    def commit(self):
        pass

    def deliver(self, dialect):
        """Hand over what the ERP has to say about earlier sendings, as its endpoint would. Returns how many messages."""
        envelopes = self.confirmations() if self.confirmations else []
        for envelope in envelopes:
            content = etree.fromstring(envelope.encode())[-1][0]
            for pushed in dialect.pushes.get(content.tag)(content):
                if pushed.kind == "confirmation":
                    self._confirm(json.loads(json.dumps(pushed.document)))
        return len(envelopes)

    def _confirm(self, said):
        action, round_number = sendings.read(said["sending"])
        for row in self.rows:
            if row["message_key"] != f"{said['document_key']}/{action}":
                continue
            meaning = confirming.decide(row["state"], said["result"], round_number < row["round"])
            if meaning == confirming.ACCEPT:
                record = "{},{}".format(*row["record"])
                said["external_id"] = said["external_id"] or self.links[record]
                row |= {"state": "accepted", "values": said}
                self.links[record] = said["external_id"]
            elif meaning == confirming.REFUSE:
                row |= {"state": "dead", "values": said}

    def drain(self, profile, seconds=30.0, hook=nothing):
        """Send until nothing is open any more; returns the rows."""
        lane = Lane(self, profile, hook)
        lane.gate = OpenGate()
        deadline = time.monotonic() + seconds
        while any(row["state"] in ("waiting", "unknown") for row in self.rows):
            lane.run(5.0)
            self.deliver(profile.dialect_class)
            if time.monotonic() > deadline:
                break
            time.sleep(0.02)
        lane.dialect.close()
        return self.rows


def work_once(task):
    """A worker's life: take one message, send it, end. Its parent may kill it at any time."""
    import conformance

    candidate = conformance.candidates()[task["code"]]
    outbox = Outbox()
    outbox.links |= task["links"]
    outbox.put(task["kind"], task["action"], tuple(task["record"]), task["document"], task["key"])
    outbox.drain(profile_for(candidate, task["url"], timeout=60.0))


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT / "tests/simulators"), str(ROOT / "tests/scene")]
    work_once(json.loads(sys.argv[1]))
