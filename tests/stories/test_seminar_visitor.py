"""Story: a seminar visitor becomes a scored lead, is answered in time, is nurtured, is quoted and won.

Mrs Wang came to a seminar. Her lead is warm on arrival because of that, goes to the salesperson whose territory it
is, and is answered within the promise. A journey writes to her; because she clicks, Li Na is to call her. The lead is
won; the page of her company shows all of it, and the revenue is shared among the touches that brought it.
"""

import pytest
import requests
from letterbox import Letterbox


@pytest.fixture(scope="module")
def shop(house):
    admin = house.admin
    house.li_na = house.user("lina", "sales_team.group_sale_salesman", name="Li Na", email="lina@example.com")
    house.max = house.user("max", "sales_team.group_sale_salesman", name="Max", email="max@example.com")
    people = {name: admin.search("res.users", ("login", "=", name))[0] for name in ("lina", "max")}
    house.people = people
    house.team = admin.create("crm.team", name="Coffee", assign_by="fit", use_opportunities=True)
    members = {
        name: admin.create("crm.team.member", crm_team_id=house.team, user_id=user, assignment_max=60)
        for name, user in people.items()
    }
    for name, code in (("lina", "base.cn"), ("max", "base.de")):
        admin.create(
            "crm.territory",
            name=f"Land of {name}",
            country_ids=[[6, 0, [house.reference(code)]]],
            team_id=house.team,
            member_ids=[[6, 0, [members[name]]]],
        )
    house.company = admin.create("res.partner", name="上海云顶咖啡有限公司", is_company=True)
    house.wang = admin.create(
        "res.partner", name="王芳", parent_id=house.company, email="wang@yunding.example", phone="+8613800138000"
    )
    house.machine = admin.create("product.product", name="Coffee machine X1", list_price=4500)
    house.journey = nurturing_journey(house)
    return house


@pytest.fixture(scope="module")
def letterbox(shop):
    with Letterbox() as box:
        values = {"smtp_host": "127.0.0.1", "smtp_port": box.port, "smtp_encryption": "none"}
        shop.admin.create("ir.mail_server", name="Letterbox", **values)
        yield box


def nurturing_journey(house):
    """Who becomes a lead gets the calculation; who clicks is called, the others get nothing more."""
    admin = house.admin
    # The test is run at any hour of the week.
    never_quiet = {"journey_quiet_from": 0, "journey_quiet_to": 0, "journey_quiet_weekend": False}
    admin.call("res.company", "write", admin.search("res.company"), never_quiet)
    admin.call("res.users", "write", [house.reference("base.user_admin")], {"email": "coffee@example.com"})
    journey = admin.create(
        "crm.journey", name="After the seminar", entry="event", event_kind="lead", stop_on_order=True
    )
    step = {"journey_id": journey}
    call = admin.create("crm.journey.step", **step, sequence=3, name="Talk", kind="call", user_id=house.people["lina"])
    clicked = admin.create(
        "crm.journey.step",
        **step,
        sequence=2,
        name="Interested?",
        kind="branch",
        condition="click",
        delay=3,
        delay_unit="days",
        then_id=call,
    )
    mail = admin.create(
        "crm.journey.step", **step, sequence=1, name="What your café earns", kind="mail", then_id=clicked
    )
    admin.call("crm.journey", "write", [journey], {"first_step_id": mail})
    message = admin.call("crm.journey.step", "action_write_message", [mail])["res_id"]
    body = f"""<p>Dear <t t-out="object.name"/>, <a href="{house.url}/shop">do the sum</a></p>"""
    admin.call("mailing.mailing", "write", [message], {"body_html": body, "body_arch": body})
    admin.call("crm.journey", "action_start", [journey])
    return journey


def test_1_she_comes_to_the_seminar_and_it_is_on_her_file(shop):
    event = shop.admin.create(
        "event.event",
        name="Espresso for new cafés",
        date_begin="2026-01-10 06:00:00",
        date_end="2026-01-10 09:00:00",
    )
    seat = shop.admin.create("event.registration", event_id=event, partner_id=shop.wang, name="王芳")
    shop.admin.call("event.registration", "write", [seat], {"state": "done"})
    page = shop.li_na.call("res.partner", "get_timeline_page", [shop.company])
    assert {row["subject"] for row in page["rows"]} == {"Espresso for new cafés"}


def test_2_her_lead_is_scored_for_what_she_did_and_says_why(shop):
    shop.lead = shop.admin.create(
        "crm.lead",
        name="Two machines for a new café",
        type="opportunity",
        partner_id=shop.wang,
        country_id=shop.reference("base.cn"),
        team_id=shop.team,
        user_id=False,
        expected_revenue=9000,
    )
    lead = shop.admin.read("crm.lead", shop.lead, "score", "score_why", "response_state", "user_id", "probability")
    labels = {line["label"] for line in lead["score_why"]}
    assert {"Came to an Event", "Registered for an Event", "A Company"} <= labels
    assert lead["score"] >= 40
    assert lead["response_state"] == "running"
    shop.probability = lead["probability"]


def test_3_the_threshold_makes_it_qualified_and_sends_it_to_the_right_salesperson(shop):
    shop.press_cron("crm_funnel.cron_refresh_scores")
    lead = shop.admin.read("crm.lead", shop.lead, "score_tier", "mql_at", "user_id", "ownership_ids", "probability")
    assert lead["mql_at"] and lead["score_tier"] in ("warm", "hot")
    assert lead["user_id"][0] == shop.people["lina"]
    assert lead["probability"] == shop.probability
    (owner,) = shop.li_na.read("crm.lead.ownership", lead["ownership_ids"], "reason", "note")
    assert owner["reason"] == "fit" and "Land of lina" in owner["note"] and "Max" in owner["note"]


