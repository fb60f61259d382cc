"""What is Dynamics' own: four ways to log in, the Key that gets old, orders that disappear when they are posted."""

import datetime

import dialect_scene as scene
import incoming_contract
import pytest
from dialect_scene import bare_addon
from soap_server import running

bare_addon("erp_connector_dynamics")

from odoo.addons.erp_connector.engine.dialect import Settings  # noqa: E402
from odoo.addons.erp_connector.engine.outcome import MISSING  # noqa: E402
from odoo.addons.erp_connector.soap.faults import outcome_of  # noqa: E402
from odoo.addons.erp_connector_dynamics.engine import logins, posting  # noqa: E402
from odoo.addons.erp_connector_dynamics.engine.dynamics import Dynamics  # noqa: E402

CUSTOMER = {"Name": "百会", "City": "上海"}
ORDER = {"Sell_to_Customer_No": "C00001", "Order_Date": "2026-11-22"}


@pytest.fixture
def erp():
    with running("dynamics", "--company", "CRONUS") as erp:
        yield erp


def dialect(erp, **values):
    values = {"login": "L", "password": "P", "company": "CRONUS", "timeout": 5.0} | values
    return Dynamics(Settings(url=f"{erp.url}/BC", **values))


def ordered(erp, key="ODOO-OR-1", quantity="1"):
    nav = dialect(erp)
    nav.send("customer", "create", "ODOO-CU-1", CUSTOMER)
    nav.send("product", "create", "ODOO-PR-1", {"No": "X1", "Description": "X1"})
    line = {"Type": "Item", "No": "X1", "Quantity": quantity, "Unit_Price": "10"}
    return nav, nav.send("order", "create", key, {**ORDER, "SalesLines": [line]})


def test_a_windows_account_signs_in_with_ntlm():
    with running(
        "dynamics", "--company", "CRONUS", "--auth", "ntlm", "--login", "SHOP\\odoo", "--password", "pä"
    ) as erp:
        nav = dialect(erp, login="SHOP\\odoo", password="pä", options={"login": "ntlm"})
        assert nav.send("customer", "create", "ODOO-CU-1", CUSTOMER).external_id == "C00001"
        wrong = dialect(erp, login="SHOP\\odoo", password="x", options={"login": "ntlm"})
        with pytest.raises(Exception, match="login"):
            wrong.check()


def test_an_entra_application_gets_a_token_and_another_when_the_first_is_refused():
    with running("dynamics", "--company", "CRONUS", "--auth", "bearer", "--login", "id", "--password", "secret") as erp:
        logins.forget_tokens()
        options = {"login": "oauth2", "token_url": f"{erp.url}/token", "scope": "s"}
        nav = dialect(erp, login="id", password="secret", options=options)
        assert nav.send("customer", "create", "ODOO-CU-1", CUSTOMER).external_id == "C00001"
        erp.control("POST", "settings", {"forget_tokens": True})
        with pytest.raises(Exception, match="401"):
            nav.send("customer", "create", "ODOO-CU-2", CUSTOMER)
        assert nav.send("customer", "create", "ODOO-CU-2", CUSTOMER).external_id == "C00002"
        assert len([call for call in erp.calls("token")]) == 2
        logins.forget_tokens()


def test_a_fixed_access_token_signs_in():
    with running("dynamics", "--company", "CRONUS", "--auth", "bearer", "--token", "abc") as erp:
        assert "login" in dialect(erp, token="abc", options={"login": "bearer"}).check()


def test_a_wrong_company_is_told_as_a_missing_page(erp):
    with pytest.raises(Exception, match="contract") as problem:
        dialect(erp, company="NOBODY").check()
    assert problem.value.code == "HTTP_404"
    outcome = dialect(erp, company="NOBODY").send("customer", "create", "ODOO-CU-1", CUSTOMER)
    assert (outcome.kind, outcome.code, bool(outcome.advice)) == ("unavailable", "NO_SERVICE", True)


def test_a_record_somebody_else_changed_is_read_again_and_changed(erp):
    nav, _outcome = ordered(erp)
    original, times = nav._find, []

    def find_and_be_overtaken(*arguments):
        row = original(*arguments)
        if not times:
            times.append(1)
            erp.clerk("change", page="Customer", number="C00001", values={"Phone_No": "110"})
        return row

    nav._find = find_and_be_overtaken
    assert nav.send("customer", "update", "ODOO-CU-1", {"No": "C00001", "Name": "北京"}).kind == "accepted"
    (stored,) = erp.documents("Customer")
    assert (stored["Name"], stored["Phone_No"]) == ("北京", "110")


