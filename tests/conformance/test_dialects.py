"""Every dialect against its simulator: what a dialect promises is the same for all of them.

A dialect enters by a file `conformance_<code>.py` beside its simulator. The lane, the mapping and the transport are the
real ones; only the outbox is kept in memory, and the ERP is a process of its own that is stricter than the real one.
"""

import datetime
import json
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import conformance
import dialect_matrix
import dialect_scene as scene
import incoming_contract
import pytest
from dialect_scene import CUSTOMER, PRODUCT, SERVICE, Outbox, dialect_class, profile_for, settings_for
from soap_server import running

from odoo.addons.erp_connector.engine import canonical, difference
from odoo.addons.erp_connector.engine.dialect import Dialect

CANDIDATES = conformance.candidates()
ORDER = ("sale.order", 1)
KEY = "O1a2b3c4d-OR-1"
FINANCE = ("invoice", "credit_note", "payment", "journal_entry")
FINANCE_KEYS = {
    "invoice": "O1a2b3c4d-IN-11",
    "credit_note": "O1a2b3c4d-CR-12",
    "payment": "O1a2b3c4d-PA-21",
    "journal_entry": "O1a2b3c4d-JO-31",
}
FINANCE_FAULTS = ("drop_before", "drop_after", "half_reply", "html_500_after", "empty_after", "hang_after")
# Kinds that are read as lists whose length the test knows; how many there are after five orders and their invoices.
LISTED = {"customer": 1, "product": 2, "order_status": 5, "open_item": 5}
# What the network and the server do to the call that creates the order. After all of them: exactly one order.
FAULTS = (
    *("drop_before", "drop_after", "half_reply", "html_500", "html_500_after", "html_200", "empty", "empty_after"),
    *("retry_after", "redirect", "entity_bomb", "soap_fault", "big", "wrong_charset", "hang", "hang_after"),
)


@pytest.fixture(scope="module", params=sorted(CANDIDATES))
def running_candidate(request):
    candidate = CANDIDATES[request.param]
    with running(candidate.simulator, *candidate.options) as erp:
        candidate_and_erp = (request.param, candidate, erp)
        yield candidate_and_erp


class Stage:
    """One test's view: an empty ERP, an empty outbox, and verbs."""

    def __init__(self, code, candidate, erp):
        self.code, self.candidate, self.erp = code, candidate, erp
        self.outbox = Outbox()
        if candidate.confirmations:
            self.outbox.confirmations = lambda: candidate.confirmations(erp)
        self.dialect = dialect_class(candidate)

    def profile(self, **changes):
        return profile_for(self.candidate, self.erp.url, **changes)

    def make(self, **changes):
        return self.dialect(settings_for(self.candidate, self.erp.url, **changes))

    def put(self, kind, action, record, document, key, **options):
        return self.outbox.put(kind, action, record, document, key, **options)

    def drain(self, **options):
        return self.outbox.drain(self.profile(), **options)

    def master_data(self):
        """A customer and two products are in the ERP; a site whose ERP takes no products has matched them."""
        self.outbox.links |= self.candidate.links
        self.put("customer", "create", CUSTOMER, scene.customer(), "O1a2b3c4d-CU-7")
        if "create" in self.dialect.flows_out.get("product", ()):
            self.put("product", "create", PRODUCT, scene.product("CM-X1"), "O1a2b3c4d-PR-3")
            self.put("product", "create", SERVICE, scene.product("TR-1", "咖啡师培训", "service"), "O1a2b3c4d-PR-4")
        rows = self.drain()
        assert {row["state"] for row in rows} == {"accepted"}, [row["values"] for row in rows]
        return self

    def order(self, number=1, **options):
        key = f"O1a2b3c4d-OR-{number}"
        return self.put("order", "create", ("sale.order", number), scene.order(f"S{number:05d}"), key, **options)

    def billed(self):
        """Master data, an order where the dialect takes one, and its invoice are in the ERP: the rows of the outbox."""
        self.master_data()
        if "create" in self.dialect.flows_out.get("order", ()):
            self.order()
        return self.finance("invoice")

    def ready_for(self, kind):
        """Everything is in the ERP that a finance document of this kind refers to."""
        self.outbox.links |= self.candidate.links
        if kind in ("credit_note", "payment") and "create" in self.dialect.flows_out.get("invoice", ()):
            self.billed()
        else:
            self.master_data()
            if kind == "invoice" and "create" in self.dialect.flows_out.get("order", ()):
                self.order()
        rows = self.drain()
        assert {row["state"] for row in rows} == {"accepted"}, [row["values"] for row in rows]
        return self

    def elsewhere(self):
        """The delivery address of the scene, with its number where the ERP goes by numbers."""
        code = self.candidate.site(self.erp) if self.candidate.site else ""
        return scene.address(code=code, customer="")

    def finance(self, kind, action="create", **options):
        """Put the finance document of this kind into the outbox; what it refers to is said as far as it is known."""
        document = options.pop("document", None) or self.finance_document(kind)
        record = {"payment": scene.PAYMENT, "journal_entry": scene.ENTRY, "credit_note": scene.CREDIT_NOTE}
        return self.put(kind, action, record.get(kind, scene.INVOICE), document, FINANCE_KEYS[kind], **options)

    def finance_document(self, kind):
        billed = "{},{}".format(*scene.INVOICE) in self.outbox.links
        ordered = "create" in self.dialect.flows_out.get("order", ())
        if kind == "invoice":
            return scene.bill(order=(scene.ORDER, KEY, "S00001") if ordered else None)
        if kind == "credit_note":
            line = ((scene.PRODUCT, "1.0", "4500"),)
            reverses = (scene.INVOICE, "INV/2026/00011")
            document = scene.bill("RINV/2026/00012", line, reverses=reverses)
            return document if billed else document | {"reversed": ""}
        if kind == "payment":
            return scene.payment("1000.00", [(scene.INVOICE, "INV/2026/00011", "1000.00")] if billed else ())
        return scene.journal_entry()

    def finance_stored(self, kind):
        """What the ERP has of it and has not taken back."""
        key = plain_key(FINANCE_KEYS[kind])
        rows = [row for row in self.stored(kind) if row.state != "cancelled"]
        return [row for row in rows if plain_key(row.key) and key.endswith(plain_key(row.key))]

    def stored(self, kind):
        return self.candidate.stored(self.erp, kind)

    def orders(self, key=KEY):
        return [row for row in self.stored("order") if row.key.casefold() == key.casefold()]

    def fault(self, name, kind="order", **details):
        self.erp.faults({"fault": name, "operation": self.candidate.calls[kind], **details})

    def read(self, kind, cursor):
        """All pages from the cursor on: (changes, next cursor). The cursor goes through JSON, as in the database."""
        dialect, changes = self.make(), []
        for _page in range(500):
            page = dialect.changes(kind, cursor)
            changes += page.changes
            cursor = json.loads(json.dumps(page.cursor))
            if not page.more:
                return changes, cursor
        raise AssertionError(f"reading {kind} does not come to an end")


