"""EAS vouchers: the flat rows that importVoucher takes, the strings it answers, and how one is found again."""

from dataclasses import dataclass

SEPARATOR = "||"
# What the parts of a findVoucher string mean; configurable, because EAS does not document it.
FOUND_PARTS = "voucherType||voucherNumber||bizNumber"
ASSISTS = range(1, 9)


@dataclass(frozen=True)
class Said:
    """One result string of importVoucher."""

    code: str
    kind: str = ""
    year: str = ""
    period: str = ""
    text: str = ""
    number: str = ""

    @property
    def ok(self):
        return self.code == "0000"


def said(text):
    """
    >>> said("0000||转账凭证||2017||9||成功保存||0366").number
    '0366'
    >>> said("1002||null||0||0||凭证P201709004凭证分录1没有找到科目:660201").text
    '凭证P201709004凭证分录1没有找到科目:660201'
    """
    parts = [part.strip() for part in text.split(SEPARATOR)]
    parts += [""] * (6 - len(parts))
    return Said(*parts[:5], number=parts[5])


def flat_rows(values, key, credit="0"):
    """One row for each entry, the head repeated in each; auxiliary accounts only where their type is known.

    >>> values = {"companyNumber": "01", "entries": [{"entryDC": "1", "asstActNumber1": "C1"}, {"entryDC": "0"}]}
    >>> flat_rows(values, "K", "-1") == [
    ...     {"companyNumber": "01", "voucherNumber": "K", "bizNumber": "K", "entrySeq": 1, "entryDC": "1"},
    ...     {"companyNumber": "01", "voucherNumber": "K", "bizNumber": "K", "entrySeq": 2, "entryDC": "-1"},
    ... ]
    True
    """
    head = {name: value for name, value in values.items() if name != "entries"}
    head["voucherNumber"] = head.get("voucherNumber") or key
    head["bizNumber"] = key
    rows = []
    for number, entry in enumerate(values.get("entries", []), 1):
        row = {**head, "entrySeq": number, **entry}
        if str(row.get("entryDC")) == "0":
            row["entryDC"] = credit
        for assist in ASSISTS:
            if row.get(f"asstActType{assist}") in (None, "", "-"):
                for part in ("Type", "Number", "Name"):
                    row.pop(f"asstAct{part}{assist}", None)
        rows.append(row)
    return rows


def key_of(company, year, period, kind, number):
    """What the link stores: EAS numbers vouchers anew in each company, period and type.

    >>> key_of("01", "2026", "11", "记", "0366")
    '01/2026/11/记/0366'
    """
    return "/".join(str(part) for part in (company, year, period, kind, number))


def found(texts, layout, key):
    """[(type, number)] of the vouchers that carry our key, in the order of EAS.

    >>> found(["记||0366||K7", "记||0367||K8"], FOUND_PARTS, "K7")
    [('记', '0366')]
    """
    names = [name.strip() for name in layout.split(SEPARATOR)]
    rows = []
    for text in texts:
        cells = text if isinstance(text, list) else text.split(SEPARATOR)
        row = dict(zip(names, (cell.strip() for cell in cells), strict=False))
        if key in (row.get("bizNumber"), row.get("tempNumber"), row.get("description")):
            rows.append((row.get("voucherType", ""), row.get("voucherNumber", "")))
    return rows
