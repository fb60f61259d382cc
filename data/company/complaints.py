"""Complaints and their gates, from receipt to follow-up; most come from three products and one carrier."""

from datetime import timedelta

from .days import after_working
from .dice import dice, weighted
from .table import Table, cents

CAUSES = {
    "product_defect": ("The machine failed again although it was repaired.", "机器修过一次，同样的问题又出现了。"),
    "leaking_cups": ("Cups leak at the seam, guests stained their clothes.", "纸杯接缝渗漏，客人衣服都弄脏了。"),
    "late_delivery": (
        "Promised for Monday, came on Thursday, we had to buy elsewhere.",
        "说好周一送到，拖到周四，只好临时去别处买。",
    ),
    "damaged_in_transport": ("Two cartons arrived crushed and wet.", "有两箱到货时压坏了，还是湿的。"),
    "wrong_item": ("What came is not what is on the delivery note.", "送来的东西和送货单上写的对不上。"),
    "invoice_error": ("We were charged the list price in spite of our agreement.", "合同价没有执行，发票按原价开的。"),
    "behaviour": (
        "The technician was an hour late and left the counter dirty.",
        "师傅迟到一个小时，走的时候台面也没收拾。",
    ),
    "misleading_information": (
        "Your salesperson told us something else than what we got.",
        "当初销售说的和实际拿到的不是一回事。",
    ),
}
ORDINARY = {
    "goods": {
        "late_delivery": 38, "damaged_in_transport": 22, "wrong_item": 16, "invoice_error": 14,
        "misleading_information": 10,
    },
    "service": {"behaviour": 55, "invoice_error": 25, "misleading_information": 20},
}  # fmt: skip
# How many times likelier than with an ordinary product; machines are sold seldom, so theirs is higher.
COMPLAINED = {"EM-301": 26.0, "WT-201": 22.0, "CU-102": 10.0}
REMEDIES = {
    "minor": {"apology": 40, "voucher": 32, "points": 18, "replacement": 10},
    "major": {"repair": 34, "replacement": 28, "refund": 24, "voucher": 14},
    "critical": {"replacement": 50, "refund": 50},
}
SHARE_OF_VALUE = {"apology": 0, "voucher": 8, "points": 5, "replacement": 70, "refund": 100, "repair": 15}
# Median working hours from one gate to the next.
GATES = (
    ("acknowledged", 3),
    ("assessed", 9),
    ("investigated", 26),
    ("responded", 14),
    ("communicated", 4),
    ("closed", 30),
)


def _risk(line, order):
    """Chance that this order line brings a complaint; unhappy customers are likelier to leave afterwards."""
    last = order.customer.stopped and order is order.customer.orders[-1]
    return 0.016 * COMPLAINED.get(line.sku, 1.0) * (2.5 if last else 1.0)


def _cause(rng, sku, kind):
    if sku == "CU-102" and rng.random() < 0.8:
        return "leaking_cups"
    if kind == "serial" and rng.random() < (0.85 if sku in COMPLAINED else 0.5):
        return "product_defect"
    return weighted(rng, ORDINARY["goods" if kind in ("goods", "serial") else "service"])


def complaints_of(seed, orders, products, finish):
    """Rows without ids: (received, order, line, facts), in order of receipt."""
    rows = []
    for order in (order for order in orders if order.delivered):
        rng = dice(seed, "complaints", order.customer.index, order.customer.orders.index(order))
        for line in order.lines:
            if rng.random() >= _risk(line, order):
                continue
            cause = _cause(rng, line.sku, products[line.sku].kind)
            weeks = rng.expovariate(1 / 8) if cause == "product_defect" else rng.random()
            received = order.moment + timedelta(days=(order.delivered - order.day).days + weeks * 7)
            if received <= finish:
                rows.append((received.replace(microsecond=0), order, line, _facts(rng, cause, line)))
    return sorted(rows, key=lambda row: (row[0], row[1].id))


def _facts(rng, cause, line):
    weights = (
        {"minor": 55, "major": 40, "critical": 5}
        if cause in ("product_defect", "leaking_cups")
        else {"minor": 72, "major": 28}
    )
    severity = weighted(rng, weights)
    malicious = rng.random() < 0.09
    remedy = "none" if malicious else weighted(rng, REMEDIES[severity])
    return {
        "cause": cause, "severity": severity, "remedy": remedy,
        "safety": cause == "product_defect" and (severity == "critical" or rng.random() < 0.08),
        "channel": rng.choice(("phone", "phone", "email", "portal", "web_form")),
        "intent": "malicious" if malicious else "good_faith",
        "slow": rng.lognormvariate(0, 0.6), "cost": line.untaxed * SHARE_OF_VALUE.get(remedy, 0) // 100,
        "satisfied": rng.choice((1, 2)) if malicious else rng.choice((2, 3, 4, 4, 5)), "follow": rng.randint(20, 40),
    }  # fmt: skip


def write_complaints(folder, rows, products, finish):
    """complaints.csv: one row with the time of every gate, empty where the gate is still ahead."""
    columns = (
        "complaint_id customer_id order_id order_line_id product_id channel language description cause severity safety "
        "true_intent remedy remedy_cost state received_at acknowledged_at assessed_at investigated_at responded_at "
        "communicated_at closed_at followed_up_at satisfaction"
    )
    with Table(folder, "complaints", columns) as table:
        for number, (received, order, line, facts) in enumerate(rows, 1):
            moment, gates = received, []
            for _gate, hours in GATES:
                moment = after_working(moment, hours * 60 * facts["slow"], order.customer.city)
                gates.append(moment if moment <= finish else None)
            follow = moment + timedelta(days=facts["follow"])
            gates.append(follow if gates[-1] and follow <= finish else None)
            names = ["acknowledged", "assessed", "investigated", "responded", "communicated", "closed", "followed_up"]
            reached = [name for name, at in zip(names, gates, strict=True) if at]
            one, done = order.customer, gates[3] is not None
            table.add(
                f"complaint_{number:05d}", one.id, order.id, line.id, products[line.sku].id, facts["channel"],
                "zh_CN" if one.language == "zh_CN" else "en_US", CAUSES[facts["cause"]][one.language == "zh_CN"],
                facts["cause"], facts["severity"], facts["safety"], facts["intent"], facts["remedy"] if done else None,
                cents(facts["cost"]) if done else None, reached[-1] if reached else "received", received, *gates,
                facts["satisfied"] if gates[5] else None,
            )  # fmt: skip
        return table.rows
