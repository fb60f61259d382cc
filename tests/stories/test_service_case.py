"""Story: one machine that stops, from the customer's e-mail to the call that makes it good again.

Ada signs a service contract, and one day she writes to the service address. The receipt already names an article that
may help; it does not, and she answers. Nobody looks at it in time: the agent and his leader hear of it, once. It is
solved, Ada is not happy, and the leader calls her back. Everything is on her file.
"""

import re
from email.message import EmailMessage

import pytest
import requests

ADA = "ada@customer.example"
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@pytest.fixture(scope="module")
def company(house):
    admin = house.admin
    domain = admin.search("mail.alias.domain") or [admin.create("mail.alias.domain", name="house.example")]
    agents = ("crm_service.group_agent",)
    house.lead = house.user("sv_lead", *agents, name="Lena Lead", email="lena@house.example")
    house.manager = house.user("sv_manager", "crm_service.group_manager", name="Max", email="max@house.example")
    house.agent = house.user("sv_agent", *agents, name="Anton Agent", email="anton@house.example")
    house.author = house.user("kn_author", "crm_knowledge.group_author", email="author@house.example")
    house.approver = house.user("kn_approver", "crm_knowledge.group_approver", email="approver@house.example")
    people = {
        login: admin.search("res.users", ["login", "=", login])[0] for login in ("sv_agent", "sv_lead", "sv_manager")
    }
    house.team = admin.create(
        "crm.service.team",
        name="Machines",
        alias_name="machines",
        alias_domain_id=domain[0],
        lead_id=people["sv_lead"],
        manager_id=people["sv_manager"],
        calendar_id=False,
    )
    admin.create("crm.service.policy", name="Two hours", respond_hours=2, resolve_hours=8, sequence=-10)
    house.agent_id, house.lead_id = people["sv_agent"], people["sv_lead"]
    house.ada = admin.create("res.partner", name="Ada", email=ADA, is_company=True)
    return house


