"""Addresses with coordinates in three cities. Coordinates are WGS84 degrees, a few hundred metres exact."""

# ruff: noqa: E501 -- a table is easier to read with one entry a line

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt


@dataclass(frozen=True, slots=True)
class City:
    key: str
    name: str
    name_local: str
    country: str
    lat: float
    lon: float
    radius_km: float


CITIES = {
    "shanghai": City("shanghai", "Shanghai", "上海市", "CN", 31.2304, 121.4737, 25.0),
    "rotterdam": City("rotterdam", "Rotterdam", "Rotterdam", "NL", 51.9225, 4.4792, 12.0),
    "lyon": City("lyon", "Lyon", "Lyon", "FR", 45.7578, 4.8320, 9.0),
}

# district | zip | lat | lon | streets (characters = pinyin)
SHANGHAI = """
黄浦区=Huangpu District|200001|31.2335|121.4840|南京东路=Nanjing East Road;福州路=Fuzhou Road;西藏中路=Middle Xizang Road;淮海中路=Middle Huaihai Road
静安区=Jing'an District|200040|31.2290|121.4500|南京西路=Nanjing West Road;北京西路=Beijing West Road;武定路=Wuding Road;陕西北路=Shaanxi North Road
徐汇区=Xuhui District|200030|31.1950|121.4370|衡山路=Hengshan Road;漕溪北路=Caoxi North Road;肇嘉浜路=Zhaojiabang Road;龙华路=Longhua Road
长宁区=Changning District|200050|31.2180|121.4170|愚园路=Yuyuan Road;长宁路=Changning Road;定西路=Dingxi Road;天山路=Tianshan Road
虹口区=Hongkou District|200080|31.2560|121.4900|四川北路=Sichuan North Road;海宁路=Haining Road;溧阳路=Liyang Road
杨浦区=Yangpu District|200082|31.2700|121.5200|平凉路=Pingliang Road;长阳路=Changyang Road;控江路=Kongjiang Road
杨浦区=Yangpu District|200433|31.2990|121.5130|淞沪路=Songhu Road;国权路=Guoquan Road;大学路=Daxue Road
普陀区=Putuo District|200060|31.2440|121.4320|长寿路=Changshou Road;西康路=Xikang Road;武宁路=Wuning Road
闵行区=Minhang District|201100|31.1130|121.3820|莘松路=Xinsong Road;七莘路=Qixin Road;水清路=Shuiqing Road
浦东新区=Pudong New Area|200120|31.2300|121.5330|世纪大道=Century Avenue;浦东大道=Pudong Avenue;源深路=Yuanshen Road;张杨路=Zhangyang Road
浦东新区=Pudong New Area|201203|31.2040|121.5950|祖冲之路=Zuchongzhi Road;碧波路=Bibo Road;郭守敬路=Guoshoujing Road
"""
ROTTERDAM = """
Centrum|3011|51.9200|4.4870|Hoogstraat;Blaak;Wijnhaven;Mariniersweg
Centrum|3012|51.9205|4.4750|Coolsingel;Lijnbaan;Witte de Withstraat;Karel Doormanstraat
Oude Westen|3014|51.9190|4.4650|Nieuwe Binnenweg;West-Kruiskade;Gaffelstraat
Scheepvaartkwartier|3016|51.9085|4.4730|Westerkade;Javastraat;Veerkade
Delfshaven|3024|51.9075|4.4480|Voorhaven;Havenstraat;Schiedamseweg
Blijdorp|3039|51.9310|4.4590|Statenweg;Stadhoudersweg;Bentincklaan
Noord|3035|51.9310|4.4840|Noordsingel;Zwart Janstraat;Zaagmolenkade
Kralingen|3061|51.9240|4.5140|Oudedijk;Lusthofstraat;Voorschoterlaan
Kralingen|3062|51.9180|4.5240|Kralingse Plaslaan;Slaak;Oostzeedijk
Kop van Zuid|3072|51.9060|4.4900|Wilhelminakade;Laan op Zuid;Posthumalaan
Feijenoord|3071|51.9120|4.5050|Rosestraat;Oranjeboomstraat;Stieltjesstraat
Charlois|3082|51.8930|4.4720|Katendrechtse Lagedijk;Dorpsweg;Wolphaertsbocht
"""
LYON = """
Presqu'île|69001|45.7680|4.8350|Rue de la République;Place des Terreaux;Rue Romarin;Rue Sainte-Catherine
Presqu'île|69002|45.7560|4.8320|Rue Victor Hugo;Rue Mercière;Rue de Brest;Cours Charlemagne
Guillotière|69003|45.7560|4.8480|Cours Lafayette;Rue Paul Bert;Rue Moncey;Cours de la Liberté
Croix-Rousse|69004|45.7770|4.8290|Grande Rue de la Croix-Rousse;Rue de Cuire;Boulevard des Canuts
Vieux Lyon|69005|45.7610|4.8250|Rue Saint-Jean;Rue du Bœuf;Quai Fulchiron
Brotteaux|69006|45.7690|4.8510|Cours Vitton;Rue Garibaldi;Avenue de Saxe;Rue de Créqui
Gerland|69007|45.7370|4.8400|Avenue Jean Jaurès;Rue de Marseille;Avenue Leclerc
Monplaisir|69008|45.7430|4.8700|Avenue des Frères Lumière;Rue Bataille;Cours Albert Thomas
Vaise|69009|45.7740|4.8050|Rue Marietton;Grande Rue de Vaise;Quai Jaÿr
"""


