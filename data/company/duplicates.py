"""Dirty copies of customers with the label of what went wrong, and look-alikes that are not copies."""

from datetime import timedelta

from .customers import CUSTOMER_COLUMNS, customer_row
from .dice import dice, weighted
from .names import latin_person, person, slug
from .people import salesperson_for
from .places import address
from .registers import tax_number
from .table import Table

SHARE = 0.2
KINDS = {
    "typo": 20,
    "swapped_name": 12,
    "moved_address": 14,
    "pinyin": 16,
    "phone_format": 14,
    "company_suffix": 14,
    "several": 10,
}
COLUMN = {name: place for place, name in enumerate(CUSTOMER_COLUMNS.split())}
SUFFIXES = (
    (" Co., Ltd.", (" Co Ltd", " Company Limited", " Co.,Ltd", " Ltd.")),
    (" B.V.", (" BV", " b.v.", "")),
    (" V.O.F.", (" VOF", "")),
    (" SARL", (" S.A.R.L.", " sarl", "")),
    (" SAS", (" S.A.S.", "")),
    (" EURL", (" E.U.R.L.", "")),
)


def typo(rng, text):
    """One slip of the finger in a word of Latin letters: doubled, dropped, or two letters changed places.

    >>> typo(dice(3, "doc"), "Jansen") != "Jansen"
    True
    """
    spots = [
        n
        for n in range(1, len(text) - 1)
        if text[n - 1 : n + 2].isalpha() and text[n : n + 2].islower() and text[n] != text[n + 1]
    ]
    if not spots:
        return f"{text}e"
    n = rng.choice(spots)
    return rng.choice(
        (text[:n] + text[n] + text[n:], text[:n] + text[n + 1 :], text[:n] + text[n + 1] + text[n] + text[n + 2 :])
    )


# Characters people really mix up when typing: same sound or same shape.
CONFUSED = {
    "佳": "嘉",
    "嘉": "佳",
    "文": "雯",
    "雯": "文",
    "晓": "小",
    "静": "靖",
    "琳": "林",
    "林": "琳",
    "怡": "宜",
    "宜": "怡",
    "和": "禾",
    "禾": "和",
    "源": "原",
    "原": "源",
    "云": "芸",
    "丽": "莉",
    "明": "鸣",
    "建": "健",
    "伟": "玮",
    "志": "智",
    "悦": "月",
    "泰": "太",
    "诚": "成",
    "成": "诚",
    "海": "河",
    "青": "清",
    "清": "青",
    "鹏": "朋",
    "俊": "峻",
    "颖": "颍",
}


def _typo(rng, one, row):
    name_zh = row[COLUMN["name_zh"]]
    head = len("上海") if one.is_company and name_zh and name_zh.startswith("上海") else 1
    spots = [n for n in range(head, len(name_zh or "")) if name_zh[n] in CONFUSED]
    if spots:
        n = rng.choice(spots)
        row[COLUMN["name_zh"]] = name_zh[:n] + CONFUSED[name_zh[n]] + name_zh[n + 1 :]
        return
    head = row[COLUMN["name"]].removeprefix("Shanghai ")
    row[COLUMN["name"]] = row[COLUMN["name"]][: -len(head)] + typo(rng, head)


def _swapped(_rng, one, row):
    """Surname and given name in the wrong fields; a Dutch tussenvoegsel goes with the surname."""
    given, _space, rest = row[COLUMN["name"]].partition(" ")
    row[COLUMN["name"]] = f"{rest} {given}"
    if one.name_zh:
        row[COLUMN["name_zh"]] = None


def _moved(rng, one, row):
    place = address(rng, one.city, chinese=one.language == "zh_CN", home=not one.is_company)
    for name in ("street", "street2", "zip", "lat", "lon"):
        row[COLUMN[name]] = place[name]


def _pinyin(_rng, one, row):
    """The clerk's keyboard had no Chinese: the name only in Latin letters, the address too."""
    row[COLUMN["name_zh"]] = None
    row[COLUMN["street"]], row[COLUMN["street2"]] = one.address["street_latin"], ""
    row[COLUMN["city"]] = "Shanghai"
    row[COLUMN["language"]] = "en_US"


def _phone(rng, one, row):
    """The same number as it is written at home, with spaces, zeros or dashes."""
    for name in ("phone", "mobile"):
        if number := row[COLUMN[name]]:
            row[COLUMN[name]] = local_phone(rng, number)
    row[COLUMN["email"]] = ""


def local_phone(rng, number):
    """Another way to write an E.164 number; digits stay the same apart from the country code."""
    if number.startswith("+8621"):
        return rng.choice((f"021-{number[5:]}", f"(021) {number[5:9]} {number[9:]}", f"0086 21 {number[5:]}"))
    if number.startswith("+86"):
        return rng.choice((number[3:], f"{number[3:6]} {number[6:10]} {number[10:]}", f"0086-{number[3:]}"))
    if number.startswith("+3110"):
        return rng.choice(
            (f"010-{number[5:]}", f"010 {number[5:8]} {number[8:10]} {number[10:]}", f"0031 10 {number[5:]}")
        )
    if number.startswith("+316"):
        return rng.choice((f"06-{number[4:]}", f"06 {number[4:8]} {number[8:]}", f"+31 (0)6 {number[4:]}"))
    rest = number[3:]
    pairs = " ".join(f"0{rest}"[n : n + 2] for n in range(0, 10, 2))
    return rng.choice((pairs, pairs.replace(" ", "."), f"+33 (0){rest[0]} {rest[1:]}"))


