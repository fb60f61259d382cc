"""The company itself, its twelve staff, its skills and its technicians."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from .dice import dice
from .names import person, slug
from .places import CITIES, address
from .registers import CREW_FROM, PhoneBook, uscc
from .table import Table

# name | Chinese name | role | city | language | birthday
STAFF = """
Shen Jiayi|沈佳怡|manager|shanghai|zh_CN|1979-04-18
Lu Zhiqiang|陆志强|salesperson|shanghai|zh_CN|1986-09-02
Zhou Mengting|周梦婷|salesperson|shanghai|zh_CN|1991-12-11
Gu Wenbin|顾文斌|salesperson|shanghai|zh_CN|1988-03-27
Marloes Dekker||salesperson|rotterdam|nl_NL|1984-07-15
Julien Fontaine||salesperson|lyon|fr_FR|1990-02-06
Qian Yawen|钱雅雯|service|shanghai|zh_CN|1983-10-30
Xu Haifeng|徐海峰|dispatcher|shanghai|zh_CN|1992-05-21
Jiang Liping|蒋丽萍|finance|shanghai|zh_CN|1976-01-09
Chloé Garnier||marketing|lyon|fr_FR|1993-08-24
Tang Yuqing|唐雨晴|call agent|shanghai|zh_CN|1997-06-13
Thijs van Vliet||support|rotterdam|nl_NL|1995-11-03
"""
SKILLS = (
    ("skill_espresso", "Espresso machines", "半自动咖啡机维修"),
    ("skill_automatic", "Automatic coffee machines", "全自动咖啡机维修"),
    ("skill_grinder", "Grinders and calibration", "磨豆机维修与校准"),
    ("skill_brewer", "Batch brewers and hot water", "滴滤机与开水机维修"),
    ("skill_water", "Water treatment", "水处理设备"),
    ("skill_cooling", "Cooling and refrigerant work", "制冷设备（含冷媒操作）"),
    ("skill_install", "Installation, water and power", "安装与水电接驳"),
    ("skill_training", "Training of staff on site", "现场培训"),
)
SKILL_OF = {"EM-3": "automatic", "EM": "espresso", "GR": "grinder", "BB": "brewer", "HW": "brewer", "WT": "water"}
# The crew of one scale unit: city, working hours (local) and skills besides those everybody has.
CREW = (
    ("shanghai", "08:30-12:00,13:00-17:30", "1-5", "espresso automatic grinder install"),
    ("shanghai", "08:30-12:00,13:00-17:30", "1-5", "espresso grinder brewer water install"),
    ("shanghai", "09:30-13:00,14:00-18:30", "1-5", "automatic water cooling install"),
    ("shanghai", "09:00-12:30,13:30-18:00", "2-6", "espresso automatic grinder brewer training"),
    ("rotterdam", "08:00-12:00,12:30-16:30", "1-5", "espresso automatic grinder water install"),
    ("rotterdam", "08:30-12:00,12:30-17:00", "1-5", "espresso grinder brewer water cooling install"),
    ("lyon", "08:00-12:00,13:30-17:00", "1-5", "espresso automatic grinder water install"),
    ("lyon", "08:30-12:00,13:30-17:30", "1-5", "espresso automatic brewer water cooling install training"),
)


def skill_for(sku):
    """Skill id a repair of `sku` asks for."""
    return f"skill_{SKILL_OF.get(sku[:4]) or SKILL_OF.get(sku[:2], 'cooling')}"


@dataclass(slots=True)
class Technician:
    """`shifts` are two (from, to) pairs in minutes after local midnight; `weekdays` uses Monday = 1."""

    id: str
    city: str
    skills: frozenset
    shifts: tuple
    weekdays: frozenset
    lat: float
    lon: float
    booked_until: object = None


def _minutes(text):
    return tuple(
        tuple(int(h) * 60 + int(m) for h, m in (t.split(":") for t in part.split("-"))) for part in text.split(",")
    )


def technicians(seed, scale):
    """[(Technician, csv row)], eight per scale unit."""
    crew = []
    for number in range(8 * scale):
        city, hours, week, known = CREW[number % 8]
        rng = dice(seed, "technician", number)
        who, home = person(rng, city), address(rng, city, home=True)
        first, last = (int(day) for day in week.split("-"))
        name = f"technician_{number + 1:02d}"
        skills = sorted(f"skill_{skill}" for skill in known.split())
        tech = Technician(
            name, city, frozenset(skills), _minutes(hours), frozenset(range(first, last + 1)), home["lat"], home["lon"]
        )
        mail = f"{slug(who['given'])}.{slug(who['family'])}{number + 1}@huibo.example"
        joined = date(2014 + rng.randrange(10), rng.randint(1, 12), 1)
        row = (
            name, who["name"], who["name_zh"], mail, CITIES[city].name, home["street"], home["zip"], home["country"],
            home["lat"], home["lon"], hours.split(",")[0], hours.split(",")[1], week, " ".join(skills), joined,
        )  # fmt: skip
        crew.append((tech, row))
    return crew


@lru_cache
def staff():
    """({id, name, name_zh, role, city, ...}, ...), always twelve."""
    rows = []
    for number, line in enumerate(STAFF.strip().splitlines(), 1):
        name, name_zh, role, city, language, birthday = line.split("|")
        login = ".".join(slug(part) for part in name.split(" ", 1))
        rows.append(
            {"id": f"staff_{number:02d}", "name": name, "name_zh": name_zh, "login": login, "role": role, "city": city,
             "language": language, "birthday": birthday}
        )  # fmt: skip
    return tuple(rows)


def salesperson_for(rng, city):
    """Staff id of the salesperson who looks after a customer in `city`."""
    team = [row["id"] for row in staff() if row["role"] == "salesperson" and row["city"] == city]
    return rng.choice(team)


def write_people(folder, phones, crew):
    """company.csv, staff.csv, skills.csv, technicians.csv; returns {file: rows}."""
    home = "浦东新区张杨路628号", "12楼", "上海市", "200122", "CN"
    columns = (
        "company_id name name_zh street street2 city zip country lat lon phone email website vat currency tax_goods"
    )
    with Table(folder, "company", columns + " tax_services tax_export languages timezone") as table:
        table.add(
            "company_01", "Huibo Trading and Equipment (Shanghai) Co., Ltd.", "汇泊贸易设备（上海）有限公司", *home,
            31.2298, 121.5205, phones.number("shanghai", False), "info@huibo.example", "https://www.huibo.example",
            uscc(900_001, "310115"), "CNY", 13, 6, 0, "zh_CN en_US nl_NL fr_FR", "Asia/Shanghai",
        )  # fmt: skip
    team = staff()
    with Table(folder, "staff", "staff_id name name_zh login email role city language phone birthday") as table:
        for row in team:
            mail = f"{row['login']}@huibo.example"
            table.add(
                row["id"], row["name"], row["name_zh"], row["login"], mail, row["role"], CITIES[row["city"]].name,
                row["language"], phones.number(row["city"], True), row["birthday"],
            )  # fmt: skip
    with Table(folder, "skills", "skill_id name name_zh") as table:
        for row in SKILLS:
            table.add(*row)
    columns = (
        "technician_id name name_zh email area home_street home_zip country lat lon morning afternoon weekdays skills"
    )
    mobiles = PhoneBook(dict(CREW_FROM))
    with Table(folder, "technicians", columns + " joined_on phone") as table:
        for tech, row in crew:
            table.add(*row, mobiles.number(tech.city, True))
    return {"company": 1, "staff": len(team), "skills": len(SKILLS), "technicians": len(crew)}
