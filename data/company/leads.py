"""Leads: those that became customers, those that did not, those still open."""

from datetime import timedelta

from .days import after_working, office_moment
from .dice import dice, weighted
from .firms import firm
from .names import person, slug
from .people import salesperson_for
from .table import Table, cents

# source: (share, chance to be won). A seminar guest is worth twice a web form; that is meant to be found.
SOURCES = {
    "web_form": (30, 0.22),
    "seminar": (16, 0.46),
    "referral": (13, 0.52),
    "call_campaign": (15, 0.18),
    "mailing": (12, 0.25),
    "fair": (10, 0.30),
    "service": (4, 0.60),
}
LOST = {"price": 34, "no answer": 24, "bought elsewhere": 20, "no budget": 14, "opening postponed": 8}
STAGES = ("new", "qualified", "proposition", "negotiation")
# Chance that a lead that will be lost gets past this stage.
SURVIVES = (0.62, 0.66, 0.48, 0.0)
INTEREST = {"EM-202": 24, "EM-201": 22, "EM-301": 18, "EM-302": 10, "BB-202": 8, "WT-202": 6, "CR-101": 6, "EM-102": 6}
LOST_PER_CUSTOMER = 0.8
COLUMNS = (
    "lead_id name company_name contact_name email phone city customer_id salesperson_id source campaign_id "
    "product_id stage "
    "expected_revenue probability created_at first_response_at qualified_at proposition_at negotiation_at "
    "closed_at lost_reason "
    "order_id language"
)


def _times(rng, city, created, reached, slow):
    """[first answer, qualified, proposition, negotiation, closed]; None beyond the stage reached (0 to 4)."""
    answer = after_working(created, rng.lognormvariate(4.6, 1.1) * slow, city)
    times, moment = [answer], answer
    for stage, hours in enumerate((14, 32, 40, 38), 1):
        moment = after_working(moment, rng.lognormvariate(0, 0.7) * hours * 60 * slow, city)
        times.append(moment if stage <= reached else None)
    return times


def _source(rng, won):
    return weighted(rng, {key: part * (chance if won else 1 - chance) for key, (part, chance) in SOURCES.items()})


def won_leads(seed, customers, start):
    """Half of the first orders of new customers began as a lead; the dates run backwards from the order."""
    for one in customers:
        rng = dice(seed, "won lead", one.index)
        order = next((order for order in one.orders if order.state == "sale"), None)
        if not order or one.since < start + timedelta(days=45) or rng.random() > (0.85 if one.is_company else 0.35):
            continue
        days = sorted(rng.sample(range(2, 45), 4), reverse=True)
        moments = [office_moment(rng, order.day - timedelta(days=day), one.city) for day in days]
        answer = after_working(moments[0], rng.lognormvariate(4.0, 1.0), one.city)
        times = [min(answer, moments[1]), *moments[1:], order.moment]
        expected = order.untaxed * rng.randint(80, 130) // 100
        yield _row(rng, one, moments[0], times, 4, "won", expected, None, order.id, order.lines[0].sku)


def _row(rng, one, created, times, reached, stage, expected, lost, order, sku):
    return {
        "created": created,
        "times": times,
        "stage": stage,
        "expected": expected,
        "lost": lost,
        "order": order,
        "sku": sku,
        "source": _source(rng, stage == "won"),
        "reached": reached,
        "city": one.city,
        "customer": one.id,
        "salesperson": one.salesperson,
        "language": one.language,
        "company": one.name_zh or one.name if one.is_company else "",
        "contact": one.name_zh or one.name if not one.is_company else "",
        "email": one.email,
        "phone": one.phone or one.mobile,
    }


def other_leads(seed, customers, products, finish, start, phones):
    """Lost and open leads, of strangers and of present customers."""
    days = (finish.date() - start).days
    for number in range(int(len(customers) * LOST_PER_CUSTOMER)):
        rng = dice(seed, "other lead", number)
        one = customers[rng.randrange(len(customers))]
        created = office_moment(rng, start + timedelta(days=rng.randrange(days)), one.city)
        sku = weighted(rng, INTEREST)
        expected = round(products[sku].price * rng.uniform(0.9, 2.2) / 10000) * 10000
        reached = next(stage for stage, chance in enumerate(SURVIVES) if rng.random() >= chance)
        # A lost lead waited longer for its first answer: the response clock is meant to see it.
        times = _times(rng, one.city, created, reached, slow=2.2)
        closed = after_working(max(time for time in times if time), rng.lognormvariate(0, 0.6) * 10_000, one.city)
        is_open = closed > finish
        stage = STAGES[sum(1 for time in times[1:4] if time and time <= finish)] if is_open else "lost"
        times = [time if time and time <= finish else None for time in times[:4]] + [None if is_open else closed]
        row = _row(
            rng, one, created, times, reached, stage, expected, None if is_open else weighted(rng, LOST), None, sku
        )
        if rng.random() < 0.75:
            row |= _stranger(rng, one, number, phones)
        yield row


def _stranger(rng, one, number, phones):
    """Name and numbers of somebody who is not a customer (yet)."""
    who = person(rng, one.city)
    made = firm(
        rng, one.city, 5000 + number, rng.choice(("cafe", "restaurant", "office", "hotel")), one.address["area"]
    )
    return {
        "customer": None,
        "company": made["name_zh"] or made["name"],
        "contact": who["name_zh"] or who["name"],
        "email": f"{slug(who['given'])}@{made['domain']}",
        "phone": phones.number(one.city, True),
        "salesperson": salesperson_for(rng, one.city),
        "language": one.language,
    }


def write_leads(folder, seed, rows, all_campaigns, products):
    """leads.csv in order of creation; `rows` are the dictionaries made above."""
    rows = sorted(rows, key=lambda row: (row["created"], row["email"]))
    chance = {"new": 10, "qualified": 25, "proposition": 45, "negotiation": 70, "won": 100, "lost": 0}
    with Table(folder, "leads", COLUMNS) as table:
        for number, row in enumerate(rows, 1):
            rng = dice(seed, "lead campaign", number)
            kind = {"mailing": "mailing", "call_campaign": "call", "fair": "fair"}.get(row["source"])
            day = row["created"].date()
            running = [
                c.id for c in all_campaigns if c.channel == kind and c.start <= day <= c.end + timedelta(days=60)
            ]
            product = products[row["sku"]]
            title = product.name_zh if row["language"] == "zh_CN" else product.name
            table.add(
                f"lead_{number:05d}",
                title,
                row["company"],
                row["contact"],
                row["email"],
                row["phone"],
                row["city"].title(),
                row["customer"],
                row["salesperson"],
                row["source"],
                rng.choice(running) if running else None,
                product.id,
                row["stage"],
                cents(row["expected"]),
                chance[row["stage"]],
                row["created"],
                *row["times"],
                row["lost"],
                row["order"],
                row["language"],
            )
        return table.rows