def plain_key(key):
    """A key without dashes and capitals; an ERP with short fields keeps the end of it."""
    return "".join(letter for letter in key.casefold() if letter.isalnum())


@pytest.fixture
def stage(running_candidate):
    code, candidate, erp = running_candidate
    erp.control("POST", "reset")
    if candidate.prepare:
        candidate.prepare(erp)
    return Stage(code, candidate, erp)


def needs(stage, kind, action="create"):
    if action not in stage.dialect.flows_out.get(kind, ()):
        pytest.skip(f"{stage.dialect.name} has no flow {kind} {action}")


# the login


def test_the_connection_test_says_in_words_that_it_works(stage):
    assert "login" in stage.make().check()


def test_a_wrong_login_is_told_from_a_wrong_document_and_burns_no_try(stage):
    needs(stage, "customer")
    row = stage.put("customer", "create", CUSTOMER, scene.customer(), "O1a2b3c4d-CU-7")
    stage.outbox.drain(stage.profile(**stage.candidate.wrong), seconds=0.5)
    assert (row["state"], row["attempts"]) == ("waiting", 0)
    assert row["values"]["text"]
    assert stage.stored("customer") == []


def test_no_secret_is_seen_in_the_audit(stage):
    stage.master_data()
    everything = json.dumps(stage.outbox.attempts, ensure_ascii=False)
    for secret in settings_for(stage.candidate, stage.erp.url).secrets:
        assert secret not in everything


def test_a_lost_session_costs_no_document(stage):
    if stage.candidate.lose_login is None:
        pytest.skip(f"{stage.dialect.name} has no sessions")
    needs(stage, "order")
    stage.master_data()
    stage.candidate.lose_login(stage.erp)
    row = stage.order()
    stage.drain()
    assert row["state"] == "accepted", row["values"]
    assert len(stage.orders()) == 1


# what arrives


def test_a_chinese_customer_arrives_letter_by_letter(stage):
    needs(stage, "customer")
    stage.put("customer", "create", CUSTOMER, scene.customer("上海百会咖啡有限公司 “é” & <Co>"), "O1a2b3c4d-CU-7")
    (row,) = stage.drain()
    assert row["state"] == "accepted", row["values"]
    (stored,) = stage.stored("customer")
    assert stored.name == "上海百会咖啡有限公司 “é” & <Co>"
    assert row["values"]["external_id"] == stored.number


def test_an_order_arrives_with_its_lines_in_order(stage):
    needs(stage, "order")
    row = stage.master_data().order()
    stage.drain()
    assert row["state"] == "accepted", row["values"]
    (stored,) = stage.orders()
    keys = stage.outbox.links
    expected = ((keys["product.product,3"], 2.0, 4500.0), (keys["product.product,4"], 1.0, 800.5))
    assert stored.lines == expected or (not stage.candidate.priced and stored.lines == _unpriced(expected))
    assert row["values"]["external_id"] == stored.number


def _unpriced(lines):
    return tuple((code, quantity, None) for code, quantity, _price in lines)


def test_two_hundred_lines_arrive_in_one_order(stage):
    needs(stage, "order")
    stage.master_data()
    lines = [(PRODUCT, f"{number}.0", f"{number}.25") for number in range(1, 201)]
    stage.put("order", "create", ORDER, scene.order("S00200", lines), KEY)
    assert stage.drain()[-1]["state"] == "accepted", stage.outbox.rows[-1]["values"]
    (stored,) = stage.orders()
    expected = tuple(("", n, n + 0.25) for n in range(1, 201))
    found = tuple(("", quantity, price) for _code, quantity, price in stored.lines)
    assert found == expected or (not stage.candidate.priced and found == _unpriced(expected))


