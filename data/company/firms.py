"""Names of companies, made from the trade they are in and the city they are in."""

# ruff: noqa: E501 -- a table is easier to read with one entry a line

from .names import SURNAMES, parts, slug

BRAND_ONE = parts(
    "云Yun 和He 嘉Jia 鼎Ding 瑞Rui 锦Jin 恒Heng 盛Sheng 禾He 清Qing 雅Ya 沐Mu 安An 明Ming 泰Tai 悦Yue 海Hai 星Xing "
    "乐Le 品Pin 朴Pu 橙Cheng 青Qing 宏Hong 汇Hui 润Run 尚Shang 逸Yi 春Chun 南Nan"
)
BRAND_TWO = parts(
    "栖Qi 悦Yue 和He 源Yuan 丰Feng 泰Tai 达Da 林Lin 庭Ting 川Chuan 景Jing 远Yuan 诚Cheng 岚Lan 宜Yi 舟Zhou 朗Lang 原Yuan "
    "谷Gu 涵Han 屿Yu 临Lin 宸Chen 里Li 亭Ting 禾He 康Kang 意Yi"
)
TAIL = ["", *parts("记Ji 坊Fang 堂Tang 轩Xuan 阁Ge 园Yuan 居Ju 苑Yuan 楼Lou 汇Hui 里Li 集Ji")]

# industry: (Chinese trade, English trade), Dutch fore-names, French fore-names
TRADES = {
    "cafe": (
        (("咖啡", "Coffee"), ("餐饮管理", "Catering Management"), ("咖啡文化", "Coffee Culture")),
        ("Koffiebar", "Espressobar", "Koffiehuis", "Café"),
        ("Café", "Coffee Shop", "Le Comptoir", "Salon de Thé"),
    ),
    "restaurant": (
        (("餐饮管理", "Catering Management"), ("餐饮", "Catering"), ("酒家", "Restaurant")),
        ("Restaurant", "Eetcafé", "Brasserie", "Bistro"),
        ("Brasserie", "Bouchon", "Restaurant", "Bistrot"),
    ),
    "hotel": (
        (("酒店管理", "Hotel Management"), ("宾馆", "Hotel"), ("民宿管理", "Guesthouse Management")),
        ("Hotel", "Stadshotel", "Logement"),
        ("Hôtel", "Résidence", "Auberge"),
    ),
    "office": (
        (
            ("信息科技", "Information Technology"),
            ("商务咨询", "Business Consulting"),
            ("建筑设计", "Architectural Design"),
        ),
        ("Bureau", "Adviesgroep", "Makelaardij", "Architecten"),
        ("Cabinet", "Agence", "Atelier", "Groupe"),
    ),
    "bakery": (
        (("食品", "Food"), ("烘焙", "Bakery"), ("食品科技", "Food Technology")),
        ("Bakkerij", "Patisserie", "Banketbakkerij"),
        ("Boulangerie", "Pâtisserie", "Maison"),
    ),
    "roastery": (
        (("咖啡烘焙", "Coffee Roasting"), ("食品", "Food")),
        ("Branderij", "Koffiebranderij"),
        ("Torréfaction", "Brûlerie"),
    ),
    "retail": (
        (("贸易", "Trading"), ("商贸", "Commerce"), ("供应链管理", "Supply Chain Management")),
        ("Handelsonderneming", "Horecagroothandel"),
        ("Établissements", "Comptoir"),
    ),
}
PLACE_NL = [
    "De Kade",
    "Het Veerhuis",
    "De Oude Haven",
    "Maaszicht",
    "De Brug",
    "Het Pakhuis",
    "De Werf",
    "Noorderlicht",
    "De Zwaan",
    "Stadszicht",
    "De Gouden Bal",
    "Het Wapen",
    "De Loods",
    "Zuiderpark",
    "De Kromme Elleboog",
    "Het Hoekje",
    "De Vlinder",
    "Rozenhof",
    "De Sleper",
    "Havenlicht",
    "De Ketel",
    "Het Anker",
    "De Bonte Koe",
    "Westpoint",
    "De Molen",
    "Oosterpoort",
    "De Lantaarn",
    "Het Schip",
    "De Tuin",
    "Bovenmaas",
]
PLACE_FR = [
    "des Tisserands",
    "du Quai",
    "de la Soie",
    "des Canuts",
    "du Confluent",
    "de la Fontaine",
    "des Deux Rives",
    "du Vieux Pont",
    "des Platanes",
    "de la Colline",
    "du Marché",
    "de l'Horloge",
    "des Halles",
    "du Parc",
    "de la Traboule",
    "des Arcades",
    "du Rhône",
    "de la Place",
    "du Théâtre",
    "des Carmélites",
    "du Petit Port",
    "de la Martinière",
    "des Jardins",
    "du Griffon",
    "de l'Étoile",
    "du Passage",
    "des Lices",
    "du Soleil",
    "de la Gare",
    "des Cerisiers",
]
FORM_NL = ("B.V.", "B.V.", "V.O.F.", "")
FORM_FR = ("SARL", "SAS", "SARL", "EURL")


def chinese_firm(rng, index, industry):
    """Brand and trade of a Shanghai company; the brand repeats only after some ten thousand companies."""
    cycle, spot = divmod(index, len(BRAND_ONE) * len(BRAND_TWO))
    # 191 is coprime to 840, so neighbours in the list do not look like neighbours.
    one, two = divmod(spot * 191 % (len(BRAND_ONE) * len(BRAND_TWO)), len(BRAND_TWO))
    tail_zh, tail = TAIL[cycle % len(TAIL)] or ("", "")
    brand_zh = BRAND_ONE[one][0] + BRAND_TWO[two][0] + tail_zh
    brand = BRAND_ONE[one][1] + BRAND_TWO[two][1].lower() + tail.lower()
    trade_zh, trade = rng.choice(TRADES[industry][0])
    form = rng.random()
    name_zh = f"上海{brand_zh}{trade_zh}有限公司" if form < 0.7 else f"{brand_zh}{trade_zh}（上海）有限公司"
    name = f"Shanghai {brand} {trade} Co., Ltd." if form < 0.7 else f"{brand} {trade} (Shanghai) Co., Ltd."
    return {"name": name, "name_zh": name_zh, "domain": f"{slug(brand)}{index if cycle else ''}.example"}


def _western(rng, index, fores, places, families, forms, area):
    """A fore-name and a proper name; the quarter is added once all proper names are taken."""
    proper = places + families
    cycle, spot = divmod(index, len(proper))
    core = f"{fores[(index + cycle) % len(fores)]} {proper[spot * 37 % len(proper)]}"
    if cycle >= 2:
        core = f"{core} {area}"
    return {
        "name": f"{core} {rng.choice(forms)}".strip(),
        "name_zh": None,
        "domain": f"{slug(core)[:24]}{index}.example",
    }


def firm(rng, city, index, industry, area):
    """{name, name_zh, domain} of the `index`-th company in `city`."""
    if city == "shanghai":
        return chinese_firm(rng, index, industry)
    _chinese, dutch, french = TRADES[industry]
    if city == "rotterdam":
        families = [name for name in SURNAMES["rotterdam"] if name[0].isupper()]
        return _western(rng, index, dutch, PLACE_NL, families, FORM_NL, area)
    return _western(rng, index, french, PLACE_FR, SURNAMES["lyon"], FORM_FR, area)
