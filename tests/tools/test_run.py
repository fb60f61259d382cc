"""bin/run from the first line to Ctrl-C: an empty house, and the main road with the sample company."""

import subprocess
import sys
import urllib.request

import pytest
from house.odoo_server import free_port, taken
from real_house import Caller

MENU, NEW_WORD = "crm_journey.menu_enrolment", "参加旅程的人"


@pytest.mark.slow
def test_it_opens_refuses_a_second_one_and_ends_with_ctrl_c(bin_run, checkout):
    first = bin_run("--empty").until_ready()
    page = urllib.request.urlopen(f"{first.url}/web/login").read().decode()
    assert "oe_login_form" in page
    second = subprocess.run(
        [sys.executable, checkout / "bin/run", "--port", str(free_port())], capture_output=True, text=True
    )
    assert second.returncode == 1 and "already running" in second.stderr
    assert first.stop() == 0 and "has ended" in first.said()
    assert not taken(first.port) and not taken(first.port + 1)


def change(path, old, new):
    text = path.read_text()
    assert text.count(old) == 1, f"{path} has {text.count(old)} times {old!r}"
    path.write_text(text.replace(old, new))


@pytest.mark.slow
def test_the_sample_company_speaks_chinese_its_first_order_has_walked_and_a_change_arrives(bin_run, checkout):
    house = bin_run("--fresh", "--lang", "zh_CN").until_ready()
    admin = Caller(house, "admin", "admin")
    menu = admin.search("ir.model.data", ["module", "=", MENU.split(".")[0]], ["name", "=", MENU.split(".")[1]])
    menu = admin.read("ir.model.data", menu[0], "res_id")["res_id"]

    def word():
        return admin.call("ir.ui.menu", "read", [menu], ["name"], context={"lang": "zh_CN"})[0]["name"]

    assert admin.call("sale.order", "search_count", []) > 900
    orders = admin.search("sale.order", order="id desc", limit=2)
    assert {row["erp_state"] for row in admin.read("sale.order", orders, "erp_state")} == {"done"}
    bills = admin.search("account.move", ["invoice_line_ids.sale_line_ids.order_id", "in", orders])
    assert "paid" in {row["payment_state"] for row in admin.read("account.move", bills, "payment_state")}
    assert word() == "参与记录"
    assert house.stop() == 0

    journey = checkout / "crm_extended/crm_journey"
    change(journey / "i18n/zh_CN.po", 'msgstr "参与记录"', f'msgstr "{NEW_WORD}"')
    cost = journey / "models/crm_campaign_cost.py"
    change(
        cost,
        "    amount = fields.Monetary(required=True)\n",
        "    amount = fields.Monetary()\n    why = fields.Char()\n",
    )
    house = bin_run("--workers", 2).until_ready()
    admin = Caller(house, "admin", "admin")
    assert word() == NEW_WORD
    assert "why" in admin.call("crm.campaign.cost", "fields_get", [], ["type"])
    assert admin.call("sale.order", "search_count", []) > 900
    assert house.stop() == 0
