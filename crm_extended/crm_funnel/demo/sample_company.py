"""The sample company's leads: where they came from, who answered when, and how far they went."""

from datetime import datetime, time, timedelta

SOURCES = {
    "web_form": ("Web form", "网站表单"),
    "call_campaign": ("Call campaign", "电话营销"),
    "mailing": ("Mailing", "邮件营销"),
    "referral": ("Referral", "客户推荐"),
    "seminar": ("Seminar", "讲座"),
    "fair": ("Trade fair", "展会"),
    "service": ("Service", "服务转介"),
}
# What the customer did to become a lead: channel and kind of the touchpoint.
FIRST_TOUCH = {
    "web_form": ("web", "form"),
    "call_campaign": ("phone", "call"),
    "mailing": ("mailing", "click"),
    "seminar": ("event", "attendance"),
    "fair": ("visit", "meeting"),
    "service": ("phone", "call"),
}
# What customers of open leads did since, from a glance to a serious interest.
INTEREST = (
    (("web", "view"),),
    (("web", "view"), ("web", "download"), ("phone", "call")),
    (("event", "attendance"), ("web", "form"), ("email", "message"), ("phone", "call")),
)
STEPS = ("created_at", "qualified_at", "proposition_at", "negotiation_at")
LOST = {
    "price": "价格",
    "no answer": "无回应",
    "bought elsewhere": "已向别家购买",
    "no budget": "没有预算",
    "opening postponed": "推迟开业",
}
TERRITORIES = (
    ("territory_cn", "Greater China", "大中华区", ("cn", "hk", "mo"), ("staff_02", "staff_03", "staff_04")),
    ("territory_nl", "Netherlands and Belgium", "荷兰与比利时", ("nl", "be"), ("staff_05",)),
    ("territory_fr", "France", "法国", ("fr",), ("staff_06",)),
)
COUNTRY_OF = {"zh_CN": "cn", "nl_NL": "nl", "fr_FR": "fr"}


def load(env, sample):
    """Create the leads of `sample.rows("leads")` that are not there yet, with their history."""
    _organise(env, sample)
    known = sample.ids(env, "crm.lead")
    rows = [row for row in sample.rows("leads") if row["lead_id"] not in known]
    if not rows:
        return
    stages = _stages(env, sample)
    leads = env["crm.lead"].create(_values(env, sample, rows, stages))
    sample.keep(leads, [row["lead_id"] for row in rows])
    pairs = list(zip(leads, rows, strict=True))
    _date(env, pairs)
    _answer(env, pairs)
    _interest(env, sample, [(lead, row) for lead, row in pairs if not row["closed_at"]])
    _finish(env, sample, pairs, stages)
    _remember(env, pairs, stages)
    env["crm.score.event"]._replay(leads.ids)
    env["crm.lead"]._refresh_scores()
    # Now, quietly: the scheduled action of the first minutes would warn by e-mail.
    env["crm.response.clock"]._cron_watch()
    env["crm.attribution"]._cron_attribute()


def _organise(env, sample):
    """Protection, a team that assigns by best fit, and its map."""
    env.company.lead_protection_days = 30
    team = env.ref("sales_team.team_sales_department")
    team.write({"assign_by": "fit", "user_id": (sample.find(env, "staff_01") or env.user).id})
    Member = env["crm.team.member"]
    members = {member.user_id: member for member in Member.search([("crm_team_id", "=", team.id)])}
    for key, english, chinese, countries, staff in TERRITORIES:
        users = [user for user in (sample.find(env, name) for name in staff) if user]
        for user in users:
            if user not in members:
                members[user] = Member.create({"crm_team_id": team.id, "user_id": user.id, "assignment_max": 90})
        if not sample.find(env, key):
            territory = env["crm.territory"].create(
                {
                    "name": sample.text(english, chinese),
                    "country_ids": [(6, 0, [env.ref(f"base.{code}").id for code in countries])],
                    "team_id": team.id,
                    "member_ids": [(6, 0, [members[user].id for user in users])],
                }
            )
            sample.keep(territory, [key])


def _stages(env, sample):
    """{name of the stage in the rows: its id}; Odoo has no negotiation."""
    if not sample.find(env, "stage_negotiation"):
        stage = env["crm.stage"].create({"name": sample.text("Negotiation", "谈判"), "sequence": 50})
        sample.keep(stage, ["stage_negotiation"])
    return {
        "new": env.ref("crm.stage_lead1").id,
        "qualified": env.ref("crm.stage_lead2").id,
        "proposition": env.ref("crm.stage_lead3").id,
        "negotiation": sample.find(env, "stage_negotiation").id,
        "won": env.ref("crm.stage_lead4").id,
    }


def _values(env, sample, rows, stages):
    users, partners = sample.ids(env, "res.users"), sample.ids(env, "res.partner")
    campaigns = sample.ids(env, "utm.campaign")
    team = env.ref("sales_team.team_sales_department")
    sources = {}
    for key, names in SOURCES.items():
        name = sample.text(*names)
        sources[key] = (env["utm.source"].search([("name", "=", name)]) or env["utm.source"].create({"name": name})).id
    return [
        {
            "name": row["name"],
            "type": "opportunity",
            "partner_id": partners.get(row["customer_id"], False),
            "partner_name": row["company_name"],
            "contact_name": row["contact_name"],
            "email_from": row["email"],
            "phone": row["phone"],
            "city": row["city"],
            "country_id": env.ref(f"base.{COUNTRY_OF[row['language']]}").id if row["language"] in COUNTRY_OF else False,
            "user_id": users.get(row["salesperson_id"]),
            "team_id": team.id,
            "source_id": sources.get(row["source"]),
            "campaign_id": campaigns.get(row["campaign_id"]),
            "expected_revenue": float(row["expected_revenue"]),
            "stage_id": stages["new"],
        }
        for row in rows
    ]


