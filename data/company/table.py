"""How rows reach the disk: UTF-8, comma, LF, a header, and money as whole cents until the last moment."""

import csv
from datetime import date, datetime


def cents(amount):
    """Text of an amount in cents.

    >>> cents(123450), cents(-5)
    ('1234.50', '-0.05')
    """
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100}.{abs(amount) % 100:02d}"


def share(amount, percent):
    """`percent` of an amount in cents, rounded half up; both are whole numbers.

    >>> share(1050, 13)
    137
    """
    return (amount * percent + 50) // 100


def cell(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.6f}"
    return value


class Table:
    """One CSV file that is written row by row; use as a context manager.

    `columns` is a space separated text. `add` takes the values in that order.
    """

    def __init__(self, folder, name, columns):
        self.columns = columns.split()
        self.rows = 0
        self._file = open(folder / f"{name}.csv", "w", encoding="utf-8", newline="")  # noqa: SIM115
        self._writer = csv.writer(self._file, lineterminator="\n")
        self._writer.writerow(self.columns)

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self._file.close()

    def add(self, *values):
        if len(values) != len(self.columns):
            raise ValueError(f"{self._file.name} has {len(self.columns)} columns, got {len(values)} values: {values}")
        self._writer.writerow([cell(value) for value in values])
        self.rows += 1
