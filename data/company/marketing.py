"""Campaigns, seminars and their seats, and the stream of touchpoints everything else feeds."""

from dataclasses import dataclass
from datetime import date, timedelta

from .days import HISTORY_DAYS, evening_moment, office_moment, spring_festival, utc
from .dice import dice, poisson, weighted
from .places import CITIES
from .table import Table, cents

# name | Chinese name | channel | start month, day (0 = Spring Festival minus `day`) | length days | budget CNY | market
CAMPAIGNS = """
Double 11 stock-up|双十一囤货季|mailing|10|25|21|36000|CN
Winter warmers|冬日暖饮|mailing|11|20|30|18000|EU
New year machine check|新年设备体检|call|1|6|25|12000|all
Spring Festival opening gifts|开工礼|mailing|0|18|14|24000|CN
Terrace season|露台季|mailing|3|20|28|22000|EU
618 beans and cups|618咖啡豆与杯品|mailing|5|28|22|30000|CN
Win back silent customers|老客户回访|call|4|8|30|15000|all
Cold brew summer|夏日冷萃|social|6|25|35|26000|all
Autumn trade fair|秋季行业展|fair|9|10|6|88000|all
Mid-Autumn coffee boxes|中秋咖啡礼盒|mailing|8|28|20|21000|CN
"""
TOPICS = (
    ("Espresso basics for new cafés", "新店意式咖啡入门"), ("Water and your machine", "水质与咖啡机"),
    ("What a cup really costs", "一杯咖啡的真实成本"), ("Latte art evening", "拉花之夜"),
    ("Automatic machines in the office", "办公室全自动咖啡机"), ("Grinder care", "磨豆机保养"),
    ("Tasting: new harvest", "新产季品鉴会"), ("Menu for the summer", "夏季饮品菜单"),
)  # fmt: skip
WEB_PAGES = (
    "EM-101",
    "EM-102",
    "EM-201",
    "EM-202",
    "EM-301",
    "EM-302",
    "GR-101",
    "GR-201",
    "BB-201",
    "WT-201",
    "CR-101",
    "MB-201",
    "MB-101",
)


@dataclass(frozen=True, slots=True)
class Campaign:
    id: str
    name: str
    name_zh: str
    channel: str
    start: date
    end: date
    budget: int
    market: str


def campaigns(start, end):
    """The campaigns that begin inside the history, by start."""
    found = []
    for line in CAMPAIGNS.strip().splitlines():
        name, name_zh, channel, month, day, length, budget, market = line.split("|")
        for year in range(start.year, end.year + 1):
            if month == "0":
                first = spring_festival(year) - timedelta(days=int(day))
            else:
                first = date(year, int(month), int(day))
            if start <= first <= end:
                found.append((first, name, name_zh, channel, int(length), int(budget), market))
    found.sort()
    return [
        Campaign(f"campaign_{n:02d}", f"{name} {first.year}", f"{first.year}年{name_zh}", channel, first,
                 first + timedelta(days=length), budget * 100, market)
        for n, (first, name, name_zh, channel, length, budget, market) in enumerate(found, 1)
    ]  # fmt: skip


def write_campaigns(folder, seed, all_campaigns, end):
    columns = "campaign_id name name_zh channel start_on end_on state market budget actual_cost currency responsible_id"
    with Table(folder, "campaigns", columns) as table:
        for one in all_campaigns:
            spent = one.budget * dice(seed, "campaign cost", one.id).randint(78, 116) // 100
            state = "done" if one.end <= end else "running"
            owner = "staff_11" if one.channel == "call" else "staff_10"
            row = (one.id, one.name, one.name_zh, one.channel, one.start, one.end, state, one.market)
            table.add(*row, cents(one.budget), cents(spent), "CNY", owner)
        return table.rows


class Touchpoints:
    """The file everybody writes to; `external_key` is what makes a replay harmless."""

    def __init__(self, folder):
        columns = (
            "touchpoint_id customer_id occurred_at channel kind "
            "direction product_id campaign_id source_ref external_key"
        )
        self.table = Table(folder, "touchpoints", columns)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.table.__exit__(*error)

    def add(self, customer, moment, channel, kind, direction, product=None, campaign=None, ref=None):
        number = self.table.rows + 1
        self.table.add(
            f"touchpoint_{number:07d}", customer.id, moment, channel, kind, direction, product, campaign, ref,
            f"{channel}:{ref or f'{customer.index}-{number}'}:{kind}",
        )  # fmt: skip


def web_and_mail(seed, customers, all_campaigns, products, start, finish, touch):
    """Browsing before machines are bought, browsing without buying, mailings opened and clicked."""
    mailings = [one for one in all_campaigns if one.channel == "mailing"]
    for one in customers:
        rng = dice(seed, "web", one.index)
        for moment, product in _looked_at(rng, one, products, start, finish):
            touch.add(one, moment, "web", "product_view", "inbound", product=product)
        for mailing in mailings:
            if one.email_ok and one.since <= mailing.start and mailing.market in ("all", one.market):
                _mailing(rng, one, mailing, finish, touch)


