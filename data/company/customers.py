"""Who the customers are: companies and people, where they live, how they speak and how they buy."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from .dice import clamp, dice, poisson, weighted
from .firms import firm
from .names import latin_person, person, slug
from .people import salesperson_for
from .places import address
from .registers import tax_number
from .table import Table

CITY_WEIGHTS = {"shanghai": 58, "rotterdam": 24, "lyon": 18}
INDUSTRY_WEIGHTS = {"cafe": 36, "restaurant": 18, "hotel": 12, "office": 14, "bakery": 10, "roastery": 4, "retail": 6}
LANGUAGE = {"rotterdam": {"nl_NL": 75, "en_US": 25}, "lyon": {"fr_FR": 85, "en_US": 15}}
# Mean orders per year and mean size of the basket by industry.
APPETITE = {
    "cafe": 4.2,
    "restaurant": 2.9,
    "hotel": 3.1,
    "office": 2.8,
    "bakery": 2.9,
    "roastery": 3.9,
    "retail": 4.8,
    "home": 2.0,
}
SIZE = {
    "cafe": 1.0,
    "restaurant": 1.1,
    "hotel": 2.4,
    "office": 0.9,
    "bakery": 0.9,
    "roastery": 2.2,
    "retail": 4.5,
    "home": 0.35,
}
# share of customers, days of payment behaviour against the due date: (mean, spread), share never paid
PAYERS = {
    "early": (30, -6, 3, 0.0),
    "on_time": (38, 0, 2, 0.0),
    "late": (24, 13, 7, 0.01),
    "very_late": (8, 42, 18, 0.16),
}
BUYING_ROLES = {"decision_maker": 38, "influencer": 24, "user": 30, "blocker": 8}
JOBS = {
    "decision_maker": ("Owner", "总经理"),
    "influencer": ("Purchasing", "采购主管"),
    "user": ("Head barista", "咖啡师主管"),
    "blocker": ("Finance", "财务主管"),
}


@dataclass(slots=True, eq=False)
class Customer:
    """One customer. `rate` is orders per year while active, `dropout` the chance to stop after an order.

    `size` scales quantities. `orders` is filled by the sale, `stopped` says that the last order was the last for good.
    """

    id: str
    index: int
    city: str
    industry: str
    name: str
    name_zh: str | None
    given: str
    address: dict
    language: str
    salesperson: str
    since: date
    rate: float
    dropout: float
    size: float
    payer: str
    phone: str = ""
    mobile: str = ""
    email: str = ""
    vat: str | None = None
    parent: str | None = None
    segment: str = ""
    birthday: date | None = None
    email_ok: bool = True
    phone_ok: bool = True
    prospect: bool = False
    stopped: bool = False
    quits_after: float = 1.0
    orders: list = field(default_factory=list)
    assets: list = field(default_factory=list)

    @property
    def is_company(self):
        return self.industry != "home"

    @property
    def market(self):
        return "CN" if self.city == "shanghai" else "EU"

    def active_on(self, day):
        """False once the customer has stopped buying; interest in us fades some weeks before and after."""
        return not (self.stopped and self.orders) or day <= self.orders[-1].day + timedelta(days=21)


def birthday(rng, youngest, oldest, year):
    return date(year - rng.randint(youngest, oldest), rng.randint(1, 12), rng.randint(1, 28))


def customer_since(rng, start, end):
    """Half were customers before the history starts; the others arrive over it, a little more towards the end."""
    if rng.random() < 0.42:
        return start - timedelta(days=1 + int(rng.random() ** 1.6 * 1600))
    return start + timedelta(days=int(rng.random() ** 0.85 * ((end - start).days - 3)))


def segment(rate, size):
    weight = rate * size
    return "key" if weight > 9 else "growth" if weight > 3.2 else "standard" if weight > 0.8 else "small"


class Population:
    """Makes the customers one by one and remembers the counters that keep names and numbers unique."""

    def __init__(self, seed, start, end, phones):
        self.seed, self.start, self.end, self.phones = seed, start, end, phones
        self.firms = {}
        self.heads = {}
        self.mails = {}
        self.domains = set()

    def customer(self, index):
        """The `index`-th customer (from 0); the same for every scale."""
        rng = dice(self.seed, "customer", index)
        city = weighted(rng, CITY_WEIGHTS)
        industry = weighted(rng, INDUSTRY_WEIGHTS) if rng.random() < 0.62 else "home"
        foreigner = city == "shanghai" and industry == "home" and rng.random() < 0.08
        place = address(rng, city, chinese=not foreigner, home=industry == "home")
        who = latin_person(rng, "abroad") if foreigner else person(rng, city)
        language = "en_US" if foreigner else weighted(rng, LANGUAGE.get(city, {"zh_CN": 1}))
        one = Customer(
            id=f"customer_{index + 1:05d}",
            index=index,
            city=city,
            industry=industry,
            name=who["name"],
            name_zh=who["name_zh"],
            given=who["given"],
            address=place,
            language=language,
            salesperson=salesperson_for(rng, city),
            since=customer_since(rng, self.start, self.end),
            rate=clamp(rng.gammavariate(0.9, APPETITE[industry] / 0.83), 0.05, 26.0),
            dropout=rng.betavariate(0.9, 4.0),
            size=SIZE[industry] * rng.lognormvariate(-0.25, 0.75),
            payer=weighted(rng, {kind: row[0] for kind, row in PAYERS.items()}) if industry != "home" else "on_time",
            prospect=rng.random() < 0.06,
            quits_after=rng.random(),
        )
        one.segment = segment(one.rate, one.size)
        one.email_ok, one.phone_ok = rng.random() < 0.82, rng.random() < 0.74
        self._identify(rng, one, who, place)
        return one

    def _identify(self, rng, one, who, place):
        """Name, e-mail, phones and tax number; companies and people differ in all four."""
        if one.industry == "home":
            one.mobile = self.phones.number(one.city, True)
            one.birthday = birthday(rng, 19, 68, self.end.year)
            one.email = self._mail(
                f"{slug(who['given'])}.{slug(who['family'])}", f"example.{rng.choice(('com', 'org', 'net'))}"
            )
            return
        one.phone = self.phones.number(one.city, False)
        one.vat = tax_number(one.city, one.index)
        head = self.heads.get((one.city, one.industry))
        if head and rng.random() < 0.09:
            self._as_branch(one, head, place)
            return
        number = self.firms[one.city] = self.firms.get(one.city, -1) + 1
        made = firm(rng, one.city, number, one.industry, place["area"])
        one.name, one.name_zh, domain = made["name"], made["name_zh"], made["domain"]
        if domain in self.domains:  # two brands can be written alike in pinyin
            domain = f"{one.index}-{domain}"
        self.domains.add(domain)
        one.email = f"{'info' if one.city != 'lyon' else 'contact'}@{domain}"
        if one.size > 1.0:
            self.heads[one.city, one.industry] = one

    def _as_branch(self, one, head, place):
        """A second shop of an earlier company; an honest look-alike for those who hunt duplicates."""
        one.parent = head.id
        if one.city == "shanghai":
            district = place["street"].split("区")[0].replace("浦东新", "浦东")
            one.name_zh = f"{head.name_zh}{district}分公司"
            one.name = f"{head.name} {place['area'].split()[0]} Branch"
        else:
            one.name, one.name_zh = f"{head.name} – {place['area']}", None
        domain = head.email.split("@")[1]
        one.email = self._mail(slug(place["area"].replace("District", "").replace("New Area", "")), domain)

    def _mail(self, local, domain):
        count = self.mails[local, domain] = self.mails.get((local, domain), 0) + 1
        return f"{local}{'' if count == 1 else count}@{domain}"


CUSTOMER_COLUMNS = (
    "customer_id is_company name name_zh parent_id street street2 city zip country lat lon phone mobile email vat "
    "language salesperson_id customer_since industry segment birthday email_consent phone_consent payment_behaviour"
)


def customer_row(one):
    at = one.address
    return [
        one.id,
        one.is_company,
        one.name,
        one.name_zh,
        one.parent,
        at["street"],
        at["street2"],
        at["city"],
        at["zip"],
        at["country"],
        at["lat"],
        at["lon"],
        one.phone,
        one.mobile,
        one.email,
        one.vat,
        one.language,
        one.salesperson,
        one.since,
        one.industry,
        one.segment,
        one.birthday,
        one.email_ok,
        one.phone_ok,
        one.payer,
    ]


def write_customers(folder, customers):
    with Table(folder, "customers", CUSTOMER_COLUMNS) as table:
        for one in customers:
            table.add(*customer_row(one))
        return table.rows


def write_contacts(folder, seed, customers, phones, year):
    """One to four people in each company, the first of them always able to decide."""
    columns = (
        "contact_id customer_id name name_zh job_title buying_role "
        "email mobile language birthday email_consent phone_consent"
    )
    with Table(folder, "contacts", columns) as table:
        for one in (one for one in customers if one.is_company):
            rng, seen = dice(seed, "contacts", one.index), set()
            for number in range(1 + min(poisson(rng, 0.75), 3)):
                who = person(rng, one.city)
                role = weighted(rng, BUYING_ROLES) if number else "decision_maker"
                local = f"{slug(who['given'])}.{slug(who['family'])}"
                local = f"{local}{number + 1}" if local in seen else local
                seen.add(local)
                born = birthday(rng, 22, 61, year) if rng.random() < 0.7 else None
                table.add(
                    f"contact_{table.rows + 1:05d}",
                    one.id,
                    who["name"],
                    who["name_zh"],
                    JOBS[role][one.language == "zh_CN"],
                    role,
                    f"{local}@{one.email.split('@')[1]}",
                    phones.number(one.city, True),
                    one.language,
                    born,
                    rng.random() < 0.8,
                    rng.random() < 0.7,
                )
        return table.rows