def test_an_order_to_another_delivery_address_goes_there(stage):
    needs(stage, "order")
    if not dialect_matrix.delivers(stage.dialect):
        pytest.skip(f"{stage.dialect.name} hears of no delivery address")
    stage.master_data().order(2)
    stage.drain()
    elsewhere = stage.elsewhere()
    row = stage.put("order", "create", ORDER, scene.order("S00001") | {"delivery_address": elsewhere}, KEY)
    stage.drain()
    assert row["state"] == "accepted", row["values"]
    (stored,) = stage.orders()
    elsewhere = scene.with_line(elsewhere)
    assert stored.delivery and stored.delivery == {name: elsewhere[name] for name in stored.delivery}
    (other,) = stage.orders("O1a2b3c4d-OR-2")
    assert other.delivery != stored.delivery


def test_an_order_that_goes_to_another_address_after_all_leaves_nothing_of_the_first(stage):
    needs(stage, "order", "update")
    if not dialect_matrix.delivers(stage.dialect):
        pytest.skip(f"{stage.dialect.name} hears of no delivery address")
    stage.master_data()
    elsewhere = stage.elsewhere()
    stage.put("order", "create", ORDER, scene.order("S00001") | {"delivery_address": elsewhere}, KEY)
    stage.drain()
    customer = {name: value for name, value in scene.customer().items() if name in elsewhere}
    back = elsewhere | customer | {"street2": "", "code": "", "customer": canonical.reference(*CUSTOMER)}
    row = stage.put("order", "update", ORDER, scene.order("S00001") | {"delivery_address": back}, KEY)
    stage.drain()
    assert row["state"] == "accepted", row["values"]
    (stored,) = stage.orders()
    if dialect_matrix.delivers(stage.dialect) == "N":
        back["code"] = stage.outbox.links["{},{}".format(*CUSTOMER)]
    back = scene.with_line(back)
    assert stored.delivery == {name: back[name] for name in stored.delivery}


def test_an_order_to_an_address_of_unknown_number_is_refused_in_words_and_not_delivered_elsewhere(stage):
    needs(stage, "order")
    if dialect_matrix.delivers(stage.dialect) != "N":
        pytest.skip(f"{stage.dialect.name} does not go by numbers of addresses")
    stage.master_data()
    elsewhere = stage.elsewhere() | {"code": ""}
    row = stage.put("order", "create", ORDER, scene.order("S00001") | {"delivery_address": elsewhere}, KEY)
    stage.drain()
    assert (row["state"], stage.orders()) == ("dead", [])
    assert "百会苏州仓库" in row["values"]["text"] and row["values"]["advice"]


def test_a_customer_keeps_its_further_addresses(stage):
    needs(stage, "customer")
    if not dialect_matrix.keeps_addresses(stage.dialect):
        pytest.skip(f"{stage.dialect.name} keeps no further addresses with the customer")
    first = scene.address() | {"address_id": 71, "type": "delivery"}
    second = scene.address("南京", "中山路 18 号", name="百会财务部") | {"address_id": 72, "type": "invoice"}
    changed = first | {"street": "东平街 9 号"}
    actions = {"create": [first, second], "update": [changed, second]}
    for action, addresses in actions.items():
        document = scene.customer() | {"addresses": addresses}
        row = stage.put("customer", action, CUSTOMER, document, "O1a2b3c4d-CU-7")
        stage.drain()
        assert row["state"] == "accepted", row["values"]
        (stored,) = stage.stored("customer")
        assert stored.name == "上海百会咖啡有限公司"
        assert len(stored.addresses) == len(addresses)
        for kept, said in zip(stored.addresses, addresses, strict=True):
            assert kept and kept == {name: str(said[name]) for name in kept} | {"address_id": kept["address_id"]}
            assert str(kept["address_id"]) == str(said["address_id"])


def test_a_changed_customer_is_changed_and_not_doubled(stage):
    needs(stage, "customer", "update")
    stage.put("customer", "create", CUSTOMER, scene.customer(), "O1a2b3c4d-CU-7")
    stage.put("customer", "update", CUSTOMER, scene.customer("北京百会"), "O1a2b3c4d-CU-7")
    assert [row["state"] for row in stage.drain()] == ["accepted"] * 2, stage.outbox.rows[-1]["values"]
    assert [row.name for row in stage.stored("customer")] == ["北京百会"]


def test_a_changed_product_is_changed_and_not_doubled(stage):
    needs(stage, "product", "update")
    stage.put("product", "create", PRODUCT, scene.product("CM-X1"), "O1a2b3c4d-PR-3")
    stage.put("product", "update", PRODUCT, scene.product("CM-X1", "磨豆机"), "O1a2b3c4d-PR-3")
    assert [row["state"] for row in stage.drain()] == ["accepted"] * 2, stage.outbox.rows[-1]["values"]
    assert [row.name for row in stage.stored("product")] == ["磨豆机"]


def test_a_changed_order_has_the_new_lines_and_no_others(stage):
    needs(stage, "order", "update")
    stage.master_data().order()
    stage.drain()
    shorter = scene.order("S00001", [(SERVICE, "5.0", "700")])
    longer = scene.order("S00001", [(PRODUCT, "1.0", "1"), (SERVICE, "2.0", "2"), (PRODUCT, "3.0", "3")])
    for document, lines in ((shorter, [(5.0, 700.0)]), (longer, [(1.0, 1.0), (2.0, 2.0), (3.0, 3.0)])):
        row = stage.put("order", "update", ("sale.order", 1), document, KEY)
        stage.drain()
        assert row["state"] == "accepted", row["values"]
        (stored,) = stage.orders()
        assert [(quantity, price) for _code, quantity, price in stored.lines] == lines