def _suffix(rng, one, row):
    name, name_zh = row[COLUMN["name"]], row[COLUMN["name_zh"]]
    for suffix, variants in SUFFIXES:
        if name.endswith(suffix):
            row[COLUMN["name"]] = name[: -len(suffix)] + rng.choice(variants)
            break
    else:
        row[COLUMN["name"]] = name.upper()
    if name_zh:
        short = name_zh.removesuffix("有限公司")
        row[COLUMN["name_zh"]] = rng.choice(
            (short, f"{short}有限责任公司", short.replace("上海", "", 1).replace("（）", ""))
        )


SPOIL = {
    "typo": (_typo,),
    "swapped_name": (_swapped,),
    "moved_address": (_moved,),
    "pinyin": (_pinyin,),
    "phone_format": (_phone,),
    "company_suffix": (_suffix,),
    "several": (_typo, _phone, _moved),
}


def _kind(rng, one):
    """A kind of error this customer can suffer: only people swap names, only companies have a suffix."""
    weights = dict(KINDS)
    weights.pop("swapped_name" if one.is_company else "company_suffix")
    if not one.name_zh:
        weights.pop("pinyin")
    return weighted(rng, weights)


def dirty_copy(rng, one, kind):
    """A customer row with the mistake; what a second clerk would not know is left out."""
    row = customer_row(one)
    for spoil in SPOIL[kind]:
        spoil(rng, one, row)
    if rng.random() < 0.5:
        row[COLUMN["email"]] = ""
    if rng.random() < 0.6:
        row[COLUMN["vat"]] = None
    if kind == "moved_address" and rng.random() < 0.3:
        row[COLUMN["phone"]] = row[COLUMN["mobile"]] = ""
        row[COLUMN["email"]] = one.email
    row[COLUMN["birthday"]] = None
    return row


def lookalike(rng, one, kind, phones):
    """A row that resembles the customer and is somebody else."""
    row, home = customer_row(one), not one.is_company
    place = address(rng, one.city, chinese=one.language == "zh_CN", home=home)
    if kind == "same_household":
        who = person(rng, one.city) if one.language != "en_US" else latin_person(rng, "abroad")
        family = one.name.split()[0] if one.name_zh else one.name.split(" ", 1)[1]
        row[COLUMN["name"]] = f"{family} {who['given']}" if one.name_zh else f"{who['given']} {family}"
        row[COLUMN["name_zh"]] = one.name_zh[0] + who["name_zh"][1:] if one.name_zh else None
        row[COLUMN["email"]] = f"{slug(who['given'])}.{slug(family)}.{one.index}@example.net"
    else:
        for name in ("street", "street2", "zip", "lat", "lon"):
            row[COLUMN[name]] = place[name]
        row[COLUMN["email"]] = f"hello{one.index}@{'example.org' if home else 'shop' + str(one.index) + '.example'}"
    row[COLUMN["phone"]] = "" if home else phones.number(one.city, False)
    row[COLUMN["mobile"]] = phones.number(one.city, True) if home else ""
    row[COLUMN["birthday"]] = None
    if kind == "sister_company":
        row[COLUMN["vat"]] = tax_number(one.city, one.index + 500_000)
        row[COLUMN["name"]] = one.name.replace("Shanghai ", "Shanghai New ") if one.name_zh else f"{one.name} II"
        row[COLUMN["name_zh"]] = one.name_zh.replace("上海", "上海新", 1) if one.name_zh else None
    return row


def _forget(rng, one, row, end):
    """What we know about a customer must not give the copy away: it was entered later, by somebody else."""
    for name in ("parent_id", "segment", "payment_behaviour"):
        row[COLUMN[name]] = None
    row[COLUMN["customer_since"]] = one.since + timedelta(days=rng.randint(0, (end - one.since).days))
    row[COLUMN["salesperson_id"]] = salesperson_for(rng, one.city)
    row[COLUMN["email_consent"]], row[COLUMN["phone_consent"]] = rng.random() < 0.82, rng.random() < 0.74


def write_duplicates(folder, seed, customers, phones, end):
    """dirty_customers.csv (customer columns, ids of their own) and duplicates.csv (the labels)."""
    labels = "pair_id customer_id dirty_customer_id is_duplicate kind"
    with Table(folder, "dirty_customers", CUSTOMER_COLUMNS) as table, Table(folder, "duplicates", labels) as pairs:
        for one in customers:
            rng = dice(seed, "duplicate", one.index)
            chance = rng.random()
            if chance >= SHARE:
                continue
            copy = chance < SHARE * 0.78
            if copy:
                kind = _kind(rng, one)
                row = dirty_copy(rng, one, kind)
            else:
                kind = "sister_company" if one.is_company else rng.choice(("same_name", "same_household"))
                row = lookalike(rng, one, kind, phones)
            number = table.rows + 1
            row[0] = f"dirty_customer_{number:05d}"
            _forget(rng, one, row, end)
            table.add(*row)
            pairs.add(f"pair_{number:05d}", one.id, row[0], copy, kind)
        return {"dirty_customers": table.rows, "duplicates": pairs.rows}
