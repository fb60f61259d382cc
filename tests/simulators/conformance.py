"""How a dialect enters the conformance suite: a file `conformance_<code>.py` beside its simulator with a CANDIDATE.

Nothing central lists them; tests/conformance/test_dialects.py runs every one it finds.
"""

import importlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Stored:
    """A document as the simulated ERP has it.

    lines    (product number, quantity, unit price) as floats; of a journal entry (account, debit, credit)
    total    invoice and credit note: total with tax, as a positive float; payment: its amount; None: not kept there
    refers   number of the invoice that a credit note reverses or a payment pays; "" where the ERP does not keep it
    state    "cancelled" when it was taken back
    delivery  of an order: what the ERP keeps of its delivery address, in the words of our documents, for example city
    addresses  of a customer: the same of each of its further addresses
    """

    key: str
    number: str
    name: str = ""
    lines: tuple = ()
    total: float | None = None
    refers: str = ""
    state: str = ""
    delivery: dict = field(default_factory=dict)
    addresses: tuple = ()


@dataclass(frozen=True)
class Candidate:
    """One dialect and its simulator.

    dialect     "addon:module:class", the module below the addon
    simulator   file name of the simulator without .py; options: its command line; settings: fields of Settings but url
    calls       {kind: name of the operation that creates one}, for the plan of faults
    stored      (erp, kind) -> [Stored], from the control plane
    bill        (erp, number of an order) -> (number, total) of an invoice; pay: (erp, invoice number)
    wrong       settings that the ERP must not let in
    lose_login  (erp): every session and token the ERP gave out becomes worthless; None where there are none
    prepare     (erp): what a site has before the first call, for example published services
    confirmations  (erp) -> envelopes with which an asynchronous ERP confirms what it has taken since last time
    postings    invoices and credit notes arrive as bookings: their lines are (account, debit, credit)
    priced      orders arrive with our prices; False: the ERP finds its own
    key_form    our key as this ERP writes a customer's
    seed        (erp, kind, count): the ERP has that many rows of a kind that only it makes (credit_limit, price, stock,
                delivery). Called when customer, products and orders are there; returns [(key of the customer, product
                or order, amount as float)]
    maps        value maps that a site would have entered: {"account": {"6001": "4000"}}; see the codes in dialect_scene
    bare        (dialect, mapped order): function(number) that creates one order by a bare zeep call, for the benchmark
    site        (erp) -> number under which the ERP has the delivery address of the scene, where it goes by numbers
    links       {"account.move,99": key}: records that a site would have matched
    """

    dialect: str
    simulator: str
    options: tuple
    settings: dict
    calls: dict
    stored: Callable
    wrong: dict
    bill: Callable | None = None
    pay: Callable | None = None
    lose_login: Callable | None = None
    prepare: Callable | None = None
    confirmations: Callable | None = None
    postings: bool = False
    priced: bool = True
    key_form: Callable = str
    seed: Callable | None = None
    bare: Callable | None = None
    site: Callable | None = None
    maps: dict = field(default_factory=dict)
    links: dict = field(default_factory=dict)

    @property
    def addon(self):
        return self.dialect.partition(":")[0]


def candidates():
    """{code: Candidate} of every conformance_<code>.py beside this file."""
    found = {}
    for path in sorted(Path(__file__).parent.glob("conformance_*.py")):
        found[path.stem.removeprefix("conformance_")] = importlib.import_module(path.stem).CANDIDATE
    return found
