"""What follows an order: invoices, credit notes, payments as each customer is used to, and the machines delivered."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from .customers import PAYERS
from .dice import dice, weighted
from .sales import MACHINES, TERMS, Order
from .table import Table, cents, share

LATER = ("service", "course", "membership")
METHODS = {
    "CN": {True: {"bank": 92, "wechat": 8}, False: {"wechat": 55, "alipay": 40, "card": 5}},
    "EU": {True: {"sepa": 95, "card": 5}, False: {"card": 70, "sepa": 30}},
}
RETURNS = {"damaged": 40, "wrong item": 20, "not wanted": 25, "price correction": 15}


@dataclass(slots=True, eq=False)
class Invoice:
    """An invoice or, with `credited` set to the invoice it corrects, a credit note.

    Lines are (order line, quantity, untaxed, tax).
    """

    order: Order
    day: date
    due: date
    lines: list
    credited: "Invoice | None" = None
    reason: str = ""
    id: str = ""
    paid: int = 0
    netted: int = 0
    payments: list = field(default_factory=list)

    @property
    def untaxed(self):
        return sum(line[2] for line in self.lines)

    @property
    def tax(self):
        return sum(line[3] for line in self.lines)

    @property
    def total(self):
        return self.untaxed + self.tax

    @property
    def residual(self):
        return self.total - self.paid - self.netted


def invoices_of(seed, order, end, products):
    """Invoices and credit notes of one confirmed order; services are often invoiced when they are done."""
    if order.delivered is None:
        return []
    rng = dice(seed, "billing", order.customer.index, order.day, order.customer.orders.index(order))
    term = timedelta(days=TERMS[order.customer.payer] if order.customer.is_company else 0)
    early, late = order.lines, []
    if len(order.lines) > 1 and rng.random() < 0.4:
        late = [line for line in order.lines if products[line.sku].kind in LATER]
    elif len(order.lines) > 2 and rng.random() < 0.08:
        late = order.lines[-1:]
    early = [line for line in early if line not in late]
    made = []
    for lines, day in ((early, order.delivered), (late, order.delivered + timedelta(days=rng.randint(6, 30)))):
        if lines and day <= end:
            made.append(
                Invoice(order, day, day + term, [(line, line.quantity, line.untaxed, line.tax) for line in lines])
            )
    for invoice in made:
        _pay(rng, invoice, end)
    return made + (_credit_note(rng, made[0], end, products) if made else [])


def _credit_note(rng, invoice, end, products):
    """One line, in part or whole, comes back in about one of thirty invoices."""
    goods = [line for line in invoice.lines if products[line[0].sku].kind == "goods"]
    day = invoice.day + timedelta(days=rng.randint(3, 24))
    if not goods or rng.random() > 0.055 or day > end:
        return []
    line, quantity, untaxed, tax = rng.choice(goods)
    back = rng.randint(1, quantity)
    if back < quantity:
        untaxed = share(back * line.price, 100 - line.discount)
        tax = share(untaxed, line.rate)
    return [Invoice(invoice.order, day, day, [(line, back, untaxed, tax)], invoice, weighted(rng, RETURNS))]


def _pay(rng, invoice, end):
    """Payments in one or two parts; what falls after `end` is the unpaid tail."""
    customer = invoice.order.customer
    _share, mean, spread, never = PAYERS[customer.payer]
    stuck = rng.random() < never
    if stuck and rng.random() < 0.5:
        return
    wait = mean + rng.gauss(0, spread) if customer.is_company else rng.choice((0, 0, 0, 0, 1, 3))
    first = max(invoice.day, invoice.due + timedelta(days=round(wait)))
    method = weighted(rng, METHODS[customer.market][customer.is_company])
    split = customer.is_company and invoice.total > 500_000 and (stuck or rng.random() < 0.3)
    parts = [(first, invoice.total * 3 // 10 if split else invoice.total)]
    if split and not stuck:
        parts.append((first + timedelta(days=rng.randint(20, 60)), invoice.total - parts[0][1]))
    invoice.payments = [(day, amount, method) for day, amount in parts if day <= end]


def settle(invoices):
    """Take credit notes off what is still to pay; refund what had been paid already."""
    for note in (one for one in invoices if one.credited is not None):
        origin = note.credited
        kept = [row for row in origin.payments if row[0] < note.day]
        paid = sum(amount for _day, amount, _method in kept)
        note.netted = origin.netted = min(note.total, origin.total - paid)
        left = origin.total - paid - origin.netted
        for day, amount, method in origin.payments[len(kept) :]:
            if left:
                kept.append((day, min(amount, left), method))
                left -= kept[-1][1]
        origin.payments = kept
        if note.total > note.netted:
            note.payments = [(note.day, note.total - note.netted, "refund")]
    for one in invoices:
        one.paid = sum(amount for _day, amount, _method in one.payments)


def all_invoices(seed, orders, end, products):
    """Every invoice and credit note in order of day, numbered."""
    invoices = [
        invoice for order in orders if order.state == "sale" for invoice in invoices_of(seed, order, end, products)
    ]
    settle(invoices)
    invoices.sort(key=lambda one: (one.day, one.order.id, one.credited is not None))
    numbers = Counter()
    for one in invoices:
        kind = "invoice" if one.credited is None else "credit"
        numbers[kind] += 1
        one.id = f"{kind}_{numbers[kind]:06d}"
    return invoices


def payment_state(one):
    if one.residual == 0:
        return "paid"
    return "partial" if one.paid or one.netted else "not_paid"


def write_invoices(folder, invoices):
    """invoices.csv, invoice_lines.csv and payments.csv; returns {file: rows}."""
    head = (
        "invoice_id type order_id customer_id invoiced_on due_on credited_invoice_id reason currency "
        "amount_untaxed amount_tax "
        "amount_total amount_residual payment_state"
    )
    detail = "invoice_line_id invoice_id order_line_id quantity amount_untaxed amount_tax"
    pays = "payment_id invoice_id customer_id paid_on direction amount currency method"
    with Table(folder, "invoices", head) as table, Table(folder, "invoice_lines", detail) as rows:
        for one in invoices:
            note = one.credited is not None
            table.add(
                one.id,
                "credit_note" if note else "invoice",
                one.order.id,
                one.order.customer.id,
                one.day,
                one.due,
                one.credited.id if note else None,
                one.reason,
                "CNY",
                cents(one.untaxed),
                cents(one.tax),
                cents(one.total),
                cents(one.residual),
                payment_state(one),
            )
            for line, quantity, untaxed, tax in one.lines:
                rows.add(f"invoice_line_{rows.rows + 1:07d}", one.id, line.id, quantity, cents(untaxed), cents(tax))
        counts = {"invoices": table.rows, "invoice_lines": rows.rows}
    money = [(day, one, amount, method) for one in invoices for day, amount, method in one.payments]
    money.sort(key=lambda row: (row[0], row[1].id))
    with Table(folder, "payments", pays) as table:
        for number, (day, one, amount, method) in enumerate(money, 1):
            way = "outbound" if one.credited is not None else "inbound"
            table.add(f"payment_{number:06d}", one.id, one.order.customer.id, day, way, cents(amount), "CNY", method)
    return counts | {"payments": len(money)}


@dataclass(slots=True, eq=False)
class Asset:
    """A machine at a customer. `plan` is none, basic or premium."""

    id: str
    customer: object
    sku: str
    serial: str
    line: str | None
    sold: date
    installed: date
    warranty: date
    plan: str
    requests: int = 0


def _asset(number, customer, product, line, sold, plan):
    serial = f"{product.sku.replace('-', '')}-{sold:%y%m}-{number:05d}"
    until = sold + timedelta(days=round(product.warranty * 30.44))
    asset = Asset(
        f"asset_{number:05d}", customer, product.sku, serial, line, sold, sold + timedelta(days=number % 5), until, plan
    )
    customer.assets.append(asset)
    return asset


def all_assets(seed, customers, orders, start, products):
    """Machines sold before the history starts, then every serial-numbered piece delivered in it."""
    assets = []
    for one in customers:
        rng = dice(seed, "old machines", one.index)
        days = (start - one.since).days
        if days > 20 and not one.prospect and rng.random() < 0.7:
            machines = {
                sku: weight for sku, weight in MACHINES[one.industry].items() if sku in products and sku[:2] != "AC"
            }
            sold = one.since + timedelta(days=rng.randint(1, 20))
            plan = "basic" if one.is_company and rng.random() < 0.25 else "none"
            assets.append(_asset(len(assets) + 1, one, products[weighted(rng, machines)], None, sold, plan))
    for order in (order for order in orders if order.delivered):
        skus = {line.sku for line in order.lines}
        plan = "premium" if "SV-105" in skus else "basic" if "SV-104" in skus else "none"
        for line in order.lines:
            if products[line.sku].kind == "serial":
                for _ in range(line.quantity):
                    assets.append(
                        _asset(len(assets) + 1, order.customer, products[line.sku], line.id, order.delivered, plan)
                    )
    return assets


def write_assets(folder, assets, products, end):
    columns = (
        "asset_id customer_id product_id serial_number order_line_id "
        "sold_on installed_on warranty_until maintenance_plan state"
    )
    with Table(folder, "assets", columns) as table:
        for one in assets:
            old = (end - one.sold).days > 1500 and one.requests > 1
            state = "traded_in" if old else "in_use"
            table.add(
                one.id,
                one.customer.id,
                products[one.sku].id,
                one.serial,
                one.line,
                one.sold,
                min(one.installed, end),
                one.warranty,
                one.plan,
                state,
            )
        return table.rows
