"""Which record here is which record there: candidates with a score from 0 to 100, and the reasons in plain sight.

An exact code, tax number, barcode, e-mail or phone proves more than any name. Names are compared without legal forms,
punctuation, width and case; Chinese names also without the place in front, because 上海百会咖啡有限公司 and
百会咖啡（上海）有限公司 are the same firm to everybody but a computer.
"""

import re
import unicodedata
from dataclasses import dataclass, field

import phonenumbers
from rapidfuzz import fuzz

LEGAL = re.compile(
    r"\b(co|company|corp|corporation|inc|incorporated|ltd|limited|llc|llp|plc|gmbh|ag|kg|sa|sas|sarl|srl|spa|bv|nv|pte|pty"
    r"|the|and)\b"
)
LEGAL_CHINESE = re.compile(r"(股份有限公司|有限责任公司|有限公司|集团公司|公司|集团|株式会社)")
CHINESE = re.compile(r"[\u3400-\u9fff]")
PLACES = [
    "中国",
    "北京",
    "上海",
    "天津",
    "重庆",
    "广州",
    "深圳",
    "杭州",
    "南京",
    "苏州",
    "成都",
    "武汉",
    "西安",
    "青岛",
    "大连",
    "宁波",
    "厦门",
    "长沙",
    "郑州",
    "济南",
    "福州",
    "合肥",
    "沈阳",
    "无锡",
    "佛山",
    "东莞",
    "广东",
    "浙江",
    "江苏",
    "山东",
    "四川",
    "湖北",
    "湖南",
    "河南",
    "河北",
    "福建",
    "安徽",
    "陕西",
    "辽宁",
    "香港",
    "澳门",
    "台湾",
]
PLACE = re.compile("(" + "|".join(PLACES) + ")(市|省)?")

# What an exact agreement is worth, and what a contradiction takes away.
EXACT = {"key": 100, "code": 97, "vat": 96, "barcode": 96, "email": 90, "phone": 84}
AGAINST = {"vat": 45, "barcode": 30}
NAME_WEIGHT, PLACE_BONUS, LEAST = 80, 8, 50


@dataclass(frozen=True, slots=True)
class Record:
    """One record of either side. `phone` is E.164 or empty; `id` is whatever its side calls it."""

    id: object
    name: str = ""
    code: str = ""
    vat: str = ""
    barcode: str = ""
    email: str = ""
    phone: str = ""
    zip: str = ""
    city: str = ""
    key: str = ""  # our key, where the ERP has kept it


@dataclass(frozen=True, slots=True)
class Candidate:
    """One possible pair. `reasons` are names of fields that agree (`code`, `vat`...), `name` and `place` for similar
    ones, and `not_vat`, `not_barcode` for contradictions."""

    theirs: object
    ours: object
    score: int
    reasons: tuple = field(default=())


def plain(text):
    """A name as it is compared: one width, one case, no punctuation, no legal form.

    >>> plain("ＡＢＣ Trading Co., Ltd."), plain("百会咖啡（上海）有限公司")
    ('abc trading', '百会咖啡上海')
    """
    text = unicodedata.normalize("NFKC", text or "").casefold()
    text = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    text = LEGAL_CHINESE.sub(" ", re.sub(r"[^\w]+", " ", text))
    shorter = " ".join(LEGAL.sub(" ", text).split())
    shorter = shorter or " ".join(text.split())
    return shorter.replace(" ", "") if CHINESE.search(shorter) else shorter


def name_likeness(ours, theirs):
    """0 to 100: how alike two names are.

    >>> name_likeness("上海百会咖啡有限公司", "百会咖啡（上海）有限公司")
    100
    >>> name_likeness("Azure Interior, Inc.", "Interior Azure") > 90
    True
    >>> name_likeness("上海百会咖啡有限公司", "上海东方钢铁有限公司") < 60
    True
    """
    return _likeness(*(plain(name) for name in (ours, theirs)))


def code(text):
    """A code, tax number or barcode as it is compared: letters and digits only.

    >>> code("cn-91310000 MA1FL"), code("Ｘ１")
    ('CN91310000MA1FL', 'X1')
    """
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text or "").upper())