def test_a_cancelled_order_is_gone_and_a_second_cancel_does_no_harm(stage):
    needs(stage, "order", "cancel")
    stage.master_data().order()
    stage.drain()
    for _again in range(2):
        row = stage.put("order", "cancel", ("sale.order", 1), scene.order("S00001"), KEY)
        stage.drain()
        assert row["state"] == "accepted", row["values"]
    assert [row for row in stage.orders() if "cancelled" not in row.name and row.state != "cancelled"] == []


# exactly once


@pytest.mark.parametrize("name", FAULTS)
def test_whatever_happens_to_the_call_there_is_exactly_one_order(stage, name):
    needs(stage, "order")
    row = stage.master_data().order()
    stage.fault(name, seconds=10 if name.startswith("hang") else 0.1)
    stage.outbox.drain(stage.profile(timeout=1.0))
    if row["state"] == "sent":
        # An empty 200 is how this ERP says that it has taken delivery. Nobody can tell that this one came from
        # elsewhere; the confirmation does not come, the message comes to a person, who sends it again.
        assert name == "empty" and stage.orders() == []
        row |= {"state": "unknown", "ask_first": True}
        stage.drain()
    assert row["state"] == "accepted", row["values"]
    (stored,) = stage.orders()
    assert row["values"]["external_id"] == stored.number
    assert len(stored.lines) == 2


@pytest.mark.parametrize("name", ["not_committed_200", "duplicate"])
def test_a_yes_that_proves_nothing_is_seen_through(stage, name):
    needs(stage, "order")
    if not stage.dialect.read_back:
        pytest.skip(f"{stage.dialect.name} does not read back unless the backend says so")
    row = stage.master_data().order()
    stage.fault(name)
    stage.drain()
    expected = {"not_committed_200": ("accepted", 1), "duplicate": ("review", 2)}[name]
    assert (row["state"], len(stage.orders())) == expected


@pytest.mark.parametrize("name", ["hang", "hang_after"])
def test_a_killed_worker_leaves_exactly_one_order(stage, name):
    needs(stage, "order")
    stage.master_data()
    stage.fault(name, seconds=60)
    task = {"code": stage.code, "url": stage.erp.url, "kind": "order", "action": "create", "record": ["sale.order", 1]}
    task |= {"document": scene.order("S00001"), "key": KEY, "links": stage.outbox.links}
    worker = subprocess.Popen([sys.executable, str(Path(scene.__file__)), json.dumps(task)])
    try:
        deadline = time.monotonic() + 30
        while not any(call["fault"] == name for call in stage.erp.calls()):
            assert worker.poll() is None, "the worker ended by itself"
            assert time.monotonic() < deadline, "the worker never called"
            time.sleep(0.05)
    finally:
        worker.kill()
        worker.wait(10)
    assert len(stage.orders()) == (1 if name == "hang_after" else 0)
    row = stage.order(ask_first=True)
    stage.drain()
    assert row["state"] == "accepted", row["values"]
    assert len(stage.orders()) == 1


def test_a_message_that_was_sent_before_is_found_and_not_sent_again(stage):
    needs(stage, "order")
    stage.master_data().order()
    stage.order(ask_first=True)
    rows = stage.drain()[-2:]
    assert [row["state"] for row in rows] == ["accepted"] * 2
    assert rows[0]["values"]["external_id"] == rows[1]["values"]["external_id"]
    assert len(stage.orders()) == 1


def test_a_change_whose_answer_was_lost_is_sent_again(stage):
    needs(stage, "customer", "update")
    stage.put("customer", "create", CUSTOMER, scene.customer(), "O1a2b3c4d-CU-7")
    stage.drain()
    row = stage.put("customer", "update", CUSTOMER, scene.customer("北京百会"), "O1a2b3c4d-CU-7")
    stage.erp.faults({"fault": "drop_before", "operation": "*"})
    stage.drain()
    assert row["state"] == "accepted"
    assert [row.name for row in stage.stored("customer")] == ["北京百会"]


# what is refused


def test_an_order_for_an_unknown_customer_is_refused_in_words_and_not_stored(stage):
    needs(stage, "order")
    stage.master_data()
    stage.outbox.links["res.partner,7"] = "424242"
    row = stage.order()
    stage.drain(seconds=5)
    values = row["values"]
    assert stage.orders() == []
    if row["state"] == "dead":
        assert len(values["text"]) > 10 and values["advice"] and values["code"]
    else:
        # An ERP that answers with a page and no reason leaves the message unknown: asked for again, never doubled.
        assert row["state"] in ("unknown", "review") and values["text"]


def test_what_the_mapping_cannot_fill_never_reaches_the_erp(stage):
    needs(stage, "order")
    stage.master_data()
    del stage.outbox.links["product.product,4"]
    row = stage.order()
    before = len(stage.erp.calls())
    stage.drain()
    assert (row["state"], row["values"]["code"]) == ("dead", "MAPPING")
    assert row["values"]["field"] and row["values"]["advice"]
    assert len(stage.erp.calls()) == before


# what is read


def test_invoices_are_read_page_by_page_each_once_and_again_when_paid(stage):
    if "invoice" not in stage.dialect.flows_in or stage.candidate.bill is None:
        pytest.skip(f"{stage.dialect.name} has no invoices to read")
    stage.master_data()
    billed = {}
    for number in range(1, 8):
        row = stage.order(number)
        stage.drain()
        billed[stage.candidate.bill(stage.erp, row["values"]["external_id"])] = row
    changes, cursor = stage.read("invoice", {})
    read = {(c.document["number"], float(c.document["total"])) for c in changes}
    assert read == {(number, float(total)) for number, total in billed}
    assert len(changes) == len({(c.remote_id, c.version) for c in changes}) == len(billed)
    assert {c.document["state"] for c in changes} == {"open"}
    keep_the_contract("invoice", changes)
    for (number, _total), row in billed.items():
        (change,) = {c.remote_id: c for c in changes if c.document["number"] == number}.values()
        known = (change.document.get("order_id"), change.document["order_key"].casefold())
        assert row["values"]["external_id"] == known[0] or row["key"].casefold() == known[1] or not any(known)
        assert len(change.document["lines"]) == 2
    paid = next(iter(billed))[0]
    stage.candidate.pay(stage.erp, paid)
    changes, cursor = stage.read("invoice", cursor)
    assert {c.document["number"] for c in changes if c.document["state"] == "paid"} == {paid}
    changes, cursor = stage.read("invoice", cursor)
    assert paid not in {c.document["number"] for c in changes}


