"""Which records are the same customer? Blocking first, then evidence for and against, each with its reason.

Names are compared by their sound in Latin letters, so that 上海精工 and Shanghai Jinggong meet. A pair's weight is the
sum of its evidence in the manner of Fellegi and Sunter; a same name alone never makes two people one.
"""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from pypinyin import lazy_pinyin
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

# What says nothing about which company it is. The Chinese ones are cut out before the rest becomes pinyin.
LEGAL_CHINESE = re.compile("股份有限公司|有限责任公司|有限公司|分公司|总公司|公司|集团|工厂|[（(][^）)]*[）)]")
LEGAL_LATIN = frozenset(
    [
        "co",
        "company",
        "corp",
        "corporation",
        "inc",
        "incorporated",
        "llc",
        "llp",
        "ltd",
        "limited",
        "plc",
        "gmbh",
        "ag",
        "kg",
        "sa",
        "sas",
        "sarl",
        "srl",
        "spa",
        "bv",
        "nv",
        "oy",
        "ab",
        "pte",
        "pty",
        "group",
        "holding",
        "holdings",
        "the",
        "and",
        "of",
    ]
)
HAN = re.compile("[\u3400-\u9fff]+")
WORD = re.compile(r"[^\W_]+")
NUMBER = re.compile(r"\d+")
# Cities that stand in the names of thousands of companies.
PLACES = frozenset(
    [
        *("beijing", "shanghai", "tianjin", "chongqing", "guangzhou", "shenzhen", "hangzhou", "nanjing", "suzhou"),
        *("chengdu", "wuhan", "xian", "china"),
    ]
)
# A block larger than this is a word that everybody has; its pairs are found by something rarer or not at all.
BLOCK_LIMIT = 60
THRESHOLD = 5.0


