"""Read a table as people send it: any of the usual encodings and separators, headers in two languages, odd values.

What cannot be read is refused with a code; a refusal of one value never stops the other rows.
"""

import csv
import hashlib
import io
import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time

from rapidfuzz import fuzz

BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
# UTF-8 refuses nearly everything else, so it may go first; GB18030 contains GBK and GB2312.
ENCODINGS = ("utf-8", "gb18030")
SEPARATORS = (",", ";", "\t", "|")
LIKE = 88
YES = frozenset(["1", "yes", "y", "true", "x", "是", "对", "√", "有"])
NO = frozenset(["0", "no", "n", "false", "否", "无", "没有"])
DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$")
DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})$")
CLOCK = re.compile(r"(\d{1,2})[:：](\d{2})(?:[:：](\d{2}))?(?:\.\d+)?$")


class Unreadable(ValueError):
    """A file or a value that cannot be taken; `code` says why."""

    def __init__(self, code, value=None):
        super().__init__(f"{code}: {value!r}")
        self.code, self.value = code, value


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` are (line of the file as people count, values); each row has as many values as there are headers."""

    headers: tuple
    rows: tuple


def decode(data, encoding=None):
    """Text of a CSV file, and the encoding it was in.

    >>> decode("客户".encode("gbk")), decode("客户".encode())[1]
    (('客户', 'gb18030'), 'utf-8')
    """
    marked = next((name for bom, name in BOMS if data.startswith(bom)), None)
    for name in (encoding,) if encoding else (marked,) if marked else ENCODINGS:
        try:
            return data.decode(name).removeprefix("\ufeff"), name
        except (UnicodeDecodeError, LookupError):
            continue
    raise Unreadable("encoding", encoding)


def split_lines(text):
    """Rows of a CSV text; the separator is the one that cuts the first lines most evenly.

    >>> split_lines("a;b\\n1;2,5")
    [['a', 'b'], ['1', '2,5']]
    """
    text = text.replace("\x00", "")
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text)))
    except csv.Error as error:
        raise Unreadable("csv", str(error)) from None


def _separator(text):
    head = [line for line in text.splitlines()[:20] if line.strip()]
    return max(
        SEPARATORS,
        key=lambda one: (min((line.count(one) for line in head), default=0), head[0].count(one) if head else 0),
    )


def tabulate(lines):
    """A Table of raw lines: the first line with anything in it names the columns, empty lines and columns go.

    >>> tabulate([["", ""], ["Name", "", "Phone"], ["Acme", "", 12], [None, " "]])
    Table(headers=('Name', 'Phone'), rows=((3, ('Acme', '12')),))
    """
    cleaned = [(number, [as_text(value) for value in line]) for number, line in enumerate(lines, 1)]
    cleaned = [(number, line) for number, line in cleaned if any(line)]
    if not cleaned:
        raise Unreadable("empty")
    _number, headers = cleaned[0]
    kept = [place for place, header in enumerate(headers) if header]
    rows = [(number, tuple(line[p] if p < len(line) else "" for p in kept)) for number, line in cleaned[1:]]
    return Table(tuple(headers[place] for place in kept), tuple(row for row in rows if any(row[1])))


def as_text(value):
    """A cell as text: dates in ISO, whole numbers without a point, no invisible signs."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds") if value.time() != time() else value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value)
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs")).strip()


def normal(text):
    """A header as it is compared.

    >>> normal("E-Mail (Work)*"), normal("客户名称：")
    ('emailwork', '客户名称')
    """
    return "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum())


def guess(headers, words):
    """{place of a column: target} by `words`, {target: names it goes by}; no target twice, the likest first.

    >>> guess(["客户名称", "E-Mail", "Telephon", "Colour"], {"name": ["name", "客户名称"], "email": ["email"],
    ...       "phone": ["telephone"]})
    {0: 'name', 1: 'email', 2: 'phone'}
    """
    known = [(normal(name), target) for target, names in words.items() for name in names]
    pairs = []
    for place, header in enumerate(headers):
        plain = normal(header)
        for name, target in known:
            likeness = 101 if plain == name else fuzz.ratio(plain, name) if min(len(plain), len(name)) > 3 else 0
            if likeness >= LIKE:
                pairs.append((-likeness, place, target))
    found = {}
    for _likeness, place, target in sorted(pairs):
        if place not in found and target not in found.values():
            found[place] = target
    return dict(sorted(found.items()))


def read_number(text):
    """A number with thousands and decimals in either fashion, a currency sign or ten thousands in Chinese.

    >>> read_number("¥1,234.50"), read_number("1.234,50 €"), read_number("12万"), read_number("-3")
    (1234.5, 1234.5, 120000.0, -3.0)
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    factor = 10_000 if plain.endswith("万") else 1
    plain = re.sub(r"[^\d.,+-]", "", plain) if re.fullmatch(r"[^\d+-]{0,4}[-+\d][\d.,' ]*[^\d]{0,4}", plain) else ""
    comma, point = plain.rfind(","), plain.rfind(".")
    if comma > point and (point >= 0 or len(plain) - comma - 1 != 3):
        plain = plain.replace(".", "").replace(",", ".")
    plain = plain.replace(",", "")
    try:
        number = float(plain) * factor
    except ValueError:
        raise Unreadable("number", text) from None
    if abs(number) > 1e15:
        raise Unreadable("number", text)
    return number


def read_day(text):
    """A date; with the day first only when it is written with points or slashes and can be nothing else.

    >>> read_day("2026年3月1日"), read_day("31/12/2026")
    (datetime.date(2026, 3, 1), datetime.date(2026, 12, 31))
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    match = DAY.match(plain)
    if match:
        parts = tuple(map(int, match.groups()))
    elif match := DAY_FIRST.match(plain):
        day, month, year = map(int, match.groups())
        if day <= 12 and day != month and "/" in plain:
            raise Unreadable("which_day", text)
        parts = (year, month, day)
    else:
        raise Unreadable("day", text)
    try:
        return date(*parts)
    except ValueError:
        raise Unreadable("day", text) from None


def read_moment(text):
    """A moment in the zone of whoever wrote it; without a time it is noon, which is the same day in most of the world.

    >>> read_moment("2026-03-01 8:05"), read_moment("2026/3/1")
    (datetime.datetime(2026, 3, 1, 8, 5), datetime.datetime(2026, 3, 1, 12, 0))
    """
    plain = unicodedata.normalize("NFKC", text).strip().replace("T", " ")
    head, _space, tail = plain.rpartition(" ")
    match = CLOCK.match(tail) if head else None
    if not match:
        return datetime.combine(read_day(plain), time(12))
    hour, minute, second = (int(part or 0) for part in match.groups())
    try:
        return datetime.combine(read_day(head), time(hour, minute, second))
    except ValueError as error:
        raise error if isinstance(error, Unreadable) else Unreadable("moment", text) from None


def read_yes(text):
    """Yes or no.

    >>> read_yes("是"), read_yes("No")
    (True, False)
    """
    plain = text.strip().casefold()
    if plain in YES or plain in NO:
        return plain in YES
    raise Unreadable("yes", text)


def row_key(values):
    """The key of a row without one of its own: the same content has the same key, whatever the order of columns.

    >>> row_key({"a": "1", "b": ""}) == row_key({"b": None, "a": "1 "}), row_key({"a": "1"}) == row_key({"a": "2"})
    (True, False)
    """
    content = sorted((name, value.strip()) for name, value in values.items() if value and value.strip())
    return "row:" + hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()[:40]


def write_csv(headers, rows):
    """A CSV file that Excel opens as UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(headers)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")