@pytest.mark.parametrize("kind", sorted(LISTED))
def test_lists_are_read_whole_over_many_pages(stage, kind):
    reads(stage, kind)
    needs(stage, "order")
    stage.master_data()
    for number in range(1, 6):
        row = stage.order(number)
        stage.drain()
        if kind == "open_item":
            stage.candidate.bill(stage.erp, row["values"]["external_id"])
    changes, _cursor = stage.read(kind, {})
    ids = [change.remote_id for change in changes]
    assert (len(ids), len(set(ids))) == (LISTED[kind], LISTED[kind])
    keep_the_contract(kind, changes)


def reads(stage, kind):
    if kind not in stage.dialect.flows_in:
        pytest.skip(f"{stage.dialect.name} does not read {kind}")


def keep_the_contract(kind, changes):
    """Every document that was read has the fields of our neutral documents, in their types."""
    assert changes
    assert all(json.dumps(change.document) for change in changes)
    wrong = {
        f"{change.remote_id}: {said}"
        for change in changes
        for said in incoming_contract.problems(kind, change.document)
    }
    assert wrong == set()


def test_open_items_add_up_and_go_away_when_they_are_paid(stage):
    reads(stage, "open_item")
    if stage.candidate.bill is None or stage.candidate.pay is None:
        pytest.skip(f"nobody bills in this {stage.dialect.name}")
    stage.master_data()
    billed = []
    for number in range(1, 5):
        row = stage.order(number)
        stage.drain()
        billed.append(stage.candidate.bill(stage.erp, row["values"]["external_id"]))
    changes, cursor = stage.read("open_item", {})
    items = {change.remote_id: change.document for change in changes}
    assert {item["customer_id"] for item in items.values()} == {stage.outbox.links["res.partner,7"]}
    assert {item["type"] for item in items.values()} == {"invoice"}
    assert sum(float(item["open"]) for item in items.values()) == pytest.approx(
        sum(float(total) for _n, total in billed)
    )
    stage.candidate.pay(stage.erp, billed[0][0])
    changes, _cursor = stage.read("open_item", cursor)
    # Either only what changed is read and the item is 0, or all of it is read and the item is no longer among them.
    later = {change.remote_id: change.document for change in changes}
    left = later if "open_item" in stage.dialect.full_lists else items | later
    assert sum(float(item["open"]) for item in left.values()) == pytest.approx(
        sum(float(total) for _n, total in billed[1:])
    )


@pytest.mark.parametrize("kind", ["credit_limit", "price", "stock", "delivery"])
def test_what_only_the_erp_makes_is_read_with_its_amounts(stage, kind):
    reads(stage, kind)
    if stage.candidate.seed is None:
        pytest.fail(f"conformance_{stage.code}.py has no seed, and the dialect reads {kind}")
    stage.master_data()
    if kind == "delivery":
        stage.order()
        stage.drain()
    expected = stage.candidate.seed(stage.erp, kind, 5)
    changes, cursor = stage.read(kind, {})
    keep_the_contract(kind, changes)
    read = {amount_of(kind, row) for change in changes for row in rows_of(kind, change.document)}
    assert {(str(key), float(amount)) for key, amount in expected} <= read
    again, _cursor = stage.read(kind, cursor)
    known = {(change.remote_id, json.dumps(change.document, sort_keys=True)) for change in changes}
    if kind != "stock":  # a count says when it was taken
        assert {(change.remote_id, json.dumps(change.document, sort_keys=True)) for change in again} <= known


def rows_of(kind, document):
    if kind == "stock":
        return document["rows"]
    return [dict(row, order=document) for row in document["lines"]] if kind == "delivery" else [document]


def amount_of(kind, row):
    """(key, amount) of a row that was read, as `seed` says it."""
    if kind == "credit_limit":
        return row["customer_id"], float(row["limit"])
    if kind == "price":
        return row.get("product_id") or row.get("product_code"), float(row["price"])
    return row.get("product_id") or row.get("product_ref"), float(row["quantity"])


# what the ERP has: reconciliation, matching, one document again


def day(text):
    return datetime.date.fromisoformat(text)


def ordered(stage, count):
    """{ERP's key: our key} of that many orders."""
    stage.master_data()
    orders = {}
    for number in range(1, count + 1):
        row = stage.order(number)
        stage.drain()
        orders[row["values"]["external_id"]] = row["key"]
    return orders


def billed_by_the_erp(stage, count):
    """{number: total} of the invoices of that many orders."""
    if stage.candidate.bill is None or stage.candidate.pay is None:
        pytest.skip(f"nobody bills in this {stage.dialect.name}")
    return {
        number: float(total)
        for number, total in (stage.candidate.bill(stage.erp, order) for order in ordered(stage, count))
    }


