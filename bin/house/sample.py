"""The sample company as the addons read it: rows of data/csv, and the records that were made of them.

An addon loads its part in `demo/sample_company.py`:

    def load(env, sample):
        for row in sample.rows("requests"):
            customer = sample.find(env, row["customer_id"])
            ...
        sample.keep(records, keys)

It is called once, after installation, in the order of dependency, as the superuser; it commits by returning.
"""

import csv
import re
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path

from .machine import ROOT

MODULE = "__sample__"  # external ids of sample records: __sample__.customer_00001
DATE = re.compile(r"(\d{4}-\d\d-\d\d)( \d\d:\d\d:\d\d)?$")
# Days of the calendar that no history moves.
FIXED = ("birthday",)


class Sample:
    """Rows with their dates moved so that the history ended in the last days before `today`."""

    def __init__(self, today=None, folder=ROOT / "data/csv", language="en_US", say=lambda text: None):
        self.today = today or date.today()
        self.folder = Path(folder)
        self.language = language
        self.at = say

    @cached_property
    def shift(self):
        """How far the history moves: whole weeks, so that a Monday stays a Monday, and never into the future."""
        return timedelta(days=(self.today - timedelta(days=1) - self._last_day()).days // 7 * 7)

    def _last_day(self):
        with (self.folder / "orders.csv").open(newline="", encoding="utf-8") as file:
            return max(date.fromisoformat(row["ordered_at"][:10]) for row in csv.DictReader(file))

    def rows(self, name):
        """Rows of data/csv/<name>.csv as dictionaries of strings; empty when the company has no such file."""
        path = self.folder / f"{name}.csv"
        if not path.exists():
            return []
        with path.open(newline="", encoding="utf-8") as file:
            return [{key: self._moved(key, value) for key, value in row.items()} for row in csv.DictReader(file)]

    def _moved(self, column, value):
        if column in FIXED or not DATE.match(value):
            return value
        if len(value) == 10:
            return (date.fromisoformat(value) + self.shift).isoformat()
        return (datetime.fromisoformat(value) + self.shift).isoformat(" ")

    def name_of(self, row):
        """The name to show in the company's language."""
        return (row["name_zh"] if self.language == "zh_CN" else "") or row["name"]

    def text(self, english, chinese):
        """What a person of the company would have typed."""
        return chinese if self.language == "zh_CN" else english

    def keep(self, records, keys):
        """Remember which record was made of which row: `keys` are the values of the first column."""
        records.env["ir.model.data"]._update_xmlids(
            [
                {"xml_id": f"{MODULE}.{key}", "record": record, "noupdate": True}
                for record, key in zip(records, keys, strict=True)
            ]
        )

    def find(self, env, key):
        """The record made of the row with this key, or None for an empty key or a row nobody loaded."""
        return (env.ref(f"{MODULE}.{key}", raise_if_not_found=False) if key else None) or None

    def ids(self, env, model):
        """{key: id} of all sample records of a model: for loops over thousands of rows."""
        rows = env["ir.model.data"].search_read([("module", "=", MODULE), ("model", "=", model)], ["name", "res_id"])
        return {row["name"]: row["res_id"] for row in rows}


def talk(text):
    """Progress of a child process, which its parent shows."""
    print(f"@ {text}", flush=True)


def batches(items, size):
    for start in range(0, len(items), size):
        yield items[start : start + size]
