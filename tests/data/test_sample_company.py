"""The sample company is what its README says: repeatable, tied together, and with its regularities really in it."""

import csv
import filecmp
import sys
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[2] / "data"
sys.path.insert(0, str(DATA))

from company import generate  # noqa: E402
from company.places import CITIES, kilometres  # noqa: E402

SEED, ANCHOR = 2026, date(2026, 10, 31)
KEYS = {
    "customer_id": "customers", "parent_id": "customers", "salesperson_id": "staff", "agent_id": "staff",
    "owner_id": "staff", "responsible_id": "staff", "technician_id": "technicians", "skill_id": "skills",
    "product_id": "products",
    "order_id": "orders", "order_line_id": "order_lines", "invoice_id": "invoices", "credited_invoice_id": "invoices",
    "asset_id": "assets", "campaign_id": "campaigns", "seminar_id": "seminars", "request_id": "requests",
    "article_id": "articles", "translation_of": "articles", "dirty_customer_id": "dirty_customers",
}  # fmt: skip
REFERENCES = {"call": "calls", "visit": "visits", "seat": "seminar_seats", "campaign": None}


@cache
def rows(name):
    with open(DATA / "csv" / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def ids(name):
    return {next(iter(row.values())) for row in rows(name)}


def names():
    return sorted(path.stem for path in (DATA / "csv").glob("*.csv"))


def money(text):
    return Decimal(text or "0")


def moment(text):
    return datetime.fromisoformat(text) if text else None


def totals(name, key, column):
    found = defaultdict(Decimal)
    for row in rows(name):
        found[row[key]] += money(row[column])
    return found


@cache
def orders_by_customer():
    found = defaultdict(list)
    for row in rows("orders"):
        found[row["customer_id"]].append(row)
    return found


def product_of_line():
    sku = {row["product_id"]: row["sku"] for row in rows("products")}
    return {row["order_line_id"]: sku[row["product_id"]] for row in rows("order_lines")}


# --- repeatable


def test_generating_again_gives_the_checked_in_bytes(tmp_path):
    generate(tmp_path, 1, SEED, ANCHOR)
    assert sorted(path.stem for path in tmp_path.iterdir()) == names()
    _same, differ, failed = filecmp.cmpfiles(DATA / "csv", tmp_path, [f"{name}.csv" for name in names()], shallow=False)
    assert not differ and not failed


def test_another_seed_gives_another_company(tmp_path):
    generate(tmp_path, 1, SEED + 1, ANCHOR)
    assert (tmp_path / "orders.csv").read_bytes() != (DATA / "csv" / "orders.csv").read_bytes()


def test_scale_three_has_three_times_the_customers_and_the_same_first_ones(tmp_path):
    counts = generate(tmp_path, 3, SEED, ANCHOR)
    assert counts["customers"] == 3 * len(rows("customers")) == 900
    assert counts["technicians"] == 24 and counts["products"] == 80
    assert 2.4 * len(rows("orders")) < counts["orders"] < 3.6 * len(rows("orders"))
    small = (DATA / "csv" / "customers.csv").read_text(encoding="utf-8").splitlines()
    large = (tmp_path / "customers.csv").read_text(encoding="utf-8").splitlines()
    assert large[: len(small)] == small


def test_a_company_of_no_size_is_refused(tmp_path):
    with pytest.raises(ValueError, match="scale"):
        generate(tmp_path, 0, SEED, ANCHOR)


# --- tied together


@pytest.mark.parametrize("name", names())
def test_first_column_is_a_key(name):
    assert len(ids(name)) == len(rows(name)) > 0


@pytest.mark.parametrize("name", names())
def test_every_foreign_key_resolves(name):
    own = next(iter(rows(name)[0]))
    for column in set(rows(name)[0]) & set(KEYS) - {own}:
        missing = {row[column] for row in rows(name) if row[column]} - ids(KEYS[column])
        assert not missing, f"{name}.{column}: {sorted(missing)[:3]}"


def test_every_touchpoint_points_to_what_it_came_from():
    for row in rows("touchpoints"):
        source = REFERENCES[row["source_ref"].split("_")[0]] if row["source_ref"] else None
        assert source is None or row["source_ref"] in ids(source)


def test_no_touchpoint_has_the_external_key_of_another():
    keys = Counter(row["external_key"] for row in rows("touchpoints"))
    assert keys.most_common(1)[0][1] == 1


def test_technicians_know_only_listed_skills():
    assert {skill for row in rows("technicians") for skill in row["skills"].split()} <= ids("skills")


def test_sizes_are_those_of_the_readme():
    exact = {"customers": 300, "products": 80, "staff": 12, "technicians": 8, "articles": 60, "article_questions": 120}
    assert {name: len(rows(name)) for name in exact} == exact
    assert 800 < len(rows("orders")) < 1000 and 2000 < len(rows("order_lines")) < 2600
    assert 3000 < len(rows("touchpoints")) < 5000


# --- totals tie


def test_line_is_quantity_times_price_less_discount():
    for row in rows("order_lines"):
        exact = int(row["quantity"]) * money(row["unit_price"]) * (100 - int(row["discount_percent"])) / 100
        assert abs(exact - money(row["amount_untaxed"])) <= Decimal("0.005")
        assert abs(money(row["amount_untaxed"]) * int(row["tax_rate"]) / 100 - money(row["amount_tax"])) <= Decimal(
            "0.005"
        )


@pytest.mark.parametrize(
    ("head", "detail", "key"), [("orders", "order_lines", "order_id"), ("invoices", "invoice_lines", "invoice_id")]
)
def test_total_is_the_sum_of_the_lines(head, detail, key):
    untaxed, tax = totals(detail, key, "amount_untaxed"), totals(detail, key, "amount_tax")
    for row in rows(head):
        assert money(row["amount_untaxed"]) == untaxed[row[key]] and money(row["amount_tax"]) == tax[row[key]]
        assert money(row["amount_total"]) == untaxed[row[key]] + tax[row[key]]


def test_no_line_is_invoiced_beyond_what_was_ordered():
    ordered = {row["order_line_id"]: int(row["quantity"]) for row in rows("order_lines")}
    invoiced, credited = Counter(), Counter()
    for row in rows("invoice_lines"):
        (credited if row["invoice_id"].startswith("credit") else invoiced)[row["order_line_id"]] += int(row["quantity"])
    assert all(count <= ordered[line] for line, count in invoiced.items())
    assert all(count <= invoiced[line] for line, count in credited.items())


def test_payments_and_credit_notes_never_exceed_the_invoice():
    paid, credited = (
        totals("payments", "invoice_id", "amount"),
        totals("invoices", "credited_invoice_id", "amount_total"),
    )
    for row in rows("invoices"):
        left = money(row["amount_total"]) - paid[row["invoice_id"]]
        assert 0 <= money(row["amount_residual"]) <= left
        if row["type"] == "invoice":
            assert credited[row["invoice_id"]] <= money(row["amount_total"])
            state = "paid" if money(row["amount_residual"]) == 0 else row["payment_state"]
            assert state == row["payment_state"]


def test_credit_notes_give_back_exactly_what_was_not_netted():
    """Over all invoices: invoiced - credited = paid in - paid out + still open."""
    signs = {"invoice": 1, "credit_note": -1, "inbound": 1, "outbound": -1}
    invoiced = sum(signs[row["type"]] * money(row["amount_total"]) for row in rows("invoices"))
    still_open = sum(signs[row["type"]] * money(row["amount_residual"]) for row in rows("invoices"))
    moved = sum(signs[row["direction"]] * money(row["amount"]) for row in rows("payments"))
    assert invoiced == moved + still_open


def test_nothing_is_paid_before_it_is_invoiced():
    day = {row["invoice_id"]: row["invoiced_on"] for row in rows("invoices")}
    assert all(row["paid_on"] >= day[row["invoice_id"]] for row in rows("payments"))


# --- people and places


def test_phone_numbers_are_valid_and_in_e164():
    phonenumbers = pytest.importorskip("phonenumbers")
    for name in ("company", "customers", "contacts", "staff", "technicians", "leads"):
        for row in rows(name):
            for number in filter(None, (row.get("phone"), row.get("mobile"))):
                parsed = phonenumbers.parse(number)
                assert phonenumbers.is_valid_number(parsed), f"{name}: {number}"
                assert phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) == number