def ledger(stage, kind, since="2020-01-01", until="2030-12-31"):
    """The rows of a ledger by the key of the ERP, each of them once and in the shape that a reconciliation takes."""
    rows = list(stage.make().ledger(kind, day(since), day(until)))
    by_id = {row["external_id"]: row for row in rows}
    assert len(by_id) == len(rows)
    for row in rows:
        assert row["external_ref"] and row["state"] in ("draft", "open", "done", "paid", "cancelled", "abandoned")
        if kind in ("customer", "product"):
            assert (row["total"], row["tax"]) == (None, None)
        else:
            assert isinstance(row["total"], str) and Decimal(row["total"]) is not None and day(row["date"])
    return by_id


def by_number(stage, kind, numbers):
    """The rows of a ledger by the number that a clerk sees, which an ERP may write with zeros before it."""
    plain = {number.lstrip("0"): number for number in numbers}
    return {plain[row["external_ref"]]: row for row in ledger(stage, kind).values()}


def lists(stage, kind):
    if kind not in stage.dialect.ledgers:
        pytest.skip(f"{stage.dialect.name} has no ledger of {kind}")


@pytest.mark.parametrize("kind", ["customer", "product"])
def test_the_ledger_lists_every_record_that_was_sent(stage, kind):
    lists(stage, kind)
    stage.master_data()
    model = {"customer": "res.partner", "product": "product.product"}[kind]
    wanted = {key for name, key in stage.outbox.links.items() if name.startswith(f"{model},")}
    assert wanted <= set(ledger(stage, kind))


def test_the_ledger_of_orders_has_each_once_with_total_and_key(stage):
    lists(stage, "order")
    orders = ordered(stage, 5)
    rows = ledger(stage, "order")
    assert set(rows) == set(orders)
    assert {float(row["total"]) for row in rows.values()} == {9800.5} or not stage.candidate.priced
    assert all(row["key"].casefold() in ("", orders[number].casefold()) for number, row in rows.items())
    assert {row["state"] for row in rows.values()} <= {"open", "done"}
    assert ledger(stage, "order", "2020-01-01", "2020-01-31").keys() <= set(orders)


def test_a_cancelled_order_is_cancelled_in_the_ledger_or_not_in_it(stage):
    lists(stage, "order")
    needs(stage, "order", "cancel")
    (number,) = ordered(stage, 1)
    row = stage.put("order", "cancel", ("sale.order", 1), scene.order("S00001"), KEY)
    stage.drain()
    assert row["state"] == "accepted", row["values"]
    rows = ledger(stage, "order")
    assert number not in rows or rows[number]["state"] == "cancelled"


def test_the_ledger_of_invoices_adds_up_and_says_which_is_paid(stage):
    lists(stage, "invoice")
    billed = billed_by_the_erp(stage, 5)
    paid = sorted(billed)[0]
    stage.candidate.pay(stage.erp, paid)
    rows = by_number(stage, "invoice", billed)
    assert {number: float(row["total"]) for number, row in rows.items()} == pytest.approx(billed)
    assert {number for number, row in rows.items() if row["state"] == "paid"} == {paid}
    assert all(row["tax"] is None or Decimal(row["tax"]) >= 0 for row in rows.values())


def test_the_ledger_of_payments_has_what_was_paid_on_each_invoice(stage):
    lists(stage, "payment")
    billed = billed_by_the_erp(stage, 4)
    paid = sorted(billed)[:2]
    for number in paid:
        stage.candidate.pay(stage.erp, number)
    rows = by_number(stage, "payment", billed)
    assert {number: float(row["total"]) for number, row in rows.items()} == pytest.approx({n: billed[n] for n in paid})


@pytest.mark.parametrize("kind", ["invoice", "credit_note"])
def test_what_was_sent_to_the_books_is_in_the_ledger_with_its_sign(stage, kind):
    lists(stage, "invoice")
    needs(stage, kind)
    row = stage.ready_for(kind).finance(kind)
    stage.drain()
    assert row["state"] == "accepted", row["values"]
    found = ledger(stage, "invoice")[row["values"]["external_id"]]
    total = {"invoice": 11074.57, "credit_note": -5085.0}[kind]
    assert float(found["total"]) == pytest.approx(total, abs=0.005)


@pytest.mark.parametrize("kind", ["customer", "product"])
def test_matching_gets_every_record_with_what_it_is_known_by(stage, kind):
    if kind not in stage.dialect.listings:
        assert stage.make().listing(kind) is None
        pytest.skip(f"{stage.dialect.name} cannot list {kind}")
    stage.master_data()
    rows = {row["external_id"]: row for row in stage.make().listing(kind)}
    model = {"customer": "res.partner", "product": "product.product"}[kind]
    wanted = {key for name, key in stage.outbox.links.items() if name.startswith(f"{model},")}
    assert wanted <= set(rows)
    for number in wanted:
        known = rows[number]
        assert known.get("name") or known.get("code")
        assert all(isinstance(value, str) for value in known.values())
        assert kind == "product" or known.get("name") in (None, "", "上海百会咖啡有限公司")


FETCHED = ("invoice", "payment", "order_status", "customer", "product", "delivery", "price")