def test_a_record_that_changes_all_the_time_is_left_for_later(erp):
    nav, _outcome = ordered(erp)
    original = nav._find

    def always_overtaken(*arguments):
        row = original(*arguments)
        erp.clerk("change", page="Customer", number="C00001", values={"Phone_No": "110"})
        return row

    nav._find = always_overtaken
    outcome = nav.send("customer", "update", "ODOO-CU-1", {"No": "C00001", "Name": "北京"})
    assert (outcome.kind, outcome.code) == ("unavailable", "CHANGED_MEANWHILE")


def test_a_posted_order_is_still_found_and_neither_sent_again_nor_cancelled(erp):
    nav, outcome = ordered(erp)
    erp.clerk("post", number=outcome.external_id)
    assert erp.documents("SalesOrder") == []
    assert nav.ask("order", "odoo-or-1", {}).external_id == outcome.external_id
    cancelled = nav.send("order", "cancel", "ODOO-OR-1", {"No": outcome.external_id})
    assert (cancelled.kind, cancelled.code, bool(cancelled.advice)) == ("refused", "POSTED", True)


def test_a_key_is_found_in_capitals_and_another_one_with_the_same_beginning_is_not(erp):
    nav, outcome = ordered(erp, key="o1a-OR-1")
    assert nav.ask("order", "o1a-OR-1", {}).external_id == outcome.external_id
    assert nav.ask("order", "o1a-OR", {}) is MISSING
    assert nav.ask("order", "*", {}) is MISSING


def test_a_field_the_page_does_not_publish_is_named(erp):
    outcome = dialect(erp).send("customer", "create", "K", {"Name": "x", "Favourite_Colour": "red"})
    assert (outcome.kind, outcome.field) == ("refused", "Favourite_Colour")
    assert outcome.advice and "Favourite_Colour" in outcome.text
    assert erp.documents("Customer") == []


def test_the_currency_of_the_company_is_left_empty(erp):
    nav = dialect(erp, options={"local_currency": "CNY"})
    nav.send("customer", "create", "ODOO-CU-1", CUSTOMER)
    for number, currency in enumerate(("CNY", "EUR"), 1):
        nav.send("order", "create", f"ODOO-OR-{number}", {**ORDER, "Currency_Code": currency})
    assert [row.get("Currency_Code", "") for row in erp.documents("SalesOrder")] == ["", "EUR"]


def test_two_orders_under_one_key_are_both_named(erp):
    nav, first = ordered(erp)
    nav.send("order", "create", "ODOO-OR-1", ORDER)
    found = nav.ask("order", "ODOO-OR-1", {})
    assert (found.external_id, len(found.doubles)) == (first.external_id, 1)


def paid(nav, number, key="ODOO-PA-1", amount="-10"):
    line = {"Applies_to_Doc_No": number, "Amount": "6"}
    head = {"Posting_Date": "2026-11-24", "Document_Type": "Payment", "Document_No": "PBNK1/2026/00021"}
    head |= {"Account_Type": "Customer", "Account_No": "C00001", "Amount": amount, "Applies_to_Doc_Type": "Invoice"}
    head |= {"Bal_Account_Type": "Bank_Account", "Bal_Account_No": "BANK1"}
    return nav.send("payment", "create", key, {**head, "lines": [line]})


def invoiced(erp):
    nav, _outcome = ordered(erp)
    line = {"Type": "Item", "No": "X1", "Quantity": "1", "Unit_Price": "10"}
    values = {"Sell_to_Customer_No": "C00001", "Posting_Date": "2026-11-23", "SalesLines": [line]}
    return nav, nav.send("invoice", "create", "ODOO-IN-1", values).external_id


def test_a_payment_is_applied_under_the_number_that_its_invoice_got_when_it_was_posted(erp):
    nav, number = invoiced(erp)
    posted = erp.clerk("post", page="SalesInvoice", number=number)["number"]
    assert paid(nav, number).external_id == "PBNK1/2026/00021"
    lines = [(row.get("Applies_to_Doc_No"), row["Amount"]) for row in erp.documents("CashReceiptJournal")]
    assert lines == [(posted, "-6"), (None, "-4")]