def e164(text, country=""):
    """A phone number as E.164, or nothing when it cannot be one. `country` (two letters) helps numbers without +.

    >>> e164("021-5555 0101", "CN"), e164("+86 21 5555 0101"), e164("ask Li Na", "CN")
    ('+862155550101', '+862155550101', '')
    """
    try:
        number = phonenumbers.parse(text or "", country or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def candidates(ours, theirs, most=3, least=LEAST):
    """{their id: [Candidate, best first]} for every record of theirs; an empty list when nothing is alike.

    Only pairs that share something (a code, a number, a part of the name) are looked at, so that thousands on either
    side stay a matter of seconds. Ties keep the order of ours.
    """
    index = _Index(ours)
    return {record.id: index.best(record, most, least) for record in theirs}


def unambiguous(found, least):
    """{their id: our id} that may be confirmed without looking: at or above `least`, best on both sides, no tie.

    >>> pair = Candidate("E1", 7, 97)
    >>> unambiguous({"E1": [pair], "E2": [Candidate("E2", 8, 97), Candidate("E2", 9, 97)]}, 90)
    {'E1': 7}
    """
    by_ours, chosen = {}, {}
    for rows in found.values():
        for row in rows:
            by_ours.setdefault(row.ours, []).append(row.score)
    for theirs, rows in found.items():
        if not rows or rows[0].score < least or (len(rows) > 1 and rows[1].score == rows[0].score):
            continue
        scores = sorted(by_ours[rows[0].ours], reverse=True)
        if scores[0] == rows[0].score and scores.count(scores[0]) == 1:
            chosen[theirs] = rows[0].ours
    return chosen


def score(ours, theirs):
    """Candidate for one pair of Records, whatever it is worth."""
    return _score(_Seen(ours), _Seen(theirs))


class _Seen:
    """A record with everything about it made comparable, once."""

    __slots__ = ("id", "place", "plain", "shape", "values")

    def __init__(self, record):
        self.id = record.id
        self.plain = plain(record.name)
        self.shape = _without_place(self.plain)
        self.place = {text for text in (code(record.zip), plain(record.city)) if text}
        self.values = {
            "key": record.key,
            "code": code(record.code),
            "vat": code(record.vat),
            "barcode": code(record.barcode),
            "email": (record.email or "").strip().casefold(),
            "phone": record.phone or "",
        }

    def grams(self):
        """Pieces that two alike names share at least one of."""
        return {self.shape[at : at + 2] for at in range(max(len(self.shape) - 1, 1))} if self.shape else set()


class _Index:
    """Our records by every value and by the pieces of their names. Pieces that half the firms share tell nothing."""

    COMMON = 400

    def __init__(self, ours):
        self.values, self.pieces = {}, {}
        for order, record in enumerate(ours):
            seen = _Seen(record)
            for pair in seen.values.items():
                if pair[1]:
                    self.values.setdefault(pair, []).append((order, seen))
            for gram in seen.grams():
                self.pieces.setdefault(gram, []).append((order, seen))

    def best(self, record, most, least):
        theirs = _Seen(record)
        near = {}
        for pair in theirs.values.items():
            for order, seen in self.values.get(pair, ()) if pair[1] else ():
                near[order] = seen
        rare = sorted((gram for gram in theirs.grams()), key=lambda gram: (len(self.pieces.get(gram, ())), gram))
        for gram in rare:
            rows = self.pieces.get(gram, ())
            # The rarest pieces are looked at in any case, else two firms with common names would never meet.
            if len(rows) > self.COMMON and len(near) >= most:
                break
            near.update(rows)
        found = [(_score(seen, theirs), order) for order, seen in near.items()]
        found = [(row, order) for row, order in found if row.score >= least]
        found.sort(key=lambda pair: (-pair[0].score, pair[1]))
        return [row for row, _order in found[:most]]


def _score(ours, theirs):
    reasons, worth = [], 0
    for name, points in EXACT.items():
        if ours.values[name] and ours.values[name] == theirs.values[name]:
            reasons.append(name)
            worth = max(worth, points)
    likeness = _likeness(ours.plain, theirs.plain)
    if likeness >= 60:
        reasons.append("name")
        worth = max(worth, round(likeness * NAME_WEIGHT / 100)) + (3 if worth else 0)
    if ours.place & theirs.place:
        reasons.append("place")
        worth += PLACE_BONUS if "name" in reasons else 0
    for name, points in AGAINST.items():
        if ours.values[name] and theirs.values[name] and ours.values[name] != theirs.values[name]:
            reasons.append(f"not_{name}")
            worth -= points
    # Only what the ERP itself keeps under our key is beyond doubt.
    top = 100 if "key" in reasons else 99
    return Candidate(theirs.id, ours.id, max(0, min(top, worth)), tuple(reasons))


def _likeness(ours, theirs):
    if not ours or not theirs:
        return 0
    if CHINESE.search(ours) and CHINESE.search(theirs):
        # A place that one side leaves out is no contradiction; two different ones are.
        places = [set(_places(text)) for text in (ours, theirs)]
        shapes = [_without_place(text) for text in (ours, theirs)]
        likeness = fuzz.ratio(*shapes)
        return round(likeness if not all(places) or places[0] & places[1] else likeness * 0.75)
    return round(max(fuzz.ratio(ours, theirs), fuzz.token_sort_ratio(ours, theirs)))


def _places(text):
    return [found[0] for found in PLACE.findall(text)]


def _without_place(text):
    return PLACE.sub("", text) or text
