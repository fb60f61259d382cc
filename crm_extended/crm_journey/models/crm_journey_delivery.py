import hashlib
import hmac
import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..calling import CallFailed, Refused, post

BATCH = 1
ATTEMPTS = 8


class CrmJourneyDelivery(models.Model):
    """A call to another system that a step asked for. Made by a cron, never in anybody's transaction.

    Each has an identity that is sent along (`Idempotency-Key`): when the answer is lost on the way, the call is made
    again with the same one, and the receiver can tell.
    """

    _name = "crm.journey.delivery"
    _description = "Webhook Delivery"
    _order = "id desc"
    _rec_name = "url"

    run_id = fields.Many2one("crm.journey.run", required=True, ondelete="cascade", index=True)
    journey_id = fields.Many2one(related="run_id.journey_id")
    company_id = fields.Many2one(related="run_id.journey_id.company_id")
    partner_id = fields.Many2one(related="run_id.partner_id")
    url = fields.Char(required=True)
    payload = fields.Json()
    state = fields.Selection(
        [("pending", "Waiting"), ("done", "Delivered"), ("failed", "Failed")], default="pending", required=True
    )
    attempts = fields.Integer()
    next_try_at = fields.Datetime(default=fields.Datetime.now)
    done_at = fields.Datetime("Delivered On")
    status = fields.Integer("HTTP Status")
    error = fields.Char()

    _one_per_run = models.UniqueIndex("(run_id)", "This step was reported already.")
    _due = models.Index("(next_try_at, id) WHERE state = 'pending'")

    @api.model
    def _cron_deliver(self):
        """Make the calls that are due; each is committed by itself."""
        while claimed := self._claim(BATCH):
            for delivery in claimed:
                delivery._deliver()
            if not self.env["ir.cron"]._commit_progress(len(claimed)):
                return

    @api.model
    def _claim(self, limit):
        self.flush_model()
        ids = self.env.execute_query(
            SQL(
                "SELECT id FROM crm_journey_delivery WHERE state = 'pending' AND next_try_at <= %s "
                "ORDER BY next_try_at, id LIMIT %s FOR UPDATE SKIP LOCKED",
                fields.Datetime.now(),
                limit,
            )
        )
        return self.browse(row_id for (row_id,) in ids)

    def _deliver(self):
        self.ensure_one()
        now = fields.Datetime.now()
        try:
            status = self._call()
        except (CallFailed, Refused, ValidationError) as error:
            attempts = self.attempts + 1
            given_up = attempts >= ATTEMPTS or not isinstance(error, CallFailed) or error.final
            self.write(
                {
                    "attempts": attempts,
                    "error": str(error)[:250],
                    "state": "failed" if given_up else "pending",
                    "next_try_at": False if given_up else now + timedelta(minutes=2**attempts),
                }
            )
        else:
            self.write(
                {"state": "done", "status": status, "done_at": now, "attempts": self.attempts + 1, "error": False}
            )

    def _call(self):
        """Make the call and return the HTTP status. Hook for other ways out of the house."""
        self.ensure_one()
        Host = self.env["crm.journey.host"]
        scheme, host, port, path = Host._check_address(self.url)
        hosts = Host._get_hosts()
        body = json.dumps(self.payload, ensure_ascii=False, sort_keys=True).encode()
        headers = {"Content-Type": "application/json", "Idempotency-Key": self.payload["event"]}
        if secret := Host._get_secret(host, port):
            headers["X-Signature"] = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        return post(scheme, host, port, path, body, headers, hosts.get(f"{host}:{port}", hosts.get(host, False)))

    def action_retry(self):
        self.check_access("write")
        self.filtered(lambda one: one.state == "failed").write(
            {"state": "pending", "attempts": 0, "next_try_at": fields.Datetime.now(), "error": False}
        )