def test_4_she_is_answered_in_time_and_nobody_is_reminded(shop):
    shop.li_na.call(
        "crm.lead",
        "message_post",
        [shop.lead],
        body="Good morning, Mrs Wang",
        message_type="comment",
        subtype_xmlid="mail.mt_comment",
        partner_ids=[shop.wang],
    )
    shop.press_cron("crm_funnel.cron_watch_response")
    lead = shop.li_na.read("crm.lead", shop.lead, "response_state", "responded_at", "activity_ids")
    assert (lead["response_state"], lead["activity_ids"]) == ("met", [])
    rate = shop.admin.call(
        "crm.response.clock", "formatted_read_group", [["lead_id", "=", shop.lead]], [], ["in_time:avg"]
    )
    assert rate[0]["in_time:avg"] == 100


def enrolment(shop):
    (row,) = shop.admin.call(
        "crm.journey.enrolment",
        "search_read",
        [["journey_id", "=", shop.journey]],
        ["partner_id", "lead_id", "state", "waits_for"],
    )
    return row


def page_of_her_company(shop):
    """The cards Li Na sees on it: {key: rows}."""
    page = shop.li_na.read("res.partner", shop.company, "customer_blocks", "next_step")
    return {block["key"]: block["rows"] for block in page["customer_blocks"]}


def test_5_a_journey_writes_to_her_once(shop, letterbox):
    for _again in range(2):
        shop.press_cron("crm_journey.cron_enrol")
        shop.press_cron("crm_journey.cron_proceed")
        shop.press_cron("mail.ir_cron_mail_scheduler_action")
    row = enrolment(shop)
    assert (row["partner_id"][0], row["lead_id"][0]) == (shop.wang, shop.lead)
    assert (row["state"], row["waits_for"]) == ("active", "condition")
    (letter,) = letterbox.letters_to("wang@yunding.example", "What your café earns")
    assert "王芳" in letter.html
    (journey,) = page_of_her_company(shop)["journeys"]
    assert journey["label"] == "After the seminar"


def test_6_she_opens_and_clicks_and_that_counts(shop, letterbox):
    before = shop.admin.read("crm.lead", shop.lead, "score")["score"]
    (letter,) = letterbox.letters_to("wang@yunding.example", "What your café earns")
    her_mail_program = requests.Session()
    for part in ("/mail/track/", "/r/"):
        (address,) = letter.links(part)
        answer = her_mail_program.get(address, timeout=30, allow_redirects=False)
        assert answer.status_code in (200, 301, 302, 303)
    after = shop.admin.read("crm.lead", shop.lead, "score", "score_why")
    assert after["score"] > before
    assert {"Opened a Mailing", "Clicked in a Mailing"} <= {line["label"] for line in after["score_why"]}


def test_7_because_she_clicked_li_na_is_to_call_her(shop):
    shop.press_cron("crm_journey.cron_enrol")
    shop.press_cron("crm_journey.cron_proceed")
    assert enrolment(shop)["state"] == "done"
    blocks = page_of_her_company(shop)
    assert [step["label"] for step in blocks["steps"]] == ["Talk"]
    assert "journeys" not in blocks
    page = shop.li_na.call("res.partner", "get_timeline_page", [shop.company], channels=["mailing"])
    assert {row["subject"] for row in page["rows"]} == {"What your café earns"}


def test_8_she_is_quoted_and_orders(shop):
    stage = shop.admin.search("crm.stage", ("name", "=", "Proposition"))[0]
    shop.li_na.call("crm.lead", "write", [shop.lead], {"stage_id": stage})
    order = shop.li_na.create(
        "sale.order",
        partner_id=shop.wang,
        opportunity_id=shop.lead,
        order_line=[[0, 0, {"product_id": shop.machine, "product_uom_qty": 2, "price_unit": 4500}]],
    )
    shop.li_na.call("sale.order", "action_confirm", [order])
    shop.li_na.call("crm.lead", "action_set_won", [shop.lead])
    stays = shop.li_na.call(
        "crm.stage.passage", "search_read", [["lead_id", "=", shop.lead]], ["outcome", "left_at"], order="id"
    )
    assert [stay["outcome"] for stay in stays] == ["next", "won", False]


def test_9_the_revenue_is_shared_among_what_brought_it(shop):
    shop.press_cron("crm_funnel.cron_attribute")
    rows = shop.li_na.call(
        "crm.attribution", "search_read", [["lead_id", "=", shop.lead]], ["model", "channel", "amount"]
    )
    for model in ("first", "last", "linear", "time_decay"):
        assert sum(row["amount"] for row in rows if row["model"] == model) == pytest.approx(9000, abs=1e-6)
    assert {row["channel"] for row in rows if row["model"] == "linear"} == {"event", "email", "mailing"}


def test_10_the_page_of_her_company_shows_all_of_it(shop):
    page = shop.li_na.call("res.partner", "get_timeline_page", [shop.company])
    assert {row["channel"] for row in page["rows"]} == {"event", "email", "office", "mailing"}
    blocks = page_of_her_company(shop)
    assert {"contacts", "funnel", "orders", "steps"} <= set(blocks)
    (interest,) = blocks["funnel"]
    assert interest["label"] == "Two machines for a new café"
    assert int(interest["value"]) >= 40 and "Answered in Time" in interest["note"]


def test_11_a_colleague_with_own_leads_only_sees_nothing_of_it(shop):
    assert not shop.max.search("crm.stage.passage", ("lead_id", "=", shop.lead))
    assert not shop.max.search("crm.score.event", ("lead_id", "=", shop.lead))
    funnel = shop.max.call("crm.stage.passage", "get_funnel", team_id=shop.team)
    assert funnel["leads"] == 0