def write(company, number, subject, body, answers=None):
    """What the mail server hands over when Ada has written."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = ADA, "machines@house.example", subject
    mail["Message-Id"] = f"<{number}@customer.example>"
    if answers:
        mail["In-Reply-To"] = answers
    mail.set_content(body)
    company.admin.call("mail.thread", "message_process", False, mail.as_string())


def request_row(company, *fields):
    return company.admin.read("crm.service.request", company.request, *fields)


def test_1_an_article_is_written_and_approved_by_another(company):
    article = company.author.create(
        "crm.knowledge.article",
        name="The press shows E17",
        body="<p>E17: clean the rail of the press and switch it on again.</p>",
        audience="public",
        lang="en_US",
    )
    company.author.call("crm.knowledge.article", "action_submit", [article])
    company.approver.call("crm.knowledge.article", "action_approve", [article])
    company.article = article


def test_2_she_signs_a_service_contract_with_the_link_alone(company):
    contract = company.admin.create(
        "crm.contract",
        partner_id=company.ada,
        title="Service 2026",
        text_ids=[[0, 0, {"name": "Service", "body": "<p>We keep the press of {{ customer }} running.</p>"}]],
        service_ids=[[0, 0, {"name": "Full service", "hours": 5, "visits": 1}]],
    )
    company.admin.call("crm.contract", "action_send", [contract])
    row = company.admin.read("crm.contract", contract, "access_token", "state")
    assert row["state"] == "sent"
    company.contract = f"/my/contracts/{contract}", {"access_token": row["access_token"]}
    path, token = company.contract
    answer = requests.post(
        f"{company.url}{path}/sign", params=token, json={"params": {"name": "Ada", "signature": PIXEL}}, timeout=60
    ).json()
    assert "error" not in answer.get("result", answer), answer
    assert "Working hours left: 5 / 5" in requests.get(company.url + path, params=token, timeout=60).text


def test_3_the_receipt_of_her_mail_names_the_article(company):
    write(company, 1, "Our press shows E17", "Since this morning. Nothing moves.")
    (company.request,) = company.admin.search("crm.service.request", ["partner_id", "=", company.ada])
    row = request_row(company, "channel", "team_id", "sla_state", "coverage")
    assert (row["channel"], row["team_id"][0], row["sla_state"]) == ("email", company.team, "running")
    assert row["coverage"] == "covered", "what she pays is known before anybody has begun"
    bodies = company.sql(
        "SELECT body_html FROM mail_mail m JOIN mail_message g ON g.id = m.mail_message_id"
        " WHERE g.model = 'crm.service.request' AND g.res_id = %s",
        company.request,
    )
    links = re.findall(rf"http[^\"]*(/knowledge/{company.article}\?ask=[0-9a-f]{{32}})", " ".join(b for (b,) in bodies))
    assert links, bodies
    page = requests.get(company.url + links[0], timeout=60)
    assert "clean the rail" in page.text
    assert "The press shows E17" in page.text
    read = company.agent.read("crm.service.request", company.request, "read_article_ids")["read_article_ids"]
    assert read == [company.article], "the agent sees that she has read it already"


def test_4_it_does_not_help_and_her_answer_comes_to_the_same_request(company):
    (receipt,) = company.sql(
        "SELECT message_id FROM mail_message WHERE model = 'crm.service.request' AND res_id = %s"
        " ORDER BY id DESC LIMIT 1",
        company.request,
    )
    write(company, 2, "Re: Our press shows E17", "I did that. Still E17.", answers=receipt[0])
    assert company.admin.search("crm.service.request", ["partner_id", "=", company.ada]) == [company.request]
    # The article did not prevent the request, so it does not count as deflected.
    assert not company.sql("SELECT sum(solved) FROM crm_knowledge_suggestion")[0][0]


def test_5_nobody_answers_and_agent_and_leader_are_told_once(company):
    company.agent.call("crm.service.request", "action_take", [company.request])
    # Three hours go by. The clock is computed from the history, so it is the history that is moved.
    company.sql("UPDATE crm_service_history SET at = at - interval '3 hours' WHERE request_id = %s", company.request)
    company.sql(
        "UPDATE crm_service_request SET opened_at = opened_at - interval '3 hours' WHERE id = %s", company.request
    )
    company.agent.call("crm.service.request", "write", [company.request], {"urgency": "high"})
    for _twice in range(2):
        company.press_cron("crm_service.cron_sla_refresh")
    assert request_row(company, "sla_state")["sla_state"] == "missed"
    told = company.sql(
        "SELECT target, level, user_id FROM crm_service_notice WHERE request_id = %s ORDER BY level", company.request
    )
    assert {(target, user) for target, _level, user in told} >= {
        ("respond", company.agent_id), ("respond", company.lead_id)
    }  # fmt: skip
    assert len(told) == len({(target, level) for target, level, _user in told})
    alarms = alarms_of(company)
    people = {user for _target, _level, user in told}
    assert len(alarms) == len(people), "one activity per person, however often the clock is looked at"


def alarms_of(company):
    kind = company.reference("crm_service.activity_escalation")
    return company.admin.search(
        "mail.activity",
        ["res_model", "=", "crm.service.request"],
        ["res_id", "=", company.request],
        ["activity_type_id", "=", kind],
    )


def test_6_it_is_answered_and_solved_and_the_alarms_are_gone(company):
    company.agent.call(
        "crm.service.request",
        "message_post",
        [company.request],
        body="We have sent you a new rail.",
        message_type="comment",
        subtype_xmlid="mail.mt_comment",
    )
    assert request_row(company, "responded_at")["responded_at"]
    work = {"name": "Changed the rail", "hours": 1.5}
    company.agent.call("crm.service.request", "write", [company.request], {"use_ids": [[0, 0, work]]})
    company.agent.call("crm.service.request", "action_close", [company.request])
    assert not alarms_of(company)
    before = company.sql("SELECT count(*) FROM crm_service_notice")
    company.press_cron("crm_service.cron_sla_refresh")
    assert company.sql("SELECT count(*) FROM crm_service_notice") == before
    path, token = company.contract
    assert "Working hours left: 3.5 / 5" in requests.get(company.url + path, params=token, timeout=60).text


def test_7_she_is_not_happy_and_the_leader_has_a_call_to_make(company):
    ((token,),) = company.sql(
        "SELECT access_token FROM rating_rating WHERE res_model = 'crm.service.request' AND res_id = %s",
        company.request,
    )
    ada = requests.Session()
    page = ada.get(f"{company.url}/rate/{token}/1", timeout=60)
    csrf = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
    answer = ada.post(
        f"{company.url}/rate/{token}/submit_feedback",
        data={"rate": "1", "feedback": "Half a day!", "csrf_token": csrf},
        timeout=60,
    )
    assert answer.ok
    kind = company.reference("crm_service.activity_call_back")
    (company.call,) = company.lead.search("mail.activity", ["activity_type_id", "=", kind])
    assert company.lead.read("mail.activity", company.call, "user_id")["user_id"][0] == company.lead_id


def test_8_he_calls_her_back_and_all_of_it_is_on_her_file(company):
    company.lead.call("mail.activity", "action_feedback", [company.call], feedback="Spoke to her, sent a voucher.")
    rows = company.admin.call(
        "crm.touchpoint",
        "search_read",
        [["customer_id", "=", company.ada]],
        ["kind", "direction", "channel"],
    )
    seen = {(row["kind"], row["direction"], row["channel"]) for row in rows}
    assert {("message", "in", "email"), ("rating", "in", "survey"), ("call", "out", "phone")} <= seen
    assert ("message", "out", "email") in seen