def test_a_payment_of_an_invoice_that_is_not_posted_yet_goes_on_account(erp):
    nav, number = invoiced(erp)
    assert paid(nav, number, amount="-6").kind == "accepted"
    (line,) = erp.documents("CashReceiptJournal")
    assert "Applies_to_Doc_No" not in line and "Applies_to_Doc_Type" not in line


def test_a_payment_that_left_the_journal_is_found_in_the_ledger(erp):
    nav, number = invoiced(erp)
    paid(nav, number)
    erp.clerk("post_batch", page="CashReceiptJournal")
    assert erp.documents("CashReceiptJournal") == []
    assert nav.ask("payment", "ODOO-PA-1", {}).external_id == "PBNK1/2026/00021"
    assert nav.ask("payment", "ODOO-PA-2", {}) is MISSING


def test_an_entry_is_stored_whole_or_not_at_all(erp):
    nav, _outcome = ordered(erp)
    lines = [{"Account_Type": "G_L_Account", "Account_No": number, "Amount": "1"} for number in ("6001", "9999")]
    values = {"Posting_Date": "2026-11-25", "Document_No": "MISC/1", "lines": lines}
    outcome = nav.send("journal_entry", "create", "ODOO-JO-1", values)
    assert outcome.kind == "refused" and "9999" in outcome.text and outcome.advice
    assert erp.documents("GeneralJournal") == []
    assert nav.ask("journal_entry", "ODOO-JO-1", {}) is MISSING


def test_a_batch_that_the_site_does_not_have_is_named(erp):
    nav = dialect(erp, options={"batches": {"payment": "NOWHERE"}})
    ordered(erp)
    outcome = paid(nav, "SI1")
    assert outcome.kind == "refused" and "NOWHERE" in outcome.text


def everything(nav, kind):
    """All pages of one round: (changes, cursor after it)."""
    changes, cursor, more = [], {}, True
    while more:
        page = nav.changes(kind, cursor)
        changes, cursor, more = changes + page.changes, page.cursor, page.more
    return changes, cursor


def test_a_payment_is_read_where_the_ledger_applies_it_to_an_invoice(erp):
    nav, order = ordered(erp)
    invoice = erp.clerk("post", number=order.external_id)["number"]
    assert paid(nav, invoice).kind == "accepted"
    assert everything(nav, "payment") == ([], {"after": 0})
    erp.clerk("post_batch", page="CashReceiptJournal")
    changes, cursor = everything(nav, "payment")
    known = [(change.document["invoice_number"], change.document["amount"]) for change in changes]
    assert known == [(invoice, "6")]
    assert changes[0].document["reference"] == "PBNK1/2026/00021"
    page = nav.changes("payment", cursor)
    assert (page.changes, page.more) == ([], False)


def credited(erp, nav, key="ODOO-CR-1", **work):
    """Number of a posted credit memo."""
    memo = nav.send("credit_note", "create", key, BILL).external_id
    return erp.clerk("post", page="SalesCreditMemo", number=memo, vat=13, **work)["number"]


def test_a_posted_credit_memo_is_read_as_the_refund_of_its_invoice(erp):
    nav, order = ordered(erp)
    invoice = erp.clerk("post", number=order.external_id, vat=13)["number"]
    memo = credited(erp, nav, applies_to=invoice)
    changes, cursor = everything(nav, "invoice")
    documents = {change.remote_id: change.document for change in changes}
    assert {number: said["type"] for number, said in documents.items()} == {invoice: "invoice", memo: "refund"}
    refund = documents[memo]
    assert (refund["total"], refund["untaxed"], refund["tax"], refund["open"]) == ("11.30", "10.00", "1.30", "11.30")
    assert (refund["reversed_id"], refund["state"], refund["order_id"]) == (invoice, "open", "")
    assert [(line["product_id"], line["quantity"]) for line in refund["lines"]] == [("X1", "1")]
    assert incoming_contract.problems("invoice", refund) == []
    erp.clerk("pay", number=memo)
    (change,) = [change for change in nav.changes("invoice", cursor).changes if change.remote_id == memo]
    assert change.document["state"] == "paid"
    assert nav.fetch("invoice", memo).document["type"] == "refund"


