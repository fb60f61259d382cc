"""Days and hours: seasons per market, local office hours, UTC."""

from bisect import bisect_left
from datetime import date, datetime, time, timedelta
from itertools import accumulate

HISTORY_DAYS = 730

# First day of the lunar year; the dip in demand moves with it, so a fixed month would be wrong every other year.
SPRING_FESTIVAL = {
    2018: (2, 16), 2019: (2, 5), 2020: (1, 25), 2021: (2, 12), 2022: (2, 1), 2023: (1, 22), 2024: (2, 10),
    2025: (1, 29), 2026: (2, 17), 2027: (2, 6), 2028: (1, 26), 2029: (2, 13), 2030: (2, 3), 2031: (1, 23),
    2032: (2, 11), 2033: (1, 31), 2034: (2, 19), 2035: (2, 8), 2036: (1, 28),
}  # fmt: skip

MONTHS = {
    "CN": (0.95, 0.80, 1.10, 1.05, 1.00, 1.10, 0.85, 0.80, 1.10, 1.05, 1.45, 1.20),
    "EU": (0.85, 0.90, 1.05, 1.05, 1.05, 1.00, 0.80, 0.55, 1.20, 1.15, 1.30, 1.15),
}
WEEKEND = 0.15


def spring_festival(year):
    if year not in SPRING_FESTIVAL:
        raise ValueError(f"no Spring Festival date for {year}; add it to SPRING_FESTIVAL")
    return date(year, *SPRING_FESTIVAL[year])


def holiday_factor(day, market):
    """What is left of a normal day's demand; 1.0 on an ordinary day."""
    if market == "EU":
        return 0.1 if (day.month, day.day) >= (12, 24) or (day.month, day.day) <= (1, 2) else 1.0
    offset = (day - spring_festival(day.year)).days
    if -3 <= offset <= 9:
        return 0.06
    if -10 <= offset < -3:
        return 0.6
    return 0.15 if day.month == 10 and day.day <= 7 else 1.0


def demand(day, market, weekend=WEEKEND):
    factor = MONTHS[market][day.month - 1] * holiday_factor(day, market)
    return factor * (weekend if day.weekday() >= 5 else 1.0)


class Season:
    """The history as a stretch of demand instead of a stretch of days.

    An even stream of events in demand becomes a seasonal one in days. One unit of demand is one average day.
    """

    def __init__(self, start, market, weekend=WEEKEND):
        weights = [demand(start + timedelta(days=n), market, weekend) for n in range(HISTORY_DAYS)]
        mean = sum(weights) / len(weights)
        self.start = start
        self.reached = list(accumulate(weight / mean for weight in weights))

    @property
    def total(self):
        return self.reached[-1]

    def day_at(self, units):
        """Day on which `units` of demand have passed since the start; None after the end."""
        index = bisect_left(self.reached, units)
        return self.start + timedelta(days=index) if index < len(self.reached) else None

    def units_at(self, day):
        index = (day - self.start).days
        return self.reached[index - 1] if index > 0 else 0.0


def last_sunday(year, month):
    day = date(year, month, 31)
    return day - timedelta(days=(day.weekday() + 1) % 7)


def utc_offset(day, city):
    """Hours to take off local office time to get UTC. Shanghai has no summer time, Rotterdam and Lyon do."""
    if city == "shanghai":
        return 8
    return 2 if last_sunday(day.year, 3) <= day < last_sunday(day.year, 10) else 1


def utc(day, minutes, city):
    """UTC moment of `minutes` after local midnight on `day`; minutes may be fractional."""
    return datetime.combine(day, time()) + timedelta(seconds=int(minutes * 60) - 3600 * utc_offset(day, city))


def local(moment, city):
    """Local clock time of a UTC moment."""
    return moment + timedelta(hours=utc_offset(moment.date(), city))


def closed(day, city):
    """True on days the local office does not work: weekends and the long public holidays."""
    return day.weekday() >= 5 or holiday_factor(day, "CN" if city == "shanghai" else "EU") < 0.2


def next_open(day, city):
    while closed(day, city):
        day += timedelta(days=1)
    return day


OPENS, CLOSES = 9 * 60, 18 * 60


def after_working(moment, minutes, city):
    """UTC moment `minutes` of local office time (9:00 to 18:00, no weekends or holidays) after `moment`."""
    here = local(moment, city)
    day, clock = here.date(), max(here.hour * 60 + here.minute + here.second / 60, OPENS)
    if clock >= CLOSES or closed(day, city):
        day, clock = next_open(day + timedelta(days=1), city), OPENS
    while minutes > CLOSES - clock:
        minutes -= CLOSES - clock
        day, clock = next_open(day + timedelta(days=1), city), OPENS
    return utc(day, clock + minutes, city)


def office_moment(rng, day, city):
    """A moment of `day` with the two humps of an office day: late morning and mid afternoon. UTC."""
    centre = 10.5 * 60 if rng.random() < 0.55 else 15.2 * 60
    return utc(day, min(max(rng.gauss(centre, 75), 8.2 * 60), 18.8 * 60), city)


def evening_moment(rng, day, city):
    """A moment of `day` as private people shop: most of it after work. UTC."""
    centre = 20.7 * 60 if rng.random() < 0.65 else 13 * 60
    return utc(day, min(max(rng.gauss(centre, 70), 8 * 60), 23.4 * 60), city)