@dataclass(frozen=True, slots=True)
class Record:
    """What is compared of one partner. `phone` is E.164, `email` normalised; "" is unknown."""

    id: int
    name: str
    is_company: bool = True
    email: str = ""
    phone: str = ""
    vat: str = ""
    street: str = ""
    city: str = ""
    parent: int = 0


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be one, `a` < `b`; `reasons` are (word, weight), the strongest first."""

    a: int
    b: int
    weight: float
    reasons: tuple

    @property
    def score(self):
        """Confidence in percent, 50 at the threshold."""
        return round(100 / (1 + 2 ** (THRESHOLD - self.weight)))


@lru_cache(maxsize=200_000)
def _words(name, is_company):
    text = unicodedata.normalize("NFKC", name).lower()
    if is_company:
        text = LEGAL_CHINESE.sub(" ", text) if LEGAL_CHINESE.sub("", text).strip() else text
    text = HAN.sub(lambda run: f" {' '.join(lazy_pinyin(run.group()))} ", text)
    text = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    words = WORD.findall(text)
    return ([word for word in words if word not in LEGAL_LATIN] or words) if is_company else words


@lru_cache(maxsize=200_000)
def tokens(name, is_company=True):
    """The words of a name by their sound, without what every company has; sorted, because people swap them.

    >>> tokens("上海精工钢铁有限公司")
    ('gang', 'gong', 'hai', 'jing', 'shang', 'tie')
    >>> tokens("Müller & Söhne GmbH"), tokens("Wei LI", False), tokens("李伟", False)
    (('muller', 'sohne'), ('li', 'wei'), ('li', 'wei'))
    """
    return tuple(sorted(_words(name, is_company)))


@lru_cache(maxsize=200_000)
def sound(name, is_company=True):
    """The name in one piece, in its own order, for typos and for pinyin written together.

    >>> sound("精工 Steel Co., Ltd."), sound("Jinggong steel")
    ('jinggongsteel', 'jinggongsteel')
    """
    return "".join(_words(name, is_company))


def blocks(record):
    """Keys under which a record meets those it may be the same as. Two that share none are never compared."""
    kind = "c" if record.is_company else "p"
    words, whole = tokens(record.name, record.is_company), sound(record.name, record.is_company)
    keys = {("vat", compact(record.vat)), ("phone", record.phone), ("email", record.email)}
    keys |= {(kind, "head", whole[:6]), (kind, "tail", whole[-6:]), (kind, "words", "".join(words))}
    keys |= {(kind, "pair", pair) for pair in combinations(sorted(set(words), key=lambda w: (-len(w), w))[:3], 2)}
    if record.street:
        keys.add((kind, "place", whole[:3] + compact(record.street)[:8]))
    return {key for key in keys if key[-1]}


def compact(text):
    """Letters and digits only, for numbers and addresses written in many ways.

    >>> compact("91310000-MA1K 35"), compact("南京路 12 号")
    ('91310000ma1k35', '南京路12号')
    """
    return "".join(WORD.findall(unicodedata.normalize("NFKC", text).lower()))


def compare(one, other):
    """Weigh two records against each other and return a Pair.

    >>> pair = compare(Record(1, "上海精工钢铁有限公司", phone="+862166554433"),
    ...                Record(2, "Shanghai Jinggong Gangtie Co., Ltd.", phone="+862166554433"))
    >>> [word for word, _ in pair.reasons], pair.weight > THRESHOLD
    (['name', 'phone'], True)
    """
    a, b = sorted((one, other), key=lambda record: record.id)
    reasons = [*_weigh_numbers(a, b), *_weigh_name(a, b), *_weigh_place(a, b)]
    if a.parent and b.parent:
        reasons.append(("company", 2.5) if a.parent == b.parent else ("other company", -1.5))
    reasons.sort(key=lambda reason: -reason[1])
    return Pair(a.id, b.id, sum(weight for _word, weight in reasons), tuple(reasons))


def _weigh_numbers(a, b):
    vat_a, vat_b = compact(a.vat), compact(b.vat)
    if vat_a and vat_b:
        yield ("tax number", 6.0) if vat_a == vat_b else ("other tax number", -4.0)
    if a.email and a.email == b.email:
        yield "e-mail", 3.5
    elif a.email and b.email and not a.is_company and a.email.split("@")[0] == b.email.split("@")[0]:
        yield "e-mail name", 1.0
    if a.phone and b.phone:
        if a.phone == b.phone:
            yield "phone", 3.5
        else:
            yield "other phone", -0.5


def _weigh_name(a, b):
    likeness = similarity(a, b)
    if likeness < 0.8 and _is_transcript(a, b):
        likeness = 0.8
    # A person's name is shared by many; of a company it is nearly a number.
    best = 4.0 if a.is_company else 2.5
    if likeness >= 0.96:
        yield "name", best
    elif likeness >= 0.88:
        yield "similar name", best - 1
    elif likeness >= 0.8:
        yield "similar name", best - 2.5
    elif likeness < 0.6:
        yield "other name", -4.0


def similarity(a, b):
    """Likeness of two names, 0 to 1: the better of word by word and in one piece."""
    words = fuzz.token_sort_ratio(" ".join(tokens(a.name, a.is_company)), " ".join(tokens(b.name, b.is_company))) / 100
    one, other = sound(a.name, a.is_company), sound(b.name, b.is_company)
    # Jaro-Winkler forgives a different ending too easily when names are long.
    whole = min(JaroWinkler.similarity(one, other), fuzz.ratio(one, other) / 100 + 0.02)
    return min(1.0, max(words, whole if one != other else 1.0))


def _is_transcript(a, b):
    """Whether one company is written in Chinese and the other translated, with the brand left in its sound.

    >>> _is_transcript(Record(1, "上海悦泰商贸有限公司"), Record(2, "Shanghai Yuetai Commerce Co., Ltd."))
    True
    """
    chinese, latin = (a, b) if HAN.search(a.name) else (b, a)
    if not (a.is_company and b.is_company) or not HAN.search(chinese.name) or HAN.search(latin.name):
        return False
    # Where it is says nothing about who it is.
    places = PLACES | {sound(city.rstrip("市"), False) for city in (a.city, b.city)}
    heard = sound(chinese.name)
    return any(len(word) >= 5 and word not in places and word in heard for word in tokens(latin.name))


def _weigh_place(a, b):
    if a.street and b.street:
        yield from _weigh_street(a.street, b.street)
    city_a, city_b = (sound(city.rstrip("市"), False) for city in (a.city, b.city))
    if city_a and city_b:
        yield ("city", 1.2) if city_a == city_b else ("other city", -1.0)


def _weigh_street(a, b):
    numbers_a, numbers_b = (NUMBER.findall(street)[:1] for street in (a, b))
    if bool(HAN.search(a)) != bool(HAN.search(b)):
        # 国权路1639号 and 1639 Guoquan Road: only the number can be compared.
        if numbers_a and numbers_a == numbers_b:
            yield "house number", 1.0
        return
    likeness = fuzz.ratio(NUMBER.sub("", compact(a)), NUMBER.sub("", compact(b)))
    if likeness >= 85:
        # A street has hundreds of houses.
        yield ("street", 0.5) if numbers_a and numbers_b and numbers_a != numbers_b else ("address", 2.0)
    elif likeness < 50:
        yield "other address", -1.0


def find_pairs(records, threshold=THRESHOLD):
    """Return the Pairs at or over the threshold, the surest first. Company and person are never the same."""
    by_key = defaultdict(list)
    for index, record in enumerate(records):
        for key in blocks(record):
            by_key[key].append(index)
    candidates = set()
    for members in by_key.values():
        if 1 < len(members) <= BLOCK_LIMIT:
            candidates.update(combinations(members, 2))
    found = []
    for first, second in candidates:
        one, other = records[first], records[second]
        if one.is_company == other.is_company and one.id not in (other.id, other.parent) and other.id != one.parent:
            pair = compare(one, other)
            if pair.weight >= threshold:
                found.append(pair)
    return sorted(found, key=lambda pair: (-pair.weight, pair.a, pair.b))
