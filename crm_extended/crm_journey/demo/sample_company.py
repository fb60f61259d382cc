"""The sample company's campaigns with their costs, and journeys with customers at every step."""

from datetime import timedelta

from odoo import fields

MEDIA = {"mailing": "utm.utm_medium_email", "call": "utm.utm_medium_phone", "social": "utm.utm_medium_facebook"}


def load(env, sample):
    """Create what is not there yet; safe to be called again."""
    env = env(context={**env.context, "tracking_disable": True, "mail_create_nosubscribe": True})
    known = sample.ids(env, "utm.campaign")
    if known:
        return
    _staff(env, sample)
    _campaigns(env, sample)
    sample.at("campaigns: orders and leads")
    _tie_orders(env, sample)
    sample.at("journeys")
    _journeys(env, sample)


def _staff(env, sample):
    for row in sample.rows("staff"):
        user = sample.find(env, row["staff_id"])
        if row["role"] in ("marketing", "manager") and user and user._name == "res.users":
            user.group_ids += env.ref("crm_journey.group_designer")


def _campaigns(env, sample):
    rows = sample.rows("campaigns")
    values, costs = [], []
    for row in rows:
        owner = sample.find(env, row["responsible_id"])
        values.append(
            {
                "title": sample.name_of(row),
                "user_id": owner.id if owner and owner._name == "res.users" else env.uid,
                "date_start": row["start_on"],
                "date_end": row["end_on"],
                "budget_amount": float(row["budget"] or 0),
            }
        )
    campaigns = env["utm.campaign"].create(values)
    sample.keep(campaigns, [row["campaign_id"] for row in rows])
    for campaign, row in zip(campaigns, rows, strict=True):
        medium = env.ref(MEDIA.get(row["channel"], "crm_journey.utm_medium_seminar"), raise_if_not_found=False)
        if float(row["actual_cost"] or 0):
            costs.append(
                {
                    "campaign_id": campaign.id,
                    "name": campaign.title,
                    "date": row["end_on"],
                    "amount": float(row["actual_cost"]),
                    "medium_id": medium.id if medium else False,
                }
            )
    env["crm.campaign.cost"].create(costs)


def _tie_orders(env, sample):
    """Leads name their campaign; the order that a lead became counts for the same one."""
    campaigns, leads = sample.ids(env, "utm.campaign"), sample.ids(env, "crm.lead")
    orders = sample.ids(env, "sale.order")
    by_campaign = {}
    for row in sample.rows("leads"):
        if row["campaign_id"] in campaigns and row["lead_id"] in leads:
            by_campaign.setdefault(row["campaign_id"], []).append(row)
    for key, rows in by_campaign.items():
        env["crm.lead"].browse([leads[row["lead_id"]] for row in rows]).campaign_id = campaigns[key]
        for row in rows:
            if row["order_id"] in orders:
                values = {"campaign_id": campaigns[key], "opportunity_id": leads[row["lead_id"]]}
                env["sale.order"].browse(orders[row["order_id"]]).write(values)


def _journeys(env, sample):
    """Three journeys: a seminar's follow-up by hand, win-back, and browse-not-buy, with customers on the way."""
    Journey = env["crm.journey"].with_context(lang=sample.language)
    marketing = next((row for row in sample.rows("staff") if row["role"] == "marketing"), None)
    owner = marketing and sample.find(env, marketing["staff_id"])
    values = {"user_id": owner.id} if owner and owner._name == "res.users" else {}
    for key in ("winback", "lost", "browse"):
        journey = Journey._create_from_recipe(key, **values)
        journey.action_start()
        journey._enrol_segment(40) if journey.entry in ("silent", "lost") else None
    Journey._create_from_recipe("welcome", **values)
    Journey._create_from_recipe("seminar", **values)
    _play(env)


def _play(env):
    """Let some days pass for those who entered: some mails were read, some calls are due. Nothing leaves the house."""
    Enrolment = env["crm.journey.enrolment"]
    mails = env["mail.mail"].search([])
    for days in (3, 4, 2):
        Enrolment._claim(1000)._proceed()
        traces = env["crm.journey.run"].search([("trace_id", "!=", False)]).trace_id
        # Every third message was read: a pattern, so that the sample is the same each time.
        traces.filtered(lambda trace: trace.res_id % 3 == 0).set_opened()
        waiting = Enrolment.search([("state", "=", "active"), ("due_at", "!=", False)])
        for enrolment in waiting:
            step = timedelta(days=days)
            enrolment.write({"arrived_at": enrolment.arrived_at - step, "due_at": fields.Datetime.now()})
    Enrolment._claim(1000)._proceed()
    (env["mail.mail"].search([]) - mails).write({"state": "cancel"})