def _areas(text):
    rows = (line.split("|") for line in text.strip().splitlines())
    return [(area, code, float(lat), float(lon), streets.split(";")) for area, code, lat, lon, streets in rows]


AREAS = {"shanghai": _areas(SHANGHAI), "rotterdam": _areas(ROTTERDAM), "lyon": _areas(LYON)}
DUTCH_LETTERS = "ABCDEGHJKLNPRTVWXZ"


def address(rng, city, chinese=True, home=False):
    """{street, street2, street_latin, area, city, zip, country, lat, lon} in `city`.

    In Shanghai the text is Chinese, large to small (district, road, number, room), unless `chinese` is False.
    `street_latin` is the same place for a reader of Latin script.
    """
    area, code, lat, lon, streets = rng.choice(AREAS[city])
    place = {
        "country": CITIES[city].country,
        "lat": round(lat + rng.uniform(-0.006, 0.006), 6),
        "lon": round(lon + rng.uniform(-0.007, 0.007), 6),
        "zip": code,
        "area": area,
        "city": CITIES[city].name_local,
    }
    return place | {"shanghai": _shanghai, "rotterdam": _rotterdam, "lyon": _lyon}[city](
        rng, place, streets, chinese, home
    )


def _shanghai(rng, place, streets, chinese, home):
    street_zh, street = rng.choice(streets).split("=")
    area_zh, area = place["area"].split("=")
    number, block, room = rng.randint(8, 1960), rng.randint(1, 28), f"{rng.randint(1, 24)}{rng.randint(1, 8):02d}"
    latin = f"{number} {street}, {area}"
    inside_zh = f"{block}号{room}室" if home else rng.choice((f"{room}室", f"{rng.randint(1, 6)}层", "底层商铺", ""))
    lane = f"{number}弄" if home else f"{number}号"
    if chinese:
        return {"street": f"{area_zh}{street_zh}{lane}", "street2": inside_zh, "street_latin": latin, "area": area}
    unit = f"Building {block}, Unit {room}" if home else f"Unit {room}"
    return {"street": latin, "street2": unit, "street_latin": latin, "area": area, "city": "Shanghai"}


def _rotterdam(rng, place, streets, _chinese, home):
    number = f"{rng.randint(1, 240)}{rng.choice(('', '', '', 'A', 'B', '-2')) if home else ''}"
    street = f"{rng.choice(streets)} {number}"
    letters = rng.choice(DUTCH_LETTERS) + rng.choice(DUTCH_LETTERS)
    return {"street": street, "street2": "", "street_latin": street, "zip": f"{place['zip']} {letters}"}


def _lyon(rng, _place, streets, _chinese, home):
    number = f"{rng.randint(1, 180)}{rng.choice(('', '', '', ' bis')) if home else ''}"
    street = f"{number} {rng.choice(streets)}"
    extra = f"{rng.choice(('Bâtiment', 'Escalier'))} {rng.choice('ABCD')}" if home and rng.random() < 0.4 else ""
    return {"street": street, "street2": extra, "street_latin": street}


def kilometres(lat1, lon1, lat2, lon2):
    """Great-circle distance.

    >>> round(kilometres(51.9225, 4.4792, 45.7578, 4.8320))
    686
    """
    a1, a2 = radians(lat1), radians(lat2)
    h = sin((a2 - a1) / 2) ** 2 + cos(a1) * cos(a2) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * 6371.0 * asin(sqrt(h))