def test_badly_written_numbers_are_still_the_same_number():
    phonenumbers = pytest.importorskip("phonenumbers")
    clean = {row["customer_id"]: row for row in rows("customers")}
    dirty = {row["customer_id"]: row for row in rows("dirty_customers")}
    pairs = [row for row in rows("duplicates") if row["kind"] == "phone_format"]
    assert pairs
    for pair in pairs:
        good, bad = clean[pair["customer_id"]], dirty[pair["dirty_customer_id"]]
        column = "phone" if good["phone"] else "mobile"
        assert good[column] != bad[column]
        parsed = phonenumbers.parse(bad[column], good["country"])
        assert phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) == good[column]


def test_no_two_customers_share_a_number_a_mailbox_or_a_tax_number():
    for column in ("phone", "mobile", "email", "vat"):
        values = Counter(row[column] for row in rows("customers") if row[column])
        assert values.most_common(1)[0][1] == 1, values.most_common(1)


def test_everybody_lives_inside_the_city_and_its_post_code():
    starts = {"CN": ("20",), "NL": ("30",), "FR": ("6900",)}
    by_country = {city.country: city for city in CITIES.values()}
    for row in rows("customers"):
        city = by_country[row["country"]]
        assert kilometres(float(row["lat"]), float(row["lon"]), city.lat, city.lon) < city.radius_km
        assert row["zip"].startswith(starts[row["country"]])


