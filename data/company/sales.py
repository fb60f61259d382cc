"""What is bought and when: rates that differ, customers who stop, seasons, bundles."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from .customers import Customer
from .days import Season, evening_moment, office_moment
from .dice import clamp, dice, weighted
from .products import BUNDLES
from .table import Table, cents, share

# What a customer comes for, by industry: {sku: weight}. The first order after becoming a customer is mostly a machine.
MACHINES = {
    "home": {"EM-101": 50, "EM-102": 22, "GR-101": 18, "AC-105": 10},
    "cafe": {"EM-201": 26, "EM-202": 40, "EM-203": 10, "GR-201": 8, "GR-203": 6, "IM-201": 5, "CD-201": 5},
    "restaurant": {"EM-201": 32, "EM-202": 18, "BB-201": 15, "HW-201": 12, "EM-301": 15, "IM-201": 8},
    "hotel": {"EM-302": 26, "BB-202": 22, "EM-202": 16, "EM-301": 16, "HW-201": 12, "MC-201": 8},
    "office": {"EM-301": 55, "EM-302": 18, "BB-201": 15, "HW-201": 12},
    "bakery": {"EM-201": 34, "EM-301": 20, "BB-201": 16, "CD-201": 20, "GR-201": 10},
    "roastery": {"GR-203": 34, "GR-202": 22, "EM-201": 20, "WT-202": 24},
    "retail": {"GR-101": 30, "EM-101": 36, "EM-102": 14, "AC-105": 20},
}
SUPPLIES = {
    "home": {
        "CB-101": 24,
        "CB-103": 18,
        "CB-104": 16,
        "CB-105": 12,
        "CB-108": 14,
        "FP-102": 5,
        "CL-101": 5,
        "AC-102": 6,
    },
    "cafe": {
        "CB-101": 24,
        "CB-102": 16,
        "MK-101": 14,
        "CU-102": 14,
        "CU-104": 7,
        "SY-101": 7,
        "SY-104": 6,
        "CL-101": 7,
        "TE-101": 5,
    },
    "restaurant": {
        "CB-102": 26,
        "CB-101": 14,
        "MK-102": 12,
        "CL-101": 10,
        "TE-101": 10,
        "SY-102": 6,
        "CB-106": 10,
        "CU-101": 12,
    },
    "hotel": {"CB-107": 24, "CB-101": 14, "FP-101": 14, "MK-102": 14, "CB-106": 12, "CL-102": 10, "TE-102": 12},
    "office": {"CB-107": 46, "CU-101": 20, "MK-102": 14, "CL-101": 12, "TE-102": 8},
    "bakery": {"CB-101": 24, "CU-101": 18, "CU-102": 18, "MK-101": 12, "TE-102": 12, "SY-103": 8, "FP-101": 8},
    "roastery": {"CL-103": 20, "FP-102": 22, "AC-103": 16, "WC-103": 12, "CU-101": 14, "SP-103": 16},
    "retail": {
        "CB-101": 16,
        "CB-103": 16,
        "CB-104": 14,
        "AC-101": 12,
        "AC-102": 12,
        "AC-103": 10,
        "FP-102": 12,
        "CU-102": 8,
    },
}
CARE = {
    "SV-103": 26,
    "SP-101": 18,
    "WC-101": 16,
    "SV-108": 10,
    "SP-102": 8,
    "SP-104": 8,
    "SV-106": 8,
    "SV-104": 6,
    "SV-110": 4,
    "WC-102": 6,
}
LEARNING = {
    "home": {"CR-101": 34, "CR-102": 34, "CR-106": 22, "MB-301": 10},
    "trade": {"CR-101": 30, "CR-102": 20, "CR-103": 18, "CR-104": 14, "CR-105": 10, "MB-201": 18, "MB-202": 8},
}
BULK = {"bag": 6, "carton": 2.2, "bottle": 5, "box": 2, "jar": 1.5, "can": 1.2}
TERMS = {"early": 30, "on_time": 30, "late": 45, "very_late": 60}
CHANNELS = {
    "home": {"shop": 72, "store": 20, "phone": 8},
    "trade": {"sales": 48, "shop": 26, "phone": 16, "portal": 10},
}


@dataclass(slots=True, eq=False)
class Line:
    """`price` in cents per unit before discount, `discount` in whole percent, `untaxed` and `tax` in cents."""

    sku: str
    quantity: int
    price: int
    discount: int
    rate: int
    untaxed: int = 0
    tax: int = 0
    id: str = ""


@dataclass(slots=True, eq=False)
class Order:
    """An order or quotation; `state` is sale, sent (still open) or cancel. Money in cents CNY."""

    customer: Customer
    day: date
    moment: datetime
    state: str
    channel: str
    delivered: date | None
    lines: list = field(default_factory=list)
    id: str = ""

    @property
    def untaxed(self):
        return sum(line.untaxed for line in self.lines)

    @property
    def tax(self):
        return sum(line.tax for line in self.lines)


class Market:
    """Seasons, prices and the length of the history, shared by all customers."""

    def __init__(self, seed, start, end, products):
        self.seed, self.start, self.end, self.products = seed, start, end, products
        self.seasons = {("CN", True): Season(start, "CN"), ("EU", True): Season(start, "EU")}
        self.seasons |= {(m, False): Season(start, m, weekend=1.25) for m in ("CN", "EU")}

    def buy(self, customer):
        """Fill `customer.orders` and set `customer.stopped`: an even stream of demand until a coin says stop."""
        if customer.prospect:
            return
        rng = dice(self.seed, "orders", customer.index)
        season = self.seasons[customer.market, customer.is_company]
        per_unit = customer.rate / 365.0
        clock = season.units_at(customer.since) if customer.since >= self.start else rng.expovariate(per_unit)
        new = customer.since >= self.start
        while (day := season.day_at(clock)) is not None:
            customer.orders.append(self._order(rng, customer, day, first=new and not customer.orders))
            if rng.random() < customer.dropout:
                customer.stopped = True
                return
            clock += rng.expovariate(per_unit)

    def _order(self, rng, customer, day, first):
        moment = office_moment if customer.is_company else evening_moment
        channel = weighted(rng, CHANNELS["trade" if customer.is_company else "home"])
        recent = (self.end - day).days < 21
        state = "cancel" if rng.random() < 0.035 else "sent" if recent and rng.random() < 0.35 else "sale"
        arrives = day + timedelta(days=rng.randint(2, 9))
        delivered = arrives if state == "sale" and arrives <= self.end else None
        order = Order(customer, day, moment(rng, day, customer.city), state, channel, delivered)
        for sku, quantity in basket(rng, customer, first, self.products).items():
            order.lines.append(self._line(rng, customer, day, sku, quantity))
        return order

    def _line(self, rng, customer, day, sku, quantity):
        product = self.products[sku]
        price = product.price_in(day.year, self.end.year)
        discount = {"key": 8, "growth": 4}.get(customer.segment, 0) if product.kind in ("goods", "serial") else 0
        if rng.random() < 0.06:
            discount += rng.choice((3, 5, 10))
        rate = product.tax if customer.market == "CN" else 0
        untaxed = share(quantity * price, 100 - discount)
        return Line(sku, quantity, price, discount, rate, untaxed, share(untaxed, rate))


def basket(rng, customer, first, products):
    """{sku: quantity} of one order: what the customer came for, and what belongs to it."""
    home = customer.industry == "home"
    wish = (
        {"machine": 62, "supplies": 30, "care": 0, "learning": 8}
        if first
        else {"machine": 9, "supplies": 64, "care": 17, "learning": 10}
    )
    want = weighted(rng, wish)
    table = {
        "machine": MACHINES[customer.industry],
        "supplies": SUPPLIES[customer.industry],
        "care": CARE,
        "learning": LEARNING["home" if home else "trade"],
    }[want]
    wanted = [weighted(rng, table)]
    if want == "supplies":
        wanted += [weighted(rng, table) for _ in range(rng.choice((1, 1, 2, 3)))]
    elif not first and rng.random() < 0.55:
        wanted.append(weighted(rng, SUPPLIES[customer.industry]))
    goods = {}
    for sku in wanted:
        _put(rng, goods, sku, customer, products)
        for partner, chance in BUNDLES.get(sku, ()):
            if rng.random() < chance:
                _put(rng, goods, partner, customer, products)
    return goods


def _put(rng, goods, sku, customer, products):
    if sku in goods:
        return
    product = products[sku]
    if product.kind == "goods":
        mean = BULK.get(product.unit, 1.0) * (customer.size if customer.is_company else 0.4)
        goods[sku] = max(1, round(rng.lognormvariate(0, 0.5) * mean))
    elif product.kind == "serial" and customer.size > 1.6:
        goods[sku] = 1 + int(clamp(rng.expovariate(1.2 / customer.size), 0, 14))
    else:
        goods[sku] = 1 + (sku == "SV-106") * rng.randint(0, 4)


def numbered(customers):
    """All orders in order of time, with their ids and those of their lines."""
    orders = sorted((order for one in customers for order in one.orders), key=lambda o: (o.moment, o.customer.index))
    lines = 0
    for number, order in enumerate(orders, 1):
        order.id = f"order_{number:06d}"
        for line in order.lines:
            lines += 1
            line.id = f"order_line_{lines:07d}"
    return orders


def write_orders(folder, orders, products):
    """orders.csv and order_lines.csv; returns {file: rows}."""
    head = (
        "order_id customer_id salesperson_id ordered_at state channel currency payment_term_days "
        "delivered_on amount_untaxed "
        "amount_tax amount_total"
    )
    detail = "order_line_id order_id product_id quantity unit_price discount_percent tax_rate amount_untaxed amount_tax"
    with Table(folder, "orders", head) as table, Table(folder, "order_lines", detail) as rows:
        for order in orders:
            one, untaxed, tax = order.customer, order.untaxed, order.tax
            term = TERMS[one.payer] if one.is_company else 0
            table.add(
                order.id,
                one.id,
                one.salesperson,
                order.moment,
                order.state,
                order.channel,
                "CNY",
                term,
                order.delivered,
                cents(untaxed),
                cents(tax),
                cents(untaxed + tax),
            )
            for line in order.lines:
                rows.add(
                    line.id,
                    order.id,
                    products[line.sku].id,
                    line.quantity,
                    cents(line.price),
                    line.discount,
                    line.rate,
                    cents(line.untaxed),
                    cents(line.tax),
                )
        return {"orders": table.rows, "order_lines": rows.rows}


def write_truth(folder, customers):
    """customer_truth.csv: what no company knows, to measure estimates against."""
    columns = "customer_id orders_per_year dropout_probability stopped last_order_on orders"
    with Table(folder, "customer_truth", columns) as table:
        for one in customers:
            last = one.orders[-1].day if one.orders else None
            table.add(one.id, f"{one.rate:.4f}", f"{one.dropout:.4f}", one.stopped, last, len(one.orders))
        return table.rows