@pytest.mark.parametrize("name", ["", "Nowhere"])
def test_credit_memos_whose_page_is_not_published_are_left_out_and_invoices_are_not(erp, name):
    nav, order = ordered(erp)
    credited(erp, nav)
    invoice = erp.clerk("post", number=order.external_id)["number"]
    changes, _cursor = everything(dialect(erp, options={"services": {"posted_credit": name}}), "invoice")
    assert [change.remote_id for change in changes] == [invoice]


def test_shipments_are_read_once_and_new_ones_behind_them(erp):
    nav, first = ordered(erp)
    line = {"Type": "Item", "No": "X1", "Quantity": "3", "Unit_Price": "10"}
    second = nav.send("order", "create", "ODOO-OR-2", {**ORDER, "SalesLines": [line]})
    erp.clerk("ship", number=first.external_id)
    changes, cursor = everything(nav, "delivery")
    assert [change.document["order_id"] for change in changes] == [first.external_id]
    assert changes[0].document["tracking"] == "SFPSS00001"
    erp.clerk("ship", number=second.external_id)
    assert [change.document["order_key"] for change in nav.changes("delivery", cursor).changes] == ["ODOO-OR-2"]


def test_a_page_that_the_backend_names_no_service_for_is_not_read(erp):
    nav = dialect(erp, options={"services": {"application": "", "shipment": "Nowhere"}})
    assert nav.changes("payment", {"after": 3}).cursor == {"after": 3}
    with pytest.raises(Exception, match="Nowhere|contract"):
        nav.changes("delivery", {})


def test_the_simulator_refuses_what_does_not_fit_the_contract(erp):
    import requests
    from dynamics_pages import namespace

    target = namespace("SalesOrder")
    good = "<Create xmlns='{ns}'><SalesOrder><No>1</No><Your_Reference>r</Your_Reference></SalesOrder></Create>"
    swapped = good.replace(
        "<No>1</No><Your_Reference>r</Your_Reference>", "<Your_Reference>r</Your_Reference><No>1</No>"
    )
    unfiltered = "<ReadMultiple xmlns='{ns}'><setSize>1</setSize></ReadMultiple>"

    def post(body, action, content_type="text/xml; charset=utf-8", ns=target):
        text = "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body>{}</e:Body></e:Envelope>"
        return requests.post(
            f"{erp.url}/BC/WS/CRONUS/Page/SalesOrder",
            data=text.format(body.replace("{ns}", ns)).encode(),
            headers={"Content-Type": content_type, "SOAPAction": f'"{target}:{action}"'},
            auth=("L", "P"),
            timeout=5,
        ).status_code

    assert post(good, "Create") == 200
    assert post(swapped, "Create") == 500
    assert post(unfiltered, "ReadMultiple") == 500
    assert post(good, "Update") == 500
    assert post(good, "Create", ns=namespace("Customer")) == 500
    assert post(good, "Create", content_type="application/soap+xml") == 400
    assert scene.ROOT.is_dir()


