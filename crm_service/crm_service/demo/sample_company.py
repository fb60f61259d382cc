"""The sample company's installed base, and the requests it is at work on. What has been solved long ago stays in the CSV:
its clock would have to be told a history that nobody lived through here.
"""

from datetime import timedelta

from markupsafe import Markup

from odoo import Command

ROLES = {
    "manager": "crm_service.group_manager",
    "dispatcher": "crm_service.group_agent",
    "support": "crm_service.group_agent",
    "service": "crm_service.group_agent",
}
CATEGORIES = {
    "breakdown": "crm_service.category_fault",
    "maintenance": "crm_service.category_maintenance",
    "delivery": "crm_service.category_order",
    "return": "crm_service.category_order",
    "invoice": "crm_service.category_order",
}
# What a maintenance plan of the sample promises, how often we come (months) and what a year of it costs.
TERMS = {
    "basic": {"promise": {"hours": 4, "visits": 1}, "every": 12, "price": 400},
    "premium": {"promise": {"unlimited_hours": True, "visits": 4, "parts": True}, "every": 6, "price": 1200},
}
WORDS = {
    "en_US": {
        "title": "Service contract",
        "basic": "Basic maintenance",
        "premium": "Premium maintenance",
        "clause": "We keep the machines named here running.",
    },
    "zh_CN": {
        "title": "维保合同",
        "basic": "基础维保",
        "premium": "尊享维保",
        "clause": "我方负责本合同所列设备的维护，确保设备正常运行。",
    },
}
POLICIES = (
    ("Standard", "标准", {"respond_hours": 4, "resolve_hours": 24, "sequence": 20}),
    (
        "Production stands still",
        "停产故障",
        {"respond_hours": 0.5, "resolve_hours": 4, "priority_from": "3", "sequence": 5},
    ),
)
PRIORITIES = {"0": "low", "1": "normal", "2": "normal", "3": "high"}


def load(env, sample):
    """Create the assets and open requests of the sample that are not there yet; returns the requests."""
    _staff(env, sample)
    _policies(env, sample)
    _assets(env, sample)
    _service_contracts(env, sample)
    known = sample.ids(env, "crm.service.request")
    rows = [row for row in sample.rows("requests") if row["state"] != "solved" and row["request_id"] not in known]
    customers, assets = sample.ids(env, "res.partner"), sample.ids(env, "crm.asset")
    rows = [row for row in rows if row["customer_id"] in customers]
    silent = env["crm.service.request"].with_context(tracking_disable=True, mail_create_nosubscribe=True)
    requests = silent.create([_request(env, row, customers, assets) for row in rows])
    sample.keep(requests, [row["request_id"] for row in rows])
    return requests


def _staff(env, sample):
    for row in sample.rows("staff"):
        user, group = sample.find(env, row["staff_id"]), ROLES.get(row["role"])
        if group and user and user._name == "res.users":
            user.group_ids += env.ref(group)


def _policies(env, sample):
    Policy = env["crm.service.policy"]
    if not Policy.search_count([]):
        Policy.create([{"name": sample.text(english, chinese), **promise} for english, chinese, promise in POLICIES])


def _assets(env, sample):
    known = sample.ids(env, "crm.asset")
    customers, products = sample.ids(env, "res.partner"), sample.ids(env, "product.product")
    rows = [
        row
        for row in sample.rows("assets")
        if row["asset_id"] not in known and row["customer_id"] in customers and row["product_id"] in products
    ]
    values = [
        {
            "partner_id": customers[row["customer_id"]],
            "product_id": products[row["product_id"]],
            "serial": row["serial_number"],
            "date_installed": row["installed_on"] or row["sold_on"],
        }
        for row in rows
    ]
    assets = env["crm.asset"].with_context(tracking_disable=True).create(values)
    sample.keep(assets, [row["asset_id"] for row in rows])


def _service_contracts(env, sample):
    """Who has a maintenance plan has a contract in force, which covers each asset with a plan."""
    if env["crm.contract.service"].search_count([]):
        return
    assets = sample.ids(env, "crm.asset")
    plans = [row for row in sample.rows("assets") if row["maintenance_plan"] in TERMS and row["asset_id"] in assets]
    by_customer = {}
    for row in plans:
        by_customer.setdefault(row["customer_id"], []).append(row)
    customers = sample.ids(env, "res.partner")
    for place, (key, rows) in enumerate(by_customer.items()):
        customer = env["res.partner"].browse(customers[key])
        words = WORDS.get(customer.lang, WORDS["en_US"])
        start = sample.today - timedelta(days=100 + place)
        contract = env["crm.contract"].create(
            {
                "partner_id": customer.id,
                "user_id": customer.user_id.id or env.uid,
                "title": words["title"],
                "date_start": start,
                "renewal": "automatic",
                "amount": sum(TERMS[row["maintenance_plan"]]["price"] for row in rows),
                "text_ids": [Command.create({"name": words["title"], "body": Markup("<p>%s</p>") % words["clause"]})],
                "service_ids": [
                    Command.create(
                        {
                            "name": words[row["maintenance_plan"]],
                            "asset_id": assets[row["asset_id"]],
                            **TERMS[row["maintenance_plan"]]["promise"],
                        }
                    )
                    for row in rows
                ],
            }
        )
        contract.action_send()
        contract.action_sign_on_paper()
        env["crm.maintenance.plan"].create(
            [
                {
                    "asset_id": assets[row["asset_id"]],
                    "every": TERMS[row["maintenance_plan"]]["every"],
                    "date_start": start,
                }
                for row in rows
            ]
        )


def _request(env, row, customers, assets):
    channels = dict(env["crm.service.request"]._fields["channel"].selection)
    category = env.ref(CATEGORIES.get(row["category"], "crm_service.category_question"))
    return {
        "name": row["subject"],
        "description": Markup("<p>%s</p>") % row["description"],
        "partner_id": customers[row["customer_id"]],
        "asset_id": assets.get(row["asset_id"]),
        "channel": row["channel"] if row["channel"] in channels else "internal",
        "urgency": PRIORITIES[row["priority"]],
        "category_id": category.id,
        "opened_at": row["opened_at"],
    }