@pytest.mark.parametrize("kind", FETCHED)
def test_one_document_is_read_again_just_as_it_was_read_before(stage, kind):
    reads(stage, kind)
    if stage.dialect.fetch is Dialect.fetch:
        pytest.skip(f"{stage.dialect.name} reads no single documents again")
    if kind in ("delivery", "price"):
        ordered(stage, 1)
        stage.candidate.seed(stage.erp, kind, 2)
    else:
        billed = billed_by_the_erp(stage, 2)
        stage.candidate.pay(stage.erp, sorted(billed)[0])
        stage.order(3)  # an ERP may keep no order that has been billed
        stage.drain()
    changes, _cursor = stage.read(kind, {})
    dialect = stage.make()
    if dialect.fetch(kind, changes[0].remote_id) is None:
        assert kind != "invoice"
        pytest.skip(f"{stage.dialect.name} does not read one {kind} again")
    latest = {change.remote_id: change for change in changes}
    again = {name: dialect.fetch(kind, name) for name in latest}
    unstable = ("changed_at", "taken_at")
    for name, change in latest.items():
        assert again[name].remote_id == name and again[name].version == change.version
        told = [
            {key: value for key, value in one.document.items() if key not in unstable} for one in (again[name], change)
        ]
        assert told[0] == told[1]
    assert dialect.fetch(kind, "424242") is None


@pytest.mark.parametrize("kind", ["customer", "product", "order"])
def test_a_dry_run_sees_no_difference_where_there_is_none_and_names_the_field_where_there_is(stage, kind):
    needs(stage, kind)
    stage.master_data()
    if kind == "order":
        stage.order()
        stage.drain()
    record = {"customer": CUSTOMER, "product": PRODUCT, "order": ORDER}[kind]
    external_id = stage.outbox.links["{},{}".format(*record)]
    theirs = stage.make().read(kind, external_id)
    if theirs is None:
        pytest.skip(f"{stage.dialect.name} does not show the fields of {kind}")

    def ours(document):
        document = {**document, "external_id": external_id}
        return stage.profile().values(kind, "update", document, stage.outbox.links)

    lines = [(PRODUCT, "2.0", "4500"), (SERVICE, "3.0", "800.5")]
    same, other = {
        "customer": (scene.customer(), scene.customer("北京百会")),
        "product": (scene.product("CM-X1"), scene.product("CM-X1", "磨豆机")),
        "order": (scene.order("S00001"), scene.order("S00001", lines)),
    }[kind]
    assert difference.differences(ours(same), theirs) == []
    assert difference.differences(ours(other), theirs)
    assert stage.make().read(kind, "424242") == {}


# the books: invoices, credit notes, payments, journal entries


@pytest.mark.parametrize("kind", FINANCE)
def test_a_finance_document_arrives_once_and_to_the_cent(stage, kind):
    needs(stage, kind)
    row = stage.ready_for(kind).finance(kind)
    stage.drain()
    assert row["state"] == "accepted", row["values"]
    (stored,) = stage.finance_stored(kind)
    assert row["values"]["external_id"] == stored.number
    keys = stage.outbox.links
    if kind == "journal_entry":
        amounts = [(debit, credit) for _account, debit, credit in stored.lines]
        assert amounts == [(1130.0, 0.0), (0.0, 1000.0), (0.0, 130.0)]
    elif kind == "payment":
        assert stored.total == pytest.approx(1000.0)
        assert stored.refers in ("", keys.get("account.move,11", ""))
    else:
        lines = {"invoice": ((3, 2.0, 4500.0), (4, 1.0, 800.5)), "credit_note": ((3, 1.0, 4500.0),)}[kind]
        if stage.candidate.postings:
            amounts = [sum(line[1:]) for line in stored.lines]
            assert amounts == {"invoice": [9000.0, 800.5], "credit_note": [4500.0]}[kind]
            assert abs(stored.total) == pytest.approx({"invoice": 11074.57, "credit_note": 5085.0}[kind], abs=0.005)
            return
        found = tuple((number, abs(quantity), abs(price)) for number, quantity, price in stored.lines)
        assert found == tuple((keys[f"product.product,{product}"], *numbers) for product, *numbers in lines)
        total = {"invoice": 11074.57, "credit_note": 5085.0}[kind]
        assert stored.total is None or abs(stored.total) == pytest.approx(total, abs=0.005)
        assert stored.refers in ("", keys.get("account.move,11" if kind == "credit_note" else "sale.order,1", ""))


@pytest.mark.parametrize("kind", ["invoice", "journal_entry"])
def test_two_hundred_lines_arrive_in_one_finance_document(stage, kind):
    needs(stage, kind)
    stage.ready_for(kind)
    if kind == "invoice":
        document = scene.bill(lines=[(scene.PRODUCT, f"{number}.0", f"{number}.25") for number in range(1, 201)])
        expected = [(number, number + 0.25) for number in range(1, 201)]
    else:
        lines = [("6001", "0", f"{number}.25") for number in range(1, 200)]
        document = scene.journal_entry(lines=[("1122", "19949.75", "0"), *lines])
        expected = [(19949.75, 0.0)] + [(0.0, number + 0.25) for number in range(1, 200)]
    row = stage.finance(kind, document=document)
    stage.drain()
    assert row["state"] == "accepted", row["values"]
    (stored,) = stage.finance_stored(kind)
    if kind == "invoice" and stage.candidate.postings:
        expected = [(0.0, round(quantity * price, 2)) for quantity, price in expected]
    assert [(one, other) for _key, one, other in stored.lines] == expected


@pytest.mark.parametrize("kind", FINANCE)
@pytest.mark.parametrize("name", FINANCE_FAULTS)
def test_whatever_happens_to_the_call_there_is_exactly_one_finance_document(stage, kind, name):
    needs(stage, kind)
    row = stage.ready_for(kind).finance(kind)
    stage.fault(name, kind, seconds=10 if name.startswith("hang") else 0.1)
    stage.outbox.drain(stage.profile(timeout=1.0))
    if (row["state"], row["values"]["code"]) == ("review", "CANNOT_ASK"):
        # This ERP cannot be asked whether it has it: then a person looks, and the machine never sends it twice.
        assert len(stage.finance_stored(kind)) <= 1
        return
    assert row["state"] == "accepted", row["values"]
    (stored,) = stage.finance_stored(kind)
    assert row["values"]["external_id"] == stored.number


