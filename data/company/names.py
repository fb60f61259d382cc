"""Names of people, with the order and the script their owners use."""

# ruff: noqa: E501 -- a table is easier to read with one entry a line

import unicodedata

SURNAMES_CN = {
    "王": ("Wang", 71), "李": ("Li", 72), "张": ("Zhang", 68), "刘": ("Liu", 52), "陈": ("Chen", 60),
    "杨": ("Yang", 32), "黄": ("Huang", 27), "赵": ("Zhao", 22), "吴": ("Wu", 28), "周": ("Zhou", 30),
    "徐": ("Xu", 25), "孙": ("Sun", 17), "马": ("Ma", 13), "朱": ("Zhu", 21), "胡": ("Hu", 14),
    "郭": ("Guo", 12), "何": ("He", 13), "林": ("Lin", 14), "高": ("Gao", 11), "罗": ("Luo", 9),
    "郑": ("Zheng", 10), "梁": ("Liang", 8), "谢": ("Xie", 8), "宋": ("Song", 8), "唐": ("Tang", 9),
    "许": ("Xu", 8), "邓": ("Deng", 6), "冯": ("Feng", 7), "曹": ("Cao", 8), "彭": ("Peng", 6),
    "沈": ("Shen", 14), "陆": ("Lu", 13), "顾": ("Gu", 12), "蒋": ("Jiang", 9), "钱": ("Qian", 9),
    "俞": ("Yu", 5), "金": ("Jin", 8), "姚": ("Yao", 8), "潘": ("Pan", 7), "戴": ("Dai", 5),
}  # fmt: skip

FIRST_CN = {
    "m": "志Zhi 建Jian 文Wen 俊Jun 嘉Jia 子Zi 宇Yu 浩Hao 明Ming 国Guo 永Yong 家Jia 天Tian 晓Xiao 泽Ze 振Zhen 立Li 海Hai 思Si 景Jing",
    "f": "雅Ya 思Si 晓Xiao 佳Jia 梦Meng 丽Li 淑Shu 美Mei 雨Yu 静Jing 诗Shi 慧Hui 婉Wan 欣Xin 若Ruo 艺Yi 雪Xue 海Hai 秀Xiu 心Xin",
}
SECOND_CN = {
    "m": "强Qiang 华Hua 杰Jie 伟Wei 峰Feng 涛Tao 辉Hui 军Jun 轩Xuan 宁Ning 斌Bin 鹏Peng 东Dong 磊Lei 超Chao 毅Yi 恒Heng 航Hang 平Ping 成Cheng",
    "f": "婷Ting 琳Lin 芳Fang 雯Wen 怡Yi 萍Ping 娟Juan 燕Yan 玲Ling 颖Ying 洁Jie 琪Qi 妍Yan 敏Min 彤Tong 宁Ning 蕾Lei 云Yun 瑶Yao 文Wen",
}
SINGLE_CN = {
    "m": "伟Wei 强Qiang 磊Lei 军Jun 勇Yong 杰Jie 涛Tao 斌Bin 超Chao 鹏Peng 凯Kai 毅Yi 峰Feng 俊Jun 刚Gang 晨Chen",
    "f": "静Jing 敏Min 丽Li 艳Yan 芳Fang 娜Na 洁Jie 婷Ting 燕Yan 玲Ling 颖Ying 琳Lin 雯Wen 倩Qian 悦Yue 蓉Rong",
}