def _looked_at(rng, one, products, start, finish):
    """[(moment, product id)] of product pages seen."""
    seen = []
    for order in one.orders:
        for line in order.lines:
            if products[line.sku].kind in ("serial", "course", "membership") and rng.random() < 0.6:
                for _ in range(rng.randint(1, 3)):
                    seen.append((order.day - timedelta(days=rng.randint(1, 21)), line.sku))
    first = max(one.since - timedelta(days=30), start)
    days = (finish.date() - first).days
    lively = 2.6 + min(one.rate, 8) * 0.75
    for _ in range(poisson(rng, lively * days / 365)):
        day = first + timedelta(days=rng.randrange(max(days, 1)))
        if one.active_on(day):
            seen.append((day, rng.choice(WEB_PAGES)))
    moment = office_moment if one.is_company else evening_moment
    rows = ((moment(rng, day, one.city), products[sku].id) for day, sku in seen if day >= start)
    return sorted(row for row in rows if row[0] <= finish)


def _mailing(rng, one, mailing, finish, touch):
    warm = one.active_on(mailing.start)
    if rng.random() > (0.46 if warm else 0.09):
        return
    opened = utc(mailing.start + timedelta(days=rng.choice((0, 0, 0, 1, 2))), rng.gauss(11 * 60, 110), one.city)
    if opened > finish:
        return
    touch.add(one, opened, "mailing", "open", "inbound", campaign=mailing.id, ref=f"{mailing.id}-{one.index}")
    if rng.random() < (0.28 if warm else 0.08):
        clicked = opened + timedelta(seconds=rng.randint(8, 600))
        touch.add(one, clicked, "mailing", "click", "inbound", campaign=mailing.id, ref=f"{mailing.id}-{one.index}")


def seminars(scale, end):
    """[(id, day, city, topic, seats)]: five a half-year and scale unit, half of them in Shanghai; three lie ahead."""
    made = []
    for number in range(20 * scale):
        day = end - timedelta(days=HISTORY_DAYS - 40) + timedelta(days=int(number * 700 / (20 * scale)))
        city = ("shanghai", "rotterdam", "shanghai", "lyon")[number % 4]
        made.append(
            [
                f"seminar_{number + 1:03d}",
                _thursday(day),
                city,
                TOPICS[number % len(TOPICS)],
                24 if city == "shanghai" else 14,
            ]
        )
    for number in range(3):
        made.append([f"seminar_{20 * scale + number + 1:03d}", _thursday(end + timedelta(days=12 + 9 * number)),
                     list(CITIES)[number], TOPICS[number], 20])  # fmt: skip
    return made


def _thursday(day):
    return day + timedelta(days=(3 - day.weekday()) % 7)


def write_seminars(folder, seed, made, customers, finish, touch):
    """seminars.csv and seminar_seats.csv; a customer is invited at most to a few, those nearby and active come."""
    columns = "seminar_id name name_zh city starts_at ends_at seats members_only price cost"
    seats = "seat_id seminar_id customer_id registered_at state channel"
    nearby = {city: [one for one in customers if one.city == city] for city in CITIES}
    with Table(folder, "seminars", columns) as table, Table(folder, "seminar_seats", seats) as rows:
        for number, (name, day, city, topic, room) in enumerate(made):
            rng = dice(seed, "seminar", number)
            begins = utc(day, 14 * 60, city)
            price, cost = rng.choice((0, 0, 12000)), rng.randint(1800, 5200) * 100
            table.add(
                name,
                *topic,
                CITIES[city].name,
                begins,
                begins + timedelta(hours=3),
                room,
                number % 5 == 4,
                cents(price),
                cents(cost),
            )
            for one in rng.sample(nearby[city], min(room * 2, len(nearby[city]))):
                asked = begins - timedelta(days=rng.randint(2, 25), seconds=rng.randint(0, 32_000))
                if asked > finish or one.since > day or not one.active_on(asked.date()) or rng.random() < 0.3:
                    continue
                state = (
                    "registered" if begins > finish else weighted(rng, {"attended": 72, "no_show": 20, "cancelled": 8})
                )
                seat = f"seat_{rows.rows + 1:06d}"
                rows.add(seat, name, one.id, asked, state, weighted(rng, {"web": 50, "mailing": 25, "salesperson": 25}))
                touch.add(one, asked, "event", "register", "inbound", ref=seat)
                if state == "attended":
                    touch.add(one, begins, "event", "attend", "inbound", ref=seat)
                room -= state != "cancelled"
                if room == 0:
                    break
        return {"seminars": table.rows, "seminar_seats": rows.rows}
