"""The sample company: Huibo Trading and Equipment, Shanghai, with branches in Rotterdam and Lyon. All invented."""

from datetime import datetime, time, timedelta
from pathlib import Path

from . import (
    account_visits,
    billing,
    calls,
    complaints,
    customers,
    duplicates,
    knowledge,
    leads,
    marketing,
    people,
    products,
    sales,
    service,
)
from . import visits as dispatch
from .days import HISTORY_DAYS
from .registers import PhoneBook

CUSTOMERS_PER_SCALE = 300


def generate(folder, scale, seed, anchor):
    """Write all files into `folder`; returns {file: rows}.

    `anchor` is the last day of the 730 day history. Customers and all that hangs on them, technicians and seminars grow
    with `scale`; catalogue, staff, campaigns and articles do not.
    """
    if scale < 1:
        raise ValueError(f"scale must be at least 1, got {scale}")
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    start, finish = anchor - timedelta(days=HISTORY_DAYS - 1), datetime.combine(anchor, time(15, 59, 59))
    phones, catalogue = PhoneBook(), products.catalogue()
    crew = people.technicians(seed, scale)
    counts = people.write_people(folder, phones, crew)
    counts["products"] = products.write_products(folder, catalogue)
    counts |= knowledge.write_knowledge(folder, seed, start)
    everybody, orders = _sell(folder, scale, seed, start, anchor, phones, catalogue, counts)
    counts |= _serve(folder, seed, start, finish, everybody, orders, crew, catalogue, phones, scale)
    return counts


def _sell(folder, scale, seed, start, anchor, phones, catalogue, counts):
    """Customers, their orders, and the labelled files about them; returns (customers, orders)."""
    population = customers.Population(seed, start, anchor, phones)
    everybody = [population.customer(index) for index in range(CUSTOMERS_PER_SCALE * scale)]
    market = sales.Market(seed, start, anchor, catalogue)
    for one in everybody:
        market.buy(one)
    orders = sales.numbered(everybody)
    counts["customers"] = customers.write_customers(folder, everybody)
    counts["contacts"] = customers.write_contacts(folder, seed, everybody, phones, anchor.year)
    counts["customer_truth"] = sales.write_truth(folder, everybody)
    counts |= duplicates.write_duplicates(folder, seed, everybody, phones, anchor)
    counts |= sales.write_orders(folder, orders, catalogue)
    counts |= billing.write_invoices(folder, billing.all_invoices(seed, orders, anchor, catalogue))
    return everybody, orders


def _serve(folder, seed, start, finish, everybody, orders, crew, catalogue, phones, scale):
    """Everything that is not money; returns {file: rows}."""
    anchor, counts = finish.date(), {}
    plans = marketing.campaigns(start, anchor)
    counts["campaigns"] = marketing.write_campaigns(folder, seed, plans, anchor)
    assets = billing.all_assets(seed, everybody, orders, start, catalogue)
    requests = service.all_requests(seed, everybody, start, finish)
    counts["assets"] = billing.write_assets(folder, assets, catalogue, anchor)
    counts["requests"] = service.write_requests(folder, requests)
    rows = complaints.complaints_of(seed, orders, catalogue, finish)
    counts["complaints"] = complaints.write_complaints(folder, rows, catalogue, finish)
    found = [*leads.won_leads(seed, everybody, start)]
    found += leads.other_leads(seed, everybody, catalogue, finish, start, phones)
    counts["leads"] = leads.write_leads(folder, seed, found, plans, catalogue)
    with marketing.Touchpoints(folder) as touch:
        marketing.web_and_mail(seed, everybody, plans, catalogue, start, finish, touch)
        counts |= marketing.write_seminars(folder, seed, marketing.seminars(scale, anchor), everybody, finish, touch)
        made = calls.all_calls(seed, everybody, plans, start, finish, phones)
        counts["calls"] = calls.write_calls(folder, made, calls.agents_for(scale), finish, touch)
        jobs = dispatch.jobs_of(seed, orders, requests, assets, anchor)
        account_visits.account_visits(seed, everybody, finish, touch)
        counts["visits"] = dispatch.write_visits(folder, seed, jobs, [tech for tech, _row in crew], finish, touch)
        counts["touchpoints"] = touch.table.rows
    return counts
