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
# Title, service and clause of a service contract, in the customer's language.
WORDS = {
    "en_US": (
        "Service contract",
        "Full service",
        "We keep your machines running: maintenance, repair and spare parts.",
    ),
    "zh_CN": ("维保合同", "全包维保", "我方负责贵方设备的保养、维修和备件，确保设备正常运行。"),
}
SERVICE_CONTRACTS = 12
PRIORITIES = {"0": "low", "1": "normal", "2": "normal", "3": "high"}


def load(env, sample):
    """Create the assets and open requests of the sample that are not there yet; returns the requests."""
    _staff(env, sample)
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
    """A service contract in force for each of the first customers with an asset, so that some requests are covered."""
    if env["crm.contract.service"].search_count([]):
        return
    assets = env["crm.asset"].browse(sample.ids(env, "crm.asset").values())
    start = sample.today - timedelta(days=100)
    for customer in assets.partner_id[:SERVICE_CONTRACTS]:
        lang = customer.lang if customer.lang in WORDS else "en_US"
        title, service, clause = WORDS[lang]
        contract = env["crm.contract"].create(
            {
                "partner_id": customer.id,
                "user_id": customer.user_id.id or env.uid,
                "title": title,
                "date_start": start,
                "renewal": "automatic",
                "amount": 4800,
                "text_ids": [Command.create({"name": title, "body": Markup("<p>%s</p>") % clause})],
                "service_ids": [Command.create({"name": service, "hours": 20, "visits": 4, "parts": True})],
            }
        )
        contract.action_send()
        contract.action_sign_on_paper()


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
