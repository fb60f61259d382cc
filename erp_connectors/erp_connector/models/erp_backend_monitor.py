from odoo import api, fields, models
from odoo.tools import SQL

BREAKER = {"open": "danger", "half_open": "warning", "closed": "success"}

OPEN_WORK = """
    SELECT backend_id, direction, kind, state IN ('dead', 'review') AS stuck, count(*) AS count,
           EXTRACT(EPOCH FROM (now() AT TIME ZONE 'UTC') - min(create_date))::int AS oldest
      FROM erp_message
     WHERE backend_id IN %s AND state NOT IN ('accepted', 'cancelled')
     GROUP BY 1, 2, 3, 4
"""
DONE = """
    SELECT backend_id, direction, kind,
           23 - floor(EXTRACT(EPOCH FROM (now() AT TIME ZONE 'UTC') - done_at) / 3600)::int AS hour, count(*) AS count,
           sum(EXTRACT(EPOCH FROM done_at - create_date)) AS waited
      FROM erp_message
     WHERE backend_id IN %s AND done_at > (now() AT TIME ZONE 'UTC') - interval '24 hours' AND state = 'accepted'
     GROUP BY 1, 2, 3, 4
"""
SLOWEST = """
    SELECT backend_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY EXTRACT(EPOCH FROM done_at - create_date)) AS half,
           percentile_cont(0.95) WITHIN GROUP (ORDER BY EXTRACT(EPOCH FROM done_at - create_date)) AS most
      FROM erp_message
     WHERE backend_id IN %s AND done_at > (now() AT TIME ZONE 'UTC') - interval '24 hours' AND direction = 'out'
       AND state = 'accepted'
     GROUP BY 1
"""
TRIED = """
    SELECT backend_id, count(*) FILTER (WHERE state = 'accepted') AS accepted, count(*) AS tried,
           count(*) FILTER (WHERE state IN ('unknown', 'unavailable')) AS unclear, avg(seconds) AS seconds
      FROM erp_attempt
     WHERE backend_id IN %s AND purpose = 'send' AND state <> 'calling'
       AND started_at > (now() AT TIME ZONE 'UTC') - interval '24 hours'
     GROUP BY 1
"""
PROBLEMS = """
    SELECT backend_id, COALESCE(error_code, '?') AS code, max(error_text) AS text, count(*) AS count
      FROM erp_message WHERE backend_id IN %s AND state IN ('dead', 'review')
     GROUP BY 1, 2 ORDER BY count(*) DESC LIMIT 20
"""


class ErpBackend(models.Model):
    """The figures of the monitor page, for all backends a person may see, in a fixed number of statements."""

    _inherit = "erp.backend"

    lag = fields.Float("Typical Lag (s)", compute="_compute_lag", help="Half of the last day's messages were faster.")

    def _compute_lag(self):
        lags = {row["backend_id"]: row["half"] for row in self._figures(SLOWEST)}
        for backend in self:
            backend.lag = lags.get(backend.id) or 0.0

    def _figures(self, statement):
        if not self.ids:
            return []
        return self.env.execute_query_dict(SQL(statement, tuple(self.ids)))

    @api.model
    def monitor(self):
        """What the monitor page shows: {"backends": [...], "now": ...}; times in seconds, hours from -23 to now."""
        backends = self.search([("state", "!=", "draft")])
        backends.check_access("read")
        names = dict(self.env["erp.message"]._fields["kind"]._description_selection(self.env))
        tiles = {backend.id: backend._prepare_tile() for backend in backends}
        for row in backends._figures(OPEN_WORK):
            tile = tiles[row["backend_id"]]
            flow = _flow(tile, row, names)
            part = "stuck" if row["stuck"] else "open"
            tile[part] += row["count"]
            flow[part] += row["count"]
            if not row["stuck"]:
                tile["oldest"] = max(tile["oldest"], row["oldest"])
                flow["oldest"] = max(flow["oldest"], row["oldest"])
        for row in backends._figures(DONE):
            tile = tiles[row["backend_id"]]
            flow = _flow(tile, row, names)
            tile["hours"][row["direction"]][min(max(row["hour"], 0), 23)] += row["count"]
            flow["done"] += row["count"]
            flow["waited"] += float(row["waited"] or 0)
        for row in backends._figures(SLOWEST):
            tiles[row["backend_id"]] |= {"lag": float(row["half"] or 0), "lag95": float(row["most"] or 0)}
        for row in backends._figures(TRIED):
            tiles[row["backend_id"]] |= {
                "tried": row["tried"],
                "success": round(100 * row["accepted"] / row["tried"], 1),
                "unclear": row["unclear"],
                "seconds": float(row["seconds"] or 0),
            }
        advice = self.env["erp.message"]._known_advice()
        for row in backends._figures(PROBLEMS):
            problem = {"code": row["code"], "text": row["text"] or "", "count": row["count"]}
            tiles[row["backend_id"]]["problems"].append(problem | {"advice": advice.get(row["code"], "")})
        for tile in tiles.values():
            tile["flows"] = sorted(tile["flows"].values(), key=lambda flow: (flow["direction"], flow["kind"]))
        return {"backends": list(tiles.values()), "now": fields.Datetime.to_string(fields.Datetime.now())}

    def _prepare_tile(self):
        labels = dict(self._fields["breaker_state"]._description_selection(self.env))
        states = dict(self._fields["state"]._description_selection(self.env))
        breaker = self.breaker_state or "closed"
        return {
            "id": self.id,
            "name": self.name,
            "state": self.state,
            "state_label": states[self.state],
            "breaker": breaker,
            "breaker_label": labels[breaker],
            "breaker_color": BREAKER[breaker],
            "retry_at": fields.Datetime.to_string(self.breaker_retry_at) if self.breaker_retry_at else "",
            "open": 0,
            "stuck": 0,
            "oldest": 0,
            "lag": 0.0,
            "lag95": 0.0,
            "tried": 0,
            "success": None,
            "unclear": 0,
            "seconds": 0.0,
            "hours": {"out": [0] * 24, "in": [0] * 24},
            "flows": {},
            "problems": [],
        }


def _flow(tile, row, names):
    key = f"{row['direction']}/{row['kind']}"
    blank = {"open": 0, "stuck": 0, "oldest": 0, "done": 0, "waited": 0.0}
    values = {"direction": row["direction"], "kind": row["kind"], "label": names[row["kind"]]}
    return tile["flows"].setdefault(key, blank | values)