def _date(env, pairs):
    """The leads came when they came, not now."""
    env.flush_all()
    env.cr.execute_values(
        "UPDATE crm_lead l SET create_date = v.at::timestamp, date_open = v.at::timestamp"
        " FROM (VALUES %s) AS v(id, at) WHERE l.id = v.id",
        [(lead.id, row["created_at"]) for lead, row in pairs],
    )
    env.invalidate_all()
    # What was noted while they were created is told below, with the dates they really had.
    env.cr.precommit.data.pop("crm_funnel", None)


def _answer(env, pairs):
    """What the customer did first, and who answered; the newest leads still wait."""
    env["crm.response.clock"]._start([lead.id for lead, _row in pairs])
    touches = []
    for lead, row in pairs:
        base = {
            "lead_id": lead.id,
            "partner_id": lead.partner_id.id or None,
            "company_id": env.company.id,
            "subject": lead.name,
            "res_model": "crm.lead",
            "res_id": lead.id,
        }
        if row["source"] in FIRST_TOUCH:
            channel, kind = FIRST_TOUCH[row["source"]]
            touches.append(
                base
                | {"channel": channel, "kind": kind, "direction": "in", "occurred_at": row["created_at"]}
                | {"source_key": f"sample:{row['lead_id']}:came"}
            )
        if row["stage"] != "new":
            channel, kind = ("phone", "call") if lead.id % 2 else ("email", "message")
            touches.append(
                base
                | {"channel": channel, "kind": kind, "direction": "out", "occurred_at": row["first_response_at"]}
                | {"user_id": lead.user_id.id, "source_key": f"sample:{row['lead_id']}:answer"}
            )
    env["crm.response.clock"]._answer(env["crm.touchpoint"]._record(touches).ids)


def _interest(env, sample, pairs):
    """Open leads are cold, warm and hot, so that the list shows which to call first."""
    today = datetime.combine(sample.today, time(4))
    env["crm.touchpoint"]._record(
        [
            {
                "lead_id": lead.id,
                "partner_id": lead.partner_id.id or None,
                "company_id": env.company.id,
                "channel": channel,
                "kind": kind,
                "direction": "in",
                "subject": lead.name,
                "occurred_at": max(datetime.fromisoformat(row["created_at"]), today - timedelta(days=2 * number + 1)),
                "source_key": f"sample:{row['lead_id']}:interest:{number}",
            }
            for place, (lead, row) in enumerate(pairs)
            for number, (channel, kind) in enumerate(INTEREST[place % len(INTEREST)])
        ]
    )


def _finish(env, sample, pairs, stages):
    """Stages, wins and losses, with the orders that came of them."""
    reasons = {
        reason: env["crm.lost.reason"].create({"name": sample.text(reason.capitalize(), chinese)}).id
        for reason, chinese in LOST.items()
    }
    groups = {}
    for lead, row in pairs:
        last = next(step for step in reversed(STEPS) if row[step])
        reached = "new" if last == "created_at" else last.removesuffix("_at")
        goal = "won" if row["stage"] == "won" else reached
        groups.setdefault((goal, row["lost_reason"] if row["stage"] == "lost" else None), env["crm.lead"])
        groups[goal, row["lost_reason"] if row["stage"] == "lost" else None] |= lead
        if order := sample.find(env, row["order_id"]):
            order.opportunity_id = lead
    for (stage, reason), leads in groups.items():
        leads.write({"stage_id": stages[stage]})
        if reason is not None:
            leads.write({"active": False, "probability": 0, "lost_reason_id": reasons.get(reason)})
    env.flush_all()
    env.cr.execute_values(
        "UPDATE crm_lead l SET date_closed = v.at::timestamp, date_last_stage_update = v.at::timestamp"
        " FROM (VALUES %s) AS v(id, at) WHERE l.id = v.id",
        [(lead.id, row["closed_at"]) for lead, row in pairs if row["closed_at"]],
    )
    env.invalidate_all()
    env.cr.precommit.data.pop("crm_funnel", None)


def _remember(env, pairs, stages):
    """How long each lead was in each stage, and whose it was."""
    passages = []
    for lead, row in pairs:
        steps = [
            ("new" if step == "created_at" else step.removesuffix("_at"), row[step]) for step in STEPS if row[step]
        ]
        if row["stage"] == "won":
            steps.append(("won", row["closed_at"]))
        ends = [*steps[1:], ("lost", row["closed_at"]) if row["stage"] == "lost" else (None, None)]
        for (stage, entered), (following, left) in zip(steps, ends, strict=True):
            days = (
                (datetime.fromisoformat(left) - datetime.fromisoformat(entered)).total_seconds() / 86400
                if left
                else None
            )
            passages.append(
                (
                    lead.id,
                    stages[stage],
                    stages.get(following),
                    following if following in ("won", "lost") else "next" if left else None,
                    entered,
                    left,
                    days,
                    lead.team_id.id,
                    lead.user_id.id or None,
                    lead.source_id.id or None,
                    lead.company_id.id or None,
                )
            )
    env.cr.execute_values(
        "INSERT INTO crm_stage_passage (lead_id, stage_id, next_stage_id, outcome, entered_at, left_at, days,"
        " team_id, user_id, source_id, company_id) VALUES %s",
        passages,
    )
    env.cr.execute_values(
        "INSERT INTO crm_lead_ownership (lead_id, user_id, team_id, date_from, reason) VALUES %s",
        [
            (lead.id, lead.user_id.id, lead.team_id.id, row["created_at"], "created")
            for lead, row in pairs
            if lead.user_id
        ],
    )
    env.invalidate_all()
