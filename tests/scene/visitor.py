"""Somebody with a browser in front of the house. What goes wrong in the page's console is remembered."""

import os
from contextlib import contextmanager

from house import chromium
from house.console import Halt


class Visitor:
    """One browser window with its own cookies. `visitor.page` is Playwright's page for everything not named here."""

    def __init__(self, house, context):
        self.house = house
        self.page = context.new_page()
        # The first page of a fresh house bundles its assets: long on a busy machine.
        self.page.set_default_timeout(90_000)
        self.console_errors = []
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.console_errors.append(f"{self.page.url}: {error}"))

    def _listen(self, message):
        if message.type == "error":
            self.console_errors.append(f"{self.page.url}: {message.text} ({message.location.get('url', '')})")

    def opens(self, path="/"):
        self.page.goto(self.house.url + path)
        return self

    def signs_in(self, login, password=None):
        """Through the login page; lands in the backend or in the portal, as the user's rights say."""
        self.opens("/web/login")
        self.page.fill("input[name=login]", login)
        self.page.fill("input[name=password]", password or login)
        self.page.click("form.oe_login_form button[type=submit]")
        self.page.wait_for_url(lambda url: "/web/login" not in url)
        return self

    def opens_record(self, action, record):
        """A form by the path of its action (`action-sale.action_orders`, `contacts`, ...) and its id."""
        self.opens(f"/odoo/{action}/{record}")
        self.page.wait_for_selector(".o_form_view")
        return self

    def presses(self, label):
        """A button or link by the words on it."""
        self.page.get_by_role("button", name=label, exact=True).or_(
            self.page.get_by_role("link", name=label, exact=True)
        ).first.click()
        return self

    def sees(self, text):
        self.page.get_by_text(text).first.wait_for()
        return self


@contextmanager
def chromium_running():
    """A Chromium, or Halt with the reason why there is none."""
    path = os.environ.get("CRM_EXTENDED_CHROMIUM") or chromium.find()
    if not path:
        raise Halt("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(chromium.FLAGS))
        try:
            yield browser
        finally:
            browser.close()
