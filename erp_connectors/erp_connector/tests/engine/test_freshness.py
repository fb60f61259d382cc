"""Whatever order versions arrive in, the newest one is what remains applied."""

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.erp_connector.engine.freshness import Stamp, later, outdated


def last_applied(stamps):
    known, applied = Stamp(), None
    for stamp in stamps:
        if not outdated(stamp, known):
            known, applied = later(known, stamp), stamp
    return applied


@given(st.permutations([Stamp(number, f"2026-01-{number:02}") for number in range(1, 8)]))
def test_the_newest_wins_in_any_order_of_arrival(stamps):
    assert last_applied(stamps).version == 7


@given(st.permutations([Stamp(None, f"2026-01-01 00:00:00.{number:06}") for number in range(1, 8)]))
def test_clocks_do_where_there_are_no_numbers(stamps):
    assert last_applied(stamps).moment.endswith("000007")


@given(st.lists(st.builds(Stamp, st.none() | st.integers(0, 9), st.sampled_from(["", "2026-01-01", "2026-01-02"]))))
def test_what_was_applied_is_never_older_than_what_is_remembered(stamps):
    known = Stamp()
    for stamp in stamps:
        if not outdated(stamp, known):
            known = later(known, stamp)
        assert not outdated(known, stamp) or stamp.version is None or known.version is None


def test_a_stamp_that_says_nothing_is_not_older():
    assert not outdated(Stamp(), Stamp(5, "2026-01-01"))
