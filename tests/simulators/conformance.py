"""How a dialect enters the conformance suite: a file `conformance_<code>.py` beside its simulator with a CANDIDATE.

Nothing central lists them; tests/conformance/test_dialects.py runs every one it finds.
"""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Stored:
    """A document as the simulated ERP has it. `lines` are (product number, quantity, unit price) as floats."""

    key: str
    number: str
    name: str = ""
    lines: tuple = ()


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
    key_form    our key as this ERP writes a customer's
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
    key_form: Callable = str

    @property
    def addon(self):
        return self.dialect.partition(":")[0]


def candidates():
    """{code: Candidate} of every conformance_<code>.py beside this file."""
    found = {}
    for path in sorted(Path(__file__).parent.glob("conformance_*.py")):
        found[path.stem.removeprefix("conformance_")] = importlib.import_module(path.stem).CANDIDATE
    return found