@pytest.mark.parametrize("kind", FINANCE)
def test_a_finance_document_that_was_sent_before_is_found_and_not_sent_again(stage, kind):
    needs(stage, kind)
    first = stage.ready_for(kind).finance(kind)
    stage.drain()
    assert first["state"] == "accepted", first["values"]
    del stage.outbox.links["{},{}".format(*first["record"])]  # the link was lost: only the ERP knows
    second = stage.finance(kind, ask_first=True)
    stage.drain()
    if second["state"] != "sent" and second["values"]["code"] != "CANNOT_ASK":
        assert second["state"] == "accepted", second["values"]
        assert first["values"]["external_id"] == second["values"]["external_id"]
    assert len(stage.finance_stored(kind)) == 1


@pytest.mark.parametrize("kind", FINANCE)
def test_a_lost_session_costs_no_finance_document(stage, kind):
    needs(stage, kind)
    if stage.candidate.lose_login is None:
        pytest.skip(f"{stage.dialect.name} has no sessions")
    row = stage.ready_for(kind).finance(kind)
    stage.candidate.lose_login(stage.erp)
    stage.drain()
    assert row["state"] == "accepted", row["values"]
    assert len(stage.finance_stored(kind)) == 1


@pytest.mark.parametrize("kind", FINANCE)
def test_a_cancelled_finance_document_counts_no_more_and_a_second_cancel_does_no_harm(stage, kind):
    needs(stage, kind, "cancel")
    stage.ready_for(kind).finance(kind)
    stage.drain()
    assert len(stage.finance_stored(kind)) == 1
    for _again in range(2):
        row = stage.finance(kind, "cancel")
        stage.drain()
        assert row["state"] == "accepted", row["values"]
        assert stage.finance_stored(kind) == []


@pytest.mark.parametrize("kind", FINANCE)
def test_a_finance_document_for_an_unknown_customer_is_refused_in_words_and_not_stored(stage, kind):
    needs(stage, kind)
    stage.ready_for(kind)
    document = stage.finance_document(kind)
    stage.outbox.links["res.partner,7"] = "424242"
    row = stage.finance(kind, document=document | ({"invoices": []} if kind == "payment" else {}))
    stage.drain(seconds=5)
    if row["state"] == "accepted":
        # An ERP whose books take any partner, or that takes the customer from the document it refers to.
        assert len(stage.finance_stored(kind)) == 1
        return
    assert stage.finance_stored(kind) == []
    assert len(row["values"]["text"]) > 10
    if row["state"] == "dead":
        assert row["values"]["advice"] and row["values"]["code"]


@pytest.mark.parametrize("kind", ["invoice", "credit_note", "payment"])
def test_a_finance_document_whose_customer_is_not_there_yet_never_reaches_the_erp(stage, kind):
    needs(stage, kind)
    stage.ready_for(kind)
    document = stage.finance_document(kind)
    stage.outbox.links = {name: key for name, key in stage.outbox.links.items() if name == "nothing"}
    row = stage.finance(kind, document=document)
    before = len(stage.erp.calls())
    stage.drain()
    assert (row["state"], row["values"]["code"]) == ("dead", "MAPPING")
    assert row["values"]["field"] and row["values"]["advice"]
    assert len(stage.erp.calls()) == before


@pytest.mark.parametrize("kind", FINANCE)
def test_the_preview_of_a_finance_document_shows_no_secret_and_sends_nothing(stage, kind):
    needs(stage, kind)
    stage.ready_for(kind)
    profile = stage.profile()
    document = {**stage.finance_document(kind), "external_id": ""}
    values = profile.values(kind, "create", document, stage.outbox.links)
    before = len(stage.stored(kind))
    text = stage.make().preview(kind, "create", FINANCE_KEYS[kind], values)
    assert len(text) > 50
    assert all(secret not in text for secret in profile.settings.secrets)
    assert len(stage.stored(kind)) == before


# what a person sees


def test_the_preview_shows_the_message_and_no_secret_and_sends_nothing(stage):
    needs(stage, "customer")
    profile = stage.profile()
    values = profile.values("customer", "create", {**scene.customer(), "external_id": ""}, {})
    dialect = stage.make()
    before = len(stage.erp.calls())
    text = dialect.preview("customer", "create", "O1a2b3c4d-CU-7", values)
    assert "上海百会咖啡有限公司" in text and stage.candidate.key_form("O1a2b3c4d-CU-7") in text
    assert all(secret not in text for secret in profile.settings.secrets)
    assert len(stage.erp.calls()) == before and stage.stored("customer") == []


# the house


def test_every_dialect_of_the_house_is_in_this_suite():
    assert {dialect.code for dialect in dialect_matrix.dialects()} == set(CANDIDATES)


def test_the_page_of_supported_flows_is_what_the_dialects_say():
    page = scene.ROOT / dialect_matrix.TARGET
    assert page.read_text() == dialect_matrix.render(dialect_matrix.dialects()), "run tests/scene/dialect_matrix.py"


def test_a_flow_out_has_a_mapping_to_start_with():
    for dialect in dialect_matrix.dialects():
        assert all(dialect.default_mapping(kind) for kind in dialect.flows_out), dialect.name