def test_a_journal_is_not_read_without_the_name_of_its_batch(erp):
    import requests
    from dynamics_pages import namespace

    target = namespace("GeneralJournal")
    rows = "<filter><Field>Document_No</Field><Criteria>1</Criteria></filter><setSize>1</setSize>"

    def post(batch):
        body = f"<ReadMultiple xmlns='{target}'>{batch}{rows}</ReadMultiple>"
        return requests.post(
            f"{erp.url}/BC/WS/CRONUS/Page/GeneralJournal",
            data="<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body>"
            f"{body}</e:Body></e:Envelope>",
            headers={"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{target}:ReadMultiple"'},
            auth=("L", "P"),
            timeout=5,
        )

    assert post("<CurrentJnlBatchName>DEFAULT</CurrentJnlBatchName>").status_code == 200
    assert "SchemaValidation" in post("").text
    assert "does not exist" in post("<CurrentJnlBatchName>NONE</CurrentJnlBatchName>").text


POSTING = """
invoice = OdooPosting.PostInvoice(documentNo={number})
credit_note = OdooPosting.PostCreditMemo(documentNo={number})
payment = OdooPosting.PostJournal(page=CashReceiptJournal, batchName={batch}, documentNo={number})
journal_entry = OdooPosting.PostJournal(page=GeneralJournal, batchName={batch}, documentNo={number})
"""
LINE = {"Type": "Item", "No": "X1", "Quantity": "1", "Unit_Price": "10"}
BILL = {"Sell_to_Customer_No": "C00001", "Posting_Date": "2026-11-23", "SalesLines": [LINE]}
ENTRY = {"Posting_Date": "2026-11-25", "Document_No": "MISC/1"}
ENTRY["lines"] = [
    {"Account_Type": "G_L_Account", "Account_No": account, "Amount": amount}
    for account, amount in (("6001", "-1"), ("1122", "1"))
]
RECEIPT = {"Posting_Date": "2026-11-24", "Document_Type": "Payment", "Document_No": "PBNK1/1", "Amount": "-10"}
RECEIPT |= {"Account_Type": "Customer", "Account_No": "C00001", "lines": []}
RECEIPT |= {"Bal_Account_Type": "Bank_Account", "Bal_Account_No": "BANK1"}
# kind: (what is sent, where it waits, where it is when it has been posted, rows of it there, the function)
POSTED = {
    "invoice": (BILL, "SalesInvoice", "PostedSalesInvoice", 1, "PostInvoice"),
    "credit_note": (BILL, "SalesCreditMemo", "PostedSalesCreditMemo", 1, "PostCreditMemo"),
    "payment": (RECEIPT, "CashReceiptJournal", "GeneralLedgerEntries", 1, "PostJournal"),
    "journal_entry": (ENTRY, "GeneralJournal", "GeneralLedgerEntries", 2, "PostJournal"),
}


def interrupted(nav, *arguments):
    """True when nobody knows what became of a document, as the lane sees it."""
    try:
        nav.send(*arguments)
    except Exception as error:  # whatever comes out of a broken line
        return outcome_of(error, nav.exchange).kind in ("unknown", "unavailable")
    return False


@pytest.mark.parametrize("kind", POSTED)
def test_a_codeunit_of_the_site_posts_what_we_have_written(erp, kind):
    ordered(erp)
    values, waits, posted, count, function = POSTED[kind]
    nav = dialect(erp, options={"posting": POSTING})
    outcome = nav.send(kind, "create", "ODOO-X-1", values)
    assert (outcome.kind, erp.documents(waits), len(erp.documents(posted))) == ("accepted", [], count)
    assert nav.ask(kind, "ODOO-X-1", values).external_id == outcome.external_id
    assert len(erp.calls(function)) == 1
    unposted = dialect(erp).send(kind, "create", "ODOO-X-2", values)
    assert unposted.kind == "accepted" and erp.documents(waits) and len(erp.calls(function)) == 1


@pytest.mark.parametrize("kind", POSTED)
@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "half_reply", "html_500_after"])
@pytest.mark.parametrize("call", ["create", "post"])
def test_a_document_is_posted_once_wherever_the_line_breaks(erp, kind, fault, call):
    ordered(erp)
    values, waits, posted, count, function = POSTED[kind]
    created = "CreateMultiple" if kind in ("payment", "journal_entry") else "Create"
    erp.faults({"fault": fault, "operation": created if call == "create" else function})
    nav = dialect(erp, options={"posting": POSTING})
    assert interrupted(nav, kind, "create", "ODOO-X-1", values)
    # What the lane does after an unknown outcome: it asks, and sends again only what is not there.
    if nav.ask(kind, "ODOO-X-1", values) is MISSING:
        assert nav.send(kind, "create", "ODOO-X-1", values).kind == "accepted"
    assert (erp.documents(waits), len(erp.documents(posted))) == ([], count)
    assert nav.ask(kind, "ODOO-X-1", values) is not MISSING


def test_a_document_that_somebody_posts_in_between_is_not_posted_twice(erp):
    ordered(erp)
    nav = dialect(erp, options={"posting": POSTING})
    erp.faults({"fault": "drop_before", "operation": "PostInvoice"})
    assert interrupted(nav, "invoice", "create", "ODOO-IN-1", BILL)
    (waiting,) = erp.documents("SalesInvoice")
    original = nav.rows_with

    def posted_behind_our_back(page, field, wanted):
        rows = original(page, field, wanted)
        if erp.documents("SalesInvoice"):
            erp.clerk("post", page="SalesInvoice", number=waiting["No"])
        return rows

    nav.rows_with = posted_behind_our_back
    outcome = nav.send("invoice", "create", "ODOO-IN-1", BILL)
    assert (outcome.kind, outcome.external_id) == ("accepted", waiting["No"])
    assert len(erp.documents("PostedSalesInvoice")) == 1


