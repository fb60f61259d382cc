"""The sample company's customer files: history, second entries, key accounts, contracts and a few invitations."""

from datetime import date, timedelta

from odoo import Command

# What the sample calls a touchpoint, in our words.
KINDS = {
    "product_view": "view",
    "register": "registration",
    "attend": "attendance",
    "open": "open",
    "click": "click",
    "repair": "visit",
    "install": "visit",
    "maintenance": "visit",
    "account_visit": "visit",
}
LEVELS = {"key": "account_level_diamond", "growth": "account_level_gold"}
INVITATIONS = (
    ("Dinner at the fair", "展会晚宴", "meal", 1280),
    ("Tour of the roastery", "参观烘焙工厂", "visit", 460),
    ("Tea for Mid-Autumn", "中秋茶礼", "gift", 300),
)
SUBJECTS = {
    "account_visit": ("Regular visit", "定期拜访"),
    "attend": ("Seminar attended", "参加研讨会"),
    "callback": ("Wants to be called back", "要求回电"),
    "click": ("Link in a mailing", "点击邮件链接"),
    "delivery": ("About a delivery", "咨询交货"),
    "do_not_call": ("Does not want calls", "拒绝来电"),
    "install": ("Installation", "上门安装"),
    "interested": ("Interested", "有意向"),
    "invoice": ("About an invoice", "咨询发票"),
    "maintenance": ("Maintenance", "定期维护"),
    "not_interested": ("Not interested", "无意向"),
    "open": ("Mailing opened", "打开邮件"),
    "order": ("About an order", "咨询订单"),
    "other": ("Question", "其他咨询"),
    "register": ("Seminar booked", "报名研讨会"),
    "repair": ("Repair", "上门维修"),
    "service": ("Service question", "服务咨询"),
}


def load(env, sample):
    """Make what is not there yet; a second call adds nothing."""
    _rights(env)
    _history(env, sample)
    _order_dates(env)
    _second_entries(env, sample)
    plans = _key_accounts(env, sample)
    if plans:
        _contracts(env, sample, plans)
        _invitations(env, sample, plans)
    # What is due today is told now, quietly: the scheduled actions of the first night would send it by e-mail.
    env["crm.account.plan"]._cron_notify_neglect()
    env["crm.quality.score"]._cron_refresh()
    env["crm.duplicate.candidate"]._cron_find()


def _rights(env):
    """The administrator of the sample company may also open what is otherwise given to few."""
    few = env.ref("crm_extended.group_personal_days") | env.ref("crm_extended.group_bulk_import")
    env.ref("base.user_admin").group_ids |= few


def _order_dates(env):
    """The orders were confirmed while they were loaded; in the history they stand where they belong."""
    env.flush_all()
    env.cr.execute(
        "UPDATE crm_touchpoint t SET occurred_at = o.date_order FROM sale_order o"
        " WHERE t.res_model = 'sale.order' AND t.res_id = o.id AND t.source_key = 'sale.order:' || o.id"
    )
    env["crm.touchpoint"].invalidate_model(["occurred_at"])


def _history(env, sample):
    partners = sample.ids(env, "res.partner")
    goods = {row["product_id"]: sample.name_of(row) for row in sample.rows("products")}
    env["crm.touchpoint"]._record(
        [
            {
                "partner_id": partners[row["customer_id"]],
                "company_id": env.company.id,
                "occurred_at": row["occurred_at"],
                "channel": row["channel"],
                "kind": KINDS.get(row["kind"], "call" if row["channel"] == "phone" else "other"),
                "direction": "in" if row["direction"] == "inbound" else "out",
                "subject": goods.get(row["product_id"]) or sample.text(*SUBJECTS[row["kind"]]),
                "source_key": f"sample:{row['external_key']}",
            }
            for row in sample.rows("touchpoints")
            if row["customer_id"] in partners
        ]
    )


def _second_entries(env, sample):
    known = sample.ids(env, "res.partner")
    rows = [row for row in sample.rows("dirty_customers") if row["customer_id"] not in known]
    countries = {country.code: country.id for country in env["res.country"].search([])}
    made = env["res.partner"].create(
        [
            {
                "name": sample.name_of(row),
                "is_company": row["is_company"] == "1",
                "street": row["street"],
                "city": row["city"],
                "zip": row["zip"],
                "country_id": countries.get(row["country"]),
                "phone": row["phone"] or row["mobile"],
                "email": row["email"],
                "vat": row["vat"],
            }
            for row in rows
        ]
    )
    sample.keep(made, [row["customer_id"] for row in rows])


def _key_accounts(env, sample):
    """A plan for each customer that matters; returns the new ones."""
    partners = sample.ids(env, "res.partner")
    planned = set(env["crm.account.plan"].search([]).partner_id.ids)
    rows = [
        row
        for row in sample.rows("customers")
        if row["segment"] in LEVELS and row["is_company"] == "1" and partners[row["customer_id"]] not in planned
    ]
    users = sample.ids(env, "res.users")
    return env["crm.account.plan"].create(
        [
            {
                "partner_id": partners[row["customer_id"]],
                "level_id": env.ref(f"crm_extended.{LEVELS[row['segment']]}").id,
                "user_id": users.get(row["salesperson_id"], env.uid),
                "date_start": sample.today - timedelta(days=120),
            }
            for row in rows
        ]
    )


def _contracts(env, sample, plans):
    """Contracts in all their states with the customers that bought last."""
    Contract = env["crm.contract"]
    orders = env["sale.order"].search(
        [("partner_id", "in", plans.partner_id.ids), ("state", "=", "sale")], order="date_order desc", limit=60
    )
    by_customer = list(orders.grouped("partner_id").values())[:9]
    for place, bought in enumerate(by_customer):
        # Ends in ten days, in a month, in two ... so that there is something to renew and to plan.
        start = date.today() + timedelta(days=10 + 35 * place) - timedelta(days=365)
        title = sample.text(f"Supply {start.year}", f"{start.year}年供货合同")
        contract = Contract.create(Contract._prepare_from_orders(bought[:3]) | {"date_start": start, "title": title})
        if place % 3 < 2:
            contract.action_send()
        if place % 3 == 0:
            contract.action_sign_on_paper()
    Contract._cron_watch_the_end()


def _invitations(env, sample, plans):
    for place, (english, chinese, kind, amount) in enumerate(INVITATIONS):
        guests = plans[place * 2 : place * 2 + 2]
        if not guests:
            break
        invitation = env["crm.hospitality"].create(
            {
                "name": sample.text(english, chinese),
                "kind": kind,
                "amount": amount,
                "date": f"{date.today() - timedelta(days=20 * place + 5)} 10:00:00",
                "user_id": guests[:1].user_id.id,
                "host_ids": [Command.set(guests[:1].user_id.ids)],
                "guest_ids": [Command.create({"partner_id": guest.partner_id.id}) for guest in guests],
                "compliance_note": sample.text(
                    "Usual in the trade; nothing is expected in return.", "符合行业惯例，不附带任何业务要求。"
                ),
            }
        )
        invitation.action_submit()
        if invitation.state == "approved" and place < 2:
            invitation.action_done()
