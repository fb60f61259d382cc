"""The stage for tests that cross addons.

`house`        one real house for the whole test file: database, Odoo, job runner, ERP simulator (real_house.py)
`fresh_house`  the same for one test alone, for tests that leave ruins
`visitor`      a browser window in front of the house (visitor.py); `new_visitor()` opens more of them

A test file that asks for none of these costs nothing.
"""

from argparse import Namespace

import pytest


@pytest.fixture(scope="session")
def environment():
    """Odoo, Python and PostgreSQL as bin/test found them."""
    from house.environment import enter

    environment = enter(Namespace(odoo_src=None, pg_url=None), "test", testing=True, throw_away=True)
    yield environment
    environment.close()


@pytest.fixture(scope="module")
def house(environment):
    from real_house import open_house

    with open_house(environment) as house:
        yield house


@pytest.fixture
def fresh_house(environment):
    from real_house import open_house

    with open_house(environment) as house:
        yield house


@pytest.fixture(scope="session")
def browser():
    from house.console import Halt
    from visitor import chromium_running

    try:
        with chromium_running() as browser:
            yield browser
    except Halt as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="module")
def shown_house(house):
    house.use_system_fonts()
    return house


@pytest.fixture
def new_visitor(browser, shown_house):
    """Opens browser windows. At the end of the test none of them may have an error in its console."""
    from visitor import Visitor

    visitors, contexts = [], []

    def open_window(**options):
        contexts.append(browser.new_context(viewport={"width": 1440, "height": 900}, **options))
        visitors.append(Visitor(shown_house, contexts[-1]))
        return visitors[-1]

    yield open_window
    errors = [error for visitor in visitors for error in visitor.console_errors]
    for context in contexts:
        context.close()
    assert not errors, "the browser's console has errors:\n" + "\n".join(errors)


@pytest.fixture
def visitor(new_visitor):
    return new_visitor()
