"""The stage itself: the house of tests/conftest.py is real, and a page's console errors do not stay unseen."""

import pytest
from real_house import Refused
from visitor import Visitor


def test_admin_signs_in_and_sees_every_addon_installed(house):
    from house import addons

    installed = house.admin.call("ir.module.module", "search_read", [["state", "=", "installed"]], ["name"])
    assert set(addons.found()) <= {row["name"] for row in installed}


def test_a_wrong_user_is_refused_in_words(house):
    clerk = house.user("clerk")
    with pytest.raises(Refused, match="access") as refusal:
        clerk.create("res.groups", name="Mine")
    assert refusal.value.kind == "odoo.exceptions.AccessError"


def test_the_job_runner_is_awake(house):
    if not house.admin.search("ir.module.module", ["name", "=", "queue_job"], ["state", "=", "installed"]):
        pytest.skip("no addon here depends on queue_job")
    ready = f"queue job runner ready for db {house.database}"
    house.eventually(lambda: ready in house.server.log.read_text(), "the job runner serves this database")


def test_the_house_comes_back_after_a_kill(house):
    house.kill()
    assert not house.server.answers()
    house.start()
    assert house.admin.call("res.users", "search_count", []) > 0


def test_a_visitor_sees_the_backend(visitor):
    visitor.signs_in("admin")
    visitor.page.wait_for_selector(".o_main_navbar")


def test_console_errors_are_remembered(browser, house):
    context = browser.new_context()
    visitor = Visitor(house, context).opens("/web/login")
    visitor.page.evaluate("console.error('something broke')")
    context.close()
    assert any("something broke" in error for error in visitor.console_errors)