def test_the_simulated_codeunit_refuses_to_post_what_is_posted(erp):
    ordered(erp)
    nav = dialect(erp, options={"posting": POSTING})
    number = nav.send("invoice", "create", "ODOO-IN-1", BILL).external_id
    outcome = posting.post(nav, "invoice", "ODOO-IN-2", BILL, number=number, batch="")
    assert (outcome.kind, outcome.code, bool(outcome.advice)) == ("refused", "NOT_POSTED", True)


@pytest.mark.parametrize(
    "line, code",
    [
        ("invoice = Nowhere.PostInvoice(documentNo={number})", "NO_SERVICE"),
        ("invoice = OdooPosting.Nothing(documentNo={number})", "NO_FUNCTION"),
        ("invoice = OdooPosting.PostInvoice(number={number})", "NO_FUNCTION"),
    ],
)
def test_a_codeunit_that_is_not_published_that_way_is_named_and_the_document_waits(erp, line, code):
    ordered(erp)
    nav = dialect(erp, options={"posting": line})
    outcome = nav.send("invoice", "create", "ODOO-IN-1", BILL)
    assert (outcome.code, bool(outcome.advice), len(erp.documents("SalesInvoice"))) == (code, True, 1)
    with pytest.raises(Exception, match="codeunit|contract"):
        nav.check()
    nav = dialect(erp, options={"posting": POSTING})
    assert "login" in nav.check()
    assert nav.send("invoice", "create", "ODOO-IN-1", BILL).kind == "accepted"
    assert (erp.documents("SalesInvoice"), len(erp.documents("PostedSalesInvoice"))) == ([], 1)


def listed(nav, kind, since="2026-11-01", until="2026-11-30"):
    days = (datetime.date.fromisoformat(day) for day in (since, until))
    return {row["external_id"]: row for row in nav.ledger(kind, *days)}


def test_an_order_that_disappeared_because_it_was_invoiced_is_still_in_the_ledger(erp):
    nav, order = ordered(erp)
    erp.clerk("post", number=order.external_id, vat=13)
    (row,) = listed(nav, "order").values()
    assert (row["external_id"], row["state"], row["total"]) == (order.external_id, "done", "11.30")
    assert listed(nav, "order", "2026-12-01", "2026-12-31") == {}


def test_an_invoice_that_we_wrote_is_known_by_its_first_number_after_it_was_posted(erp):
    _nav, number = invoiced(erp)
    nav = dialect(erp, options={"key_prefix": "Odoo"})
    assert listed(nav, "invoice")[number]["state"] == "draft"
    posted = erp.clerk("post", page="SalesInvoice", number=number)["number"]
    (row,) = listed(nav, "invoice").values()
    assert (row["external_id"], row["external_ref"]) == (number, posted)
    assert (row["key"], row["state"]) == ("Odoo-IN-1", "open")
    change = nav.fetch("invoice", number)
    assert (change.remote_id, change.document["external_id"], change.document["number"]) == (number, number, posted)
    # Without our prefix in the key it is somebody else's, and known by the number that everybody sees.
    assert set(listed(dialect(erp, options={"key_prefix": "other"}), "invoice")) == {posted}


def test_a_part_payment_is_in_the_ledger_of_payments_with_what_was_paid(erp):
    nav, order = ordered(erp)
    invoice = erp.clerk("post", number=order.external_id)["number"]
    assert listed(nav, "payment") == {}
    paid(nav, invoice, amount="-6")
    erp.clerk("post_batch", page="CashReceiptJournal")
    assert listed(nav, "payment")[invoice]["total"] == "6.00"
    assert listed(nav, "invoice")[invoice]["state"] == "open"


def test_days_are_asked_for_in_the_form_of_the_site(erp):
    nav, _order = ordered(erp)
    nav.settings.options["date_format"] = "dots"
    listed(nav, "order", "2026-11-02", "2026-11-03")
    assert "<ns0:Field>Posting_Date</ns0:Field><ns0:Criteria>02.11.2026..</ns0:Criteria>" in nav.exchange.request
