"""The sample company's history is moved to the present without losing its weekdays or its birthdays."""

from datetime import date, datetime

import pytest
from house.sample import Sample, batches


@pytest.mark.parametrize("today", [date(2026, 11, 2), date(2027, 3, 17), date(2025, 1, 1)])
def test_the_last_order_lies_in_the_week_before_today(today):
    last = max(datetime.fromisoformat(row["ordered_at"]).date() for row in Sample(today).rows("orders"))
    assert 1 <= (today - last).days <= 7


def test_a_monday_stays_a_monday():
    assert Sample(date(2027, 3, 17)).shift.days % 7 == 0


def test_times_keep_their_hour_and_birthdays_their_day():
    moved, fixed = Sample(date(2027, 3, 17)), Sample(date(2026, 11, 1))
    for before, after in zip(fixed.rows("orders"), moved.rows("orders"), strict=True):
        assert before["ordered_at"][11:] == after["ordered_at"][11:]
    for before, after in zip(fixed.rows("staff"), moved.rows("staff"), strict=True):
        assert before["birthday"] == after["birthday"]


def test_a_file_that_is_not_there_has_no_rows():
    assert Sample().rows("unicorns") == []


def test_names_are_those_of_the_language():
    row = {"name": "Gu Wenbin", "name_zh": "顾文斌"}
    assert Sample(language="zh_CN").name_of(row) == "顾文斌" and Sample().name_of(row) == "Gu Wenbin"
    assert Sample(language="zh_CN").name_of(row | {"name_zh": ""}) == "Gu Wenbin"
    assert Sample(language="zh_CN").text("Spring fair", "春季展会") == "春季展会"
    assert Sample().text("Spring fair", "春季展会") == "Spring fair"


def test_batches_lose_nothing():
    assert list(batches([1, 2, 3, 4, 5], 2)) == [[1, 2], [3, 4], [5]]