GIVEN = {
    "rotterdam": {
        "m": "Jan Pieter Daan Sem Bram Lars Thijs Ruben Jeroen Sander Bas Wouter Martijn Joost Koen Niels Rik Mark Erik Tim "
        "Hendrik Maarten Stefan Dennis Youssef Rachid Murat Glenn",
        "f": "Sanne Anouk Femke Lotte Eva Fleur Marloes Ingrid Saskia Linda Esther Maaike Iris Roos Julia Noor Marieke Ilse "
        "Petra Judith Karin Wendy Tessa Fatima Leyla Naomi Chantal Merel",
    },
    "lyon": {
        "m": "Antoine Baptiste Clément Damien Étienne Fabien Gabriel Hugo Julien Laurent Lucas Mathieu Nicolas Olivier Pascal "
        "Quentin Rémi Sébastien Thomas Vincent Yannick Guillaume Karim Mehdi Bruno Cédric François Loïc",
        "f": "Amélie Béatrice Camille Céline Chloé Claire Delphine Élodie Émilie Florence Hélène Isabelle Juliette Laure Léa "
        "Manon Margaux Nathalie Océane Pauline Sandrine Sophie Valérie Virginie Yasmine Inès Mathilde Aurélie",
    },
    "abroad": {
        "m": "James Michael Andrew Daniel Thomas Marco Lukas Oliver Kenji Rahul Carlos Stuart",
        "f": "Emma Laura Sarah Hannah Maria Julia Sophie Anna Priya Yuki Elena Rachel",
    },
}
SURNAMES = {
    "rotterdam": "de Jong;Jansen;de Vries;van den Berg;van Dijk;Bakker;Janssen;Visser;Smit;Meijer;de Boer;Mulder;de Groot;Bos;"
    "Vos;Peters;Hendriks;van Leeuwen;Dekker;Brouwer;de Wit;Dijkstra;Smits;de Graaf;van der Meer;van der Linden;Kok;Jacobs;"
    "de Haan;Vermeulen;van den Heuvel;van der Veen;van den Broek;de Bruijn;van der Heijden;Schouten;van Beek;Willems;"
    "van Vliet;Hoekstra;Maas;Verhoeven;Koster;van Dam;Prins;Blom;Huisman;Yilmaz;El Amrani;Wijnaldum",
    "lyon": "Martin;Bernard;Thomas;Petit;Robert;Richard;Durand;Dubois;Moreau;Laurent;Simon;Michel;Lefebvre;Leroy;Roux;David;"
    "Bertrand;Morel;Fournier;Girard;Bonnet;Dupont;Lambert;Fontaine;Rousseau;Vincent;Muller;Lefèvre;Faure;André;Mercier;"
    "Blanc;Guérin;Boyer;Garnier;Chevalier;François;Legrand;Gauthier;Garcia;Perrin;Robin;Clément;Morin;Nicolas;Henry;"
    "Roussel;Mathieu;Masson;Chavanne;Berthet;Benali;Charvet;Jacquet",
    "abroad": "Miller;Becker;Rossi;Tanaka;Sharma;Kowalski;Silva;O'Connor;Wilson;Lindqvist;Fischer;Campbell;Costa;Novak;Walker",
}


def parts(text):
    """[(character, syllable)] of '志Zhi 建Jian'."""
    return [(item[0], item[1:]) for item in text.split()]


FIRST_CN = {gender: parts(text) for gender, text in FIRST_CN.items()}
SECOND_CN = {gender: parts(text) for gender, text in SECOND_CN.items()}
SINGLE_CN = {gender: parts(text) for gender, text in SINGLE_CN.items()}
GIVEN = {place: {gender: text.split() for gender, text in both.items()} for place, both in GIVEN.items()}
SURNAMES = {place: text.split(";") for place, text in SURNAMES.items()}
_CN_KEYS = list(SURNAMES_CN)
_CN_WEIGHTS = [weight for _latin, weight in SURNAMES_CN.values()]


def chinese_person(rng, gender=None):
    """{name, name_zh, given, family}: surname first in both scripts, as it is said."""
    gender = gender or rng.choice("mf")
    family = rng.choices(_CN_KEYS, weights=_CN_WEIGHTS)[0]
    if rng.random() < 0.22:
        given_zh, given = rng.choice(SINGLE_CN[gender])
    else:
        one, two = rng.choice(FIRST_CN[gender]), rng.choice(SECOND_CN[gender])
        given_zh, given = one[0] + two[0], one[1] + two[1].lower()
    latin = SURNAMES_CN[family][0]
    return {"name": f"{latin} {given}", "name_zh": family + given_zh, "given": given, "family": latin, "gender": gender}


def latin_person(rng, place, gender=None):
    """{name, name_zh: None, given, family} for `place` rotterdam, lyon or abroad: given name first."""
    gender = gender or rng.choice("mf")
    given, family = rng.choice(GIVEN[place][gender]), rng.choice(SURNAMES[place])
    return {"name": f"{given} {family}", "name_zh": None, "given": given, "family": family, "gender": gender}


def person(rng, place):
    """A person living in `place`; `place` is a city or abroad (a foreigner in Shanghai)."""
    return chinese_person(rng) if place == "shanghai" else latin_person(rng, place)


def slug(text):
    """Letters and digits fit for an e-mail address.

    >>> slug("Café d'Été & Zn.")
    'cafedetezn'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "".join(letter for letter in plain.lower() if letter.isalnum())