def test_chinese_names_start_with_the_surname_in_both_scripts():
    from company.names import SURNAMES_CN

    people = [row for row in rows("customers") if row["name_zh"] and row["is_company"] == "0"] + [
        row for row in rows("contacts") if row["name_zh"]
    ]
    assert len(people) > 100
    for row in people:
        assert row["name"].split()[0] == SURNAMES_CN[row["name_zh"][0]][0]


def test_no_mail_can_reach_a_real_mailbox():
    for name in names():
        for row in rows(name):
            for column in {"email"} & set(row):
                domain = row[column].rpartition("@")[2]
                assert (
                    not domain or domain.endswith(".example") or domain in ("example.com", "example.org", "example.net")
                )


def test_chinese_tax_numbers_have_their_check_character():
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    for row in rows("customers"):
        if row["country"] == "CN" and row["vat"]:
            values = [alphabet.index(letter) for letter in row["vat"]]
            assert (sum(value * pow(3, place, 31) for place, value in enumerate(values[:17])) + values[17]) % 31 == 0


# --- service


def test_no_technician_is_in_two_places():
    busy = defaultdict(list)
    for row in rows("visits"):
        if row["technician_id"]:
            busy[row["technician_id"]].append((moment(row["planned_start"]), moment(row["planned_end"])))
    for times in busy.values():
        times.sort()
        assert all(before[1] <= after[0] for before, after in zip(times, times[1:]))  # noqa: B905


def test_technicians_are_sent_where_they_live_and_for_what_they_know():
    known = {row["technician_id"]: row for row in rows("technicians")}
    land = {row["customer_id"]: row["country"] for row in rows("customers")}
    for row in rows("visits"):
        if row["technician_id"]:
            tech = known[row["technician_id"]]
            assert tech["country"] == land[row["customer_id"]] and row["skill_id"] in tech["skills"].split()


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("requests", ("opened_at", "responded_at", "solved_at")),
        ("complaints", ("received_at", "acknowledged_at", "assessed_at", "investigated_at", "responded_at", "communicated_at", "closed_at", "followed_up_at")),  # noqa: E501
        ("leads", ("created_at", "first_response_at", "qualified_at", "proposition_at", "negotiation_at", "closed_at")),
        ("calls", ("started_at", "answered_at", "ended_at")),
    ],
)  # fmt: skip
def test_time_only_goes_forward(name, columns):
    for row in rows(name):
        times = [row[column] for column in columns if row[column]]
        assert times == sorted(times), row


# --- the regularities that are planted


def test_february_and_august_are_weak_and_november_is_strong():
    land = {row["customer_id"]: row["country"] for row in rows("customers")}
    months = Counter((land[row["customer_id"]] == "CN", row["ordered_at"][5:7]) for row in rows("orders"))
    assert months[True, "11"] > 1.5 * months[True, "02"]
    assert months[False, "11"] > 1.3 * months[False, "08"]


def test_many_customers_have_stopped_and_stay_silent():
    truth = {row["customer_id"]: row for row in rows("customer_truth")}
    buyers = [row for row in truth.values() if row["orders"] != "0"]
    stopped = [row for row in buyers if row["stopped"] == "1"]
    assert 0.25 < len(stopped) / len(buyers) < 0.60
    for row in truth.values():
        assert len(orders_by_customer()[row["customer_id"]]) == int(row["orders"])


