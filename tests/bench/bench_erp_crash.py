"""Senders and nodes killed at named points, under network faults: what is lost, doubled, left open, and for how long.

points, kills   named crash points reached, SIGKILLs sent
takeover_s_max  longest time from a kill until no message was held by the dead sender (senders beside it are alive)
node_takeover_s the same when a whole Odoo node dies and another node, with its own job runner, has to notice
"""

import time

import matrix
from erp_walk import confirm, quotation


def main(house):
    with house.open() as real:
        backend = matrix.seed(real, int(1000 * house.scale))
        run = matrix.run(real, backend, kills_per_point=4, fault_rate=0.1)
        node = [node_kill(real, backend) for _round in range(3)]
        verdict = matrix.verdict(real)
    return {
        "points": len(run["points"]),
        "kills": run["kills"] + len(node),
        "faults": run["faults"],
        **verdict,
        "takeover_s_max": round(max([run["takeover_s_max"], *node]), 2),
        "node_takeover_s": [round(seconds, 2) for seconds in node],
    }


def node_kill(real, backend):
    """Seconds until the message that a killed node was sending is taken over by another node."""
    real.sql("UPDATE erp_backend SET timeout = 30, settle = 1 WHERE id = %s", backend)
    real.start()
    real._admin = None
    real.erp.control("DELETE", "faults")
    with real.second_node():
        customer = real.sql("SELECT partner_id FROM sale_order LIMIT 1")[0][0]
        product = real.sql("SELECT product_id FROM sale_order_line LIMIT 1")[0][0]
        real.erp.faults({"operation": "createOrder", "fault": "slow", "seconds": 0.8})
        order = confirm(real.admin, quotation(real.admin, customer, (product, 1, 100)))
        asked = "SELECT 1 FROM erp_message WHERE res_model = 'sale.order' AND res_id = %s AND state = 'calling'"
        real.eventually(lambda: real.sql(asked, order), "the order is being sent")
        real.kill()
        killed_at = time.monotonic()
        held = "SELECT 1 FROM erp_message WHERE state IN ('claimed', 'calling')"
        real.eventually(lambda: not real.sql(held), "the message is taken over", seconds=120)
        seconds = time.monotonic() - killed_at
        linked = "SELECT 1 FROM erp_link WHERE res_model = 'sale.order' AND res_id = %s"
        real.eventually(lambda: real.sql(linked, order), "the other node finishes", seconds=120)
        real.server.stop()
        return seconds
