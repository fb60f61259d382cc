"""The nightly search for duplicates among 100,000 partners: what it finds, what it makes up, how long it takes.

    recall, precision                the labelled pairs of data/csv (duplicates.csv), lying among 100,000 partners of
                                     the same generator
    recall_crowd, precision_crowd    all labelled pairs of those 100,000; the search was tuned on these
    recall_unseen, precision_unseen  the same of 100,000 partners from another seed, which nobody looked at before:
                                     the ones to believe
    seconds                          the whole nightly job: reading 100,000 partners, comparing, writing the queue

A pair counts as made up when it is labelled as two, or not labelled at all. --scale 0.1 searches among 10,000.
"""

import csv
import os
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from house import database
from house.machine import ROOT

PARTNERS = 100_000
SEED, OTHER_SEED = 2026, 7
# The generator spoils a fifth of the customers into a second row.
CUSTOMERS = 83_400 / 100_000


def main(house):
    environment = house.environment
    os.environ.update(environment.odoo_environment())
    template = database.template(environment, ["crm_extended"])
    figures = {}
    with database.Copy(environment, template, "bench") as name:
        import odoo
        from odoo.modules.registry import Registry

        odoo.tools.config.parse_config(["-c", str(database.config_for(environment, name)), "-d", name])
        try:
            with Registry(name).cursor() as cursor:
                env = odoo.api.Environment(cursor, odoo.SUPERUSER_ID, {"tracking_disable": True})
                for seed in (SEED, OTHER_SEED):
                    with env.cr.savepoint(flush=False) as savepoint:
                        figures |= searching(env, seed, int(PARTNERS * CUSTOMERS * house.scale))
                        savepoint.rollback()
                    env.invalidate_all(flush=False)
                cursor.rollback()
        finally:
            odoo.sql_db.close_all()
    return figures


def searching(env, seed, customers):
    """Fill the house, let the night come, compare the queue with the labels."""
    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder), seed, customers)
        rows = [row for name in ("customers", "dirty_customers") for row in read(folder, name)]
        labels = read(folder, "duplicates")
    ids = fill(env, rows)
    start = time.perf_counter()
    env["crm.duplicate.candidate"]._cron_find()
    seconds = time.perf_counter() - start
    env.cr.execute("SELECT partner_a_id, partner_b_id FROM crm_duplicate_candidate")
    mine = set(ids.values())
    found = {frozenset(pair) for pair in env.cr.fetchall() if mine.issuperset(pair)}
    truth = {pair_of(ids, row): row["is_duplicate"] == "1" for row in labels}
    recall, precision = score(found, truth)
    if seed != SEED:
        return {"recall_unseen": recall, "precision_unseen": precision, "seconds_unseen": round(seconds, 1)}
    near, own = labelled_in_the_repository(ids, rows, found)
    first = score(near, own)
    return {
        "recall": first[0],
        "precision": first[1],
        "labelled_pairs": len(own),
        "partners": len(rows),
        "seconds": round(seconds, 1),
        "recall_crowd": recall,
        "precision_crowd": precision,
        "labelled_pairs_crowd": len(truth),
    }


def generate(folder, seed, count):
    """Customers and their spoilt second rows, by the sample company's own generator."""
    sys.path.insert(0, str(ROOT / "data"))
    from company import customers, duplicates
    from company.days import HISTORY_DAYS
    from company.registers import PhoneBook

    anchor = date(2026, 10, 31)
    phones = PhoneBook()
    population = customers.Population(seed, anchor - timedelta(days=HISTORY_DAYS - 1), anchor, phones)
    everybody = [population.customer(index) for index in range(count)]
    customers.write_customers(folder, everybody)
    duplicates.write_duplicates(folder, seed, everybody, phones, anchor)


def read(folder, name):
    with (Path(folder) / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def fill(env, rows):
    """Partners of these rows by SQL, with the numbers and addresses normalised as Odoo does it; {key: id}."""
    from odoo.tools import email_normalize

    from odoo.addons.phone_validation.tools.phone_validation import phone_format

    countries = {country.code: country for country in env["res.country"].search([])}
    plain = env["res.partner"].create({"name": "Plain"})
    env.flush_all()
    env.cr.execute("SELECT max(id) FROM res_partner")
    first = env.cr.fetchone()[0] + 1
    ids = {row["customer_id"]: first + place for place, row in enumerate(rows)}
    values = []
    for row in rows:
        phone, country = row["phone"] or row["mobile"], countries[row["country"]]
        number = phone and phone_format(phone, country.code, country.phone_code, "E164", raise_exception=False)
        values.append(
            (
                *(
                    ids[row["customer_id"]],
                    row["name_zh"] or row["name"],
                    row["is_company"] == "1",
                    row["email"] or None,
                ),
                *(email_normalize(row["email"]) or None, phone or None, number or None, row["vat"] or None),
                *(row["street"], row["city"], ids.get(row["parent_id"]), country.id),
            )
        )
    columns = "id name is_company email email_normalized phone phone_sanitized vat street city parent_id country_id"
    columns = columns.split()
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = 'res_partner' AND column_name <> ALL(%s)",
        [[*columns, "commercial_partner_id"]],
    )
    rest = ", ".join(f'"{name}"' for (name,) in env.cr.fetchall())
    # Columns that must not be empty are those of an ordinary partner.
    env.cr.execute_values(
        f"INSERT INTO res_partner ({', '.join(columns)}, {rest}) SELECT v.*, {rest} FROM (VALUES %s) AS v"
        f" CROSS JOIN (SELECT {rest} FROM res_partner WHERE id = {plain.id}) AS plain",
        values,
        template="(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::int, %s)",
        page_size=1000,
    )
    env.cr.execute("UPDATE res_partner SET commercial_partner_id = COALESCE(parent_id, id) WHERE id >= %s", [first])
    env.cr.execute("ANALYZE res_partner")
    env.invalidate_all(flush=False)
    return ids


def pair_of(ids, row):
    return frozenset((ids[row["customer_id"]], ids[row["dirty_customer_id"]]))


def labelled_in_the_repository(ids, rows, found):
    """(pairs found that touch a row of data/csv, {labelled pair: is one}) of the committed files in the same crowd."""
    committed = {row["customer_id"] for row in read(ROOT / "data/csv", "customers")}
    pairs = [row for row in read(ROOT / "data/csv", "duplicates")]
    own = {pair_of(ids, row): row["is_duplicate"] == "1" for row in pairs}
    touched = {ids[key] for key in committed} | {one for pair in own for one in pair}
    return {pair for pair in found if pair & touched}, own


def score(found, truth):
    """(recall, precision): pairs that nobody labelled count as made up."""
    real = {pair for pair, is_one in truth.items() if is_one}
    hits = len(found & real)
    return round(hits / len(real), 4), round(hits / max(1, len(found)), 4)
