"""Senders are killed at every named point while the network misbehaves: nothing is lost, nothing is doubled."""

import matrix
import pytest


def test_every_crash_point_leaves_each_order_exactly_once_in_the_erp(fresh_house):
    backend = matrix.seed(fresh_house, documents=150)
    run = matrix.run(fresh_house, backend, kills_per_point=1, fault_rate=0.15)
    assert run["points"] == sorted(matrix.POINTS)
    assert run["takeover_s_max"] <= 15
    nothing_wrong = {"written_twice": 0, "lost": 0, "doubled": 0, "open": 0, "unlinked": 0}
    assert matrix.verdict(fresh_house) == {"documents": 150, **nothing_wrong}


@pytest.mark.parametrize("mutation", ["no_commit_before_the_call", "no_settling"])
def test_taking_a_safety_away_is_noticed(fresh_house, mutation):
    """The matrix itself must be able to fail: without the commit before the call, or without the settling time, the
    same kills make doubles."""
    backend = matrix.seed(fresh_house, documents=30)
    slow = 6 if mutation == "no_settling" else 3  # long enough that the call has arrived on the busiest machine
    points = ("during_send", "after_remote_commit")
    matrix.run(fresh_house, backend, 1, fault_rate=0, points=points, slow=slow, delay=slow / 3, mutation=mutation)
    fresh_house.eventually(lambda: matrix.verdict(fresh_house)["doubled"] > 0, "an order is there twice")


def test_without_its_unique_index_the_outbox_takes_a_document_twice(fresh_house):
    backend = matrix.seed(fresh_house, documents=3)
    columns = "backend_id, direction, kind, action, document_key, message_key, partition_key, res_model, res_id"
    columns += ", payload, state, priority, attempts, ask_first, next_try_at"
    again = f"""INSERT INTO erp_message ({columns})
                SELECT {columns} FROM erp_message WHERE kind = 'order' ORDER BY id LIMIT 1"""
    with pytest.raises(Exception, match="erp_message_key_once"):
        fresh_house.sql(again)
    fresh_house.sql('DROP INDEX "erp_message_key_once"')
    fresh_house.sql(again)
    verdict = matrix.verdict(fresh_house)
    assert verdict["written_twice"] == 1, "the verdict is red as soon as the index is gone"
    # The second line of defence: what has been linked meanwhile is not sent again.
    matrix.run(fresh_house, backend, 0, fault_rate=0)
    assert matrix.verdict(fresh_house)["doubled"] == 0


def test_an_erp_document_that_is_linked_already_goes_to_a_person_and_the_others_go_on(fresh_house):
    backend = matrix.seed(fresh_house, documents=4)
    fresh_house.sql(
        """INSERT INTO erp_link (backend_id, res_model, res_id, kind, external_id, linked_at)
           VALUES (%s, 'sale.order', 0, 'order', '2', now())""",
        backend,
    )
    matrix.run(fresh_house, backend, 0, fault_rate=0)
    outcome = "SELECT state, error_code FROM erp_message WHERE kind = 'order' ORDER BY id"
    taken = ("review", "LINK_CONFLICT")
    assert fresh_house.sql(outcome) == [("accepted", None), taken, ("accepted", None), ("accepted", None)]
    calls = fresh_house.sql(
        "SELECT number, state FROM erp_attempt WHERE message_id IN (SELECT id FROM erp_message"
        " WHERE error_code = 'LINK_CONFLICT')"
    )
    assert calls == [(1, "accepted")], "what was sent and answered stays readable"
    assert len(fresh_house.erp.documents("order")) == 4