def test_a_tenth_of_the_customers_brings_more_than_half_of_the_revenue():
    revenue = sorted(
        (
            sum(money(row["amount_untaxed"]) for row in own if row["state"] == "sale")
            for own in orders_by_customer().values()
        ),
        reverse=True,
    )
    top = sum(revenue[: len(rows("customers")) // 10]) / sum(revenue)
    assert 0.5 < top < 0.75


@pytest.mark.parametrize(("bought", "offered"), [("CU-101", "CU-103"), ("EM-202", "GR-202"), ("EM-201", "SV-101")])
def test_what_belongs_together_is_bought_together(bought, offered):
    baskets, sku = defaultdict(set), product_of_line()
    for row in rows("order_lines"):
        baskets[row["order_id"]].add(sku[row["order_line_id"]])
    both = sum(1 for basket in baskets.values() if {bought, offered} <= basket)
    first, second = (sum(1 for basket in baskets.values() if one in basket) for one in (bought, offered))
    assert both / first > 0.4 and both * len(baskets) / (first * second) > 3


def test_prices_grow_every_january():
    price = defaultdict(set)
    year = {row["order_id"]: row["ordered_at"][:4] for row in rows("orders")}
    for row in rows("order_lines"):
        if row["product_id"] == "product_021":
            price[year[row["order_id"]]].add(money(row["unit_price"]))
    assert all(len(prices) == 1 for prices in price.values())
    assert min(price["2024"]) < min(price["2025"]) < min(price["2026"])


def test_three_products_draw_far_more_complaints_than_their_share_of_sales():
    sku, bad = product_of_line(), {"EM-301", "WT-201", "CU-102"}
    sold = sum(1 for row in rows("order_lines") if sku[row["order_line_id"]] in bad) / len(rows("order_lines"))
    complained = sum(1 for row in rows("complaints") if sku[row["order_line_id"]] in bad) / len(rows("complaints"))
    assert complained > 0.25 and complained > 3 * sold


def test_late_payers_pay_late():
    habit = {row["customer_id"]: row["payment_behaviour"] for row in rows("customers")}
    due = {row["invoice_id"]: row["due_on"] for row in rows("invoices") if row["type"] == "invoice"}
    delay = defaultdict(list)
    for row in rows("payments"):
        if row["invoice_id"] in due:
            late = (date.fromisoformat(row["paid_on"]) - date.fromisoformat(due[row["invoice_id"]])).days
            delay[habit[row["customer_id"]]].append(late)
    mean = {habit: sum(days) / len(days) for habit, days in delay.items()}
    assert mean["early"] < mean["on_time"] < mean["late"] < mean["very_late"]


def test_a_seminar_guest_becomes_a_customer_more_often_than_a_web_form():
    won, closed = Counter(), Counter()
    for row in rows("leads"):
        closed[row["source"]] += row["stage"] in ("won", "lost")
        won[row["source"]] += row["stage"] == "won"
    assert won["seminar"] / closed["seminar"] > 1.5 * won["web_form"] / closed["web_form"]


def test_questions_are_not_copied_out_of_their_article():
    body = {row["article_id"]: row["title"] + row["body"] for row in rows("articles")}
    language = {row["article_id"]: row["language"] for row in rows("articles")}
    asked = Counter(row["article_id"] for row in rows("article_questions"))
    assert set(asked.values()) == {2} and len(asked) == 60
    for row in rows("article_questions"):
        assert row["question"] not in body[row["article_id"]] and row["language"] == language[row["article_id"]]


def test_labelled_pairs_hold_copies_and_honest_look_alikes():
    kinds = Counter((row["is_duplicate"], row["kind"]) for row in rows("duplicates"))
    copies = {kind for label, kind in kinds if label == "1"}
    assert copies == {"typo", "swapped_name", "moved_address", "pinyin", "phone_format", "company_suffix", "several"}
    assert sum(count for (label, _kind), count in kinds.items() if label == "0") >= 10
    clean = {row["customer_id"]: row for row in rows("customers")}
    dirty = {row["customer_id"]: row for row in rows("dirty_customers")}
    same = ("name", "name_zh", "street", "zip", "phone", "mobile", "email")
    for pair in rows("duplicates"):
        good, bad = clean[pair["customer_id"]], dirty[pair["dirty_customer_id"]]
        assert any(good[column] != bad[column] for column in same), pair


def test_whoever_still_buys_is_visited_in_time_and_whoever_left_is_not():
    promise = {"key": timedelta(days=17), "growth": timedelta(days=30)}
    stopped = {row["customer_id"]: row["stopped"] == "1" for row in rows("customer_truth")}
    last = defaultdict(lambda: date.min)
    for row in rows("touchpoints"):
        if row["channel"] == "visit":
            last[row["customer_id"]] = max(last[row["customer_id"]], moment(row["occurred_at"]).date())
    kept = defaultdict(list)
    for row in rows("customers"):
        if row["is_company"] == "1" and row["segment"] in promise:
            name = row["customer_id"]
            kept[stopped[name]].append(ANCHOR - promise[row["segment"]] <= last[name])
    assert sum(kept[False]) / len(kept[False]) > 0.9 and sum(kept[True]) / len(kept[True]) < 0.5
