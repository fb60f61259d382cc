"""Numbers other people hand out: telephone and tax numbers that pass the usual checks."""

from dataclasses import dataclass, field

from .dice import scatter

CN_MOBILE = ("138", "139", "136", "150", "158", "159", "186", "188", "177", "133")
# Set aside by the French regulator for films and books; Lyon's own block first, the others when it is full.
FR_FICTION = ("46571", "19900", "26191", "35301", "53649")


# Technicians multiply with the scale; numbers of their own keep the customers the same at every scale.
CREW_FROM = {("shanghai", True): 9_000_000, ("rotterdam", True): 9_000_000, "lyon": 49_000}


@dataclass
class PhoneBook:
    """Hands out E.164 numbers, none twice.

    Capacity: China and the Netherlands ten million per kind, France 50,000 in all.
    """

    handed_out: dict = field(default_factory=dict)

    def _next(self, kind):
        index = self.handed_out.get(kind, 0)
        self.handed_out[kind] = index + 1
        return index

    def number(self, city, mobile):
        """A number for a customer in `city`; French ones are always from the fictional landline blocks."""
        if city == "lyon":
            index = self._next("lyon")
            if index >= 10_000 * len(FR_FICTION):
                raise ValueError("the fictional French numbers are used up; choose a smaller scale")
            return f"+33{FR_FICTION[index // 10_000]}{scatter(index % 10_000, 10_000):04d}"
        index = self._next((city, mobile))
        tail = scatter(index, 10_000_000)
        if city == "rotterdam":
            return f"+316{'12345'[index % 5]}{tail:07d}" if mobile else f"+3110{'24'[index % 2]}{tail % 1_000_000:06d}"
        if mobile:
            return f"+86{CN_MOBILE[index % 10]}{scatter(index, 100_000_000):08d}"
        return f"+8621{'56'[index % 2]}{tail:07d}"


_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORG = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def uscc(index, area="310101"):
    """Unified social credit code of a Chinese company: 18 characters, last one a check character (GB 32100)."""
    body = f"MA{scatter(index, 1_000_000):06d}"
    check = (11 - sum(_ORG.index(letter) * weight for letter, weight in zip(body, _ORG_WEIGHTS, strict=True)) % 11) % 11
    code = f"91{area}{body}{'X' if check == 10 else check}"
    total = sum(_USCC.index(letter) * pow(3, place, 31) for place, letter in enumerate(code))
    return code + _USCC[(31 - total % 31) % 31]


def dutch_vat(index):
    """NL + nine digits passing the eleven test + B01."""
    base = 10_000_000 + scatter(index, 10_000_000)
    while True:
        digits = f"{base:08d}"
        check = sum(int(digit) * weight for digit, weight in zip(digits, range(9, 1, -1), strict=True)) % 11
        if check < 10:
            return f"NL{digits}{check}B01"
        # One in eleven bases has no check digit; the next ten million never meet another customer's base.
        base += 10_000_000


def french_vat(index):
    """FR + two check digits + nine digit SIREN with its Luhn digit."""
    base = f"9{scatter(index, 10_000_000):07d}"
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(base)]
    luhn = (10 - sum(value // 10 + value % 10 for value in doubled) % 10) % 10
    siren = int(f"{base}{luhn}")
    return f"FR{(12 + 3 * (siren % 97)) % 97:02d}{siren:09d}"


def tax_number(city, index):
    return {"shanghai": uscc, "rotterdam": dutch_vat, "lyon": french_vat}[city](index)
