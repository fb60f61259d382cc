from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

# Master data before the documents that refer to it.
KINDS = ("customer", "product", "order")


class ErpBackfill(models.Model):
    """Send what existed before the backend went live: in batches, no faster than the ERP likes, stopped at any time.

    How far it has come is written in the same transaction as the messages, so a killed server repeats nothing and
    leaves nothing out; the outbox's own keys see to it that nothing is sent twice.
    """

    _name = "erp.backfill"
    _description = "ERP Backfill"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _rec_name = "backend_id"

    backend_id = fields.Many2one("erp.backend", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="backend_id.company_id")
    customers = fields.Boolean(default=True)
    products = fields.Boolean(default=True)
    orders = fields.Boolean("Sales Orders")
    since = fields.Date("Orders Since", help="Confirmed orders from this day on. Empty: all of them.")
    per_minute = fields.Integer("Pace per Minute", default=60, required=True)
    state = fields.Selection(
        [("draft", "New"), ("running", "Running"), ("paused", "Paused"), ("done", "Done")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    position = fields.Json(
        readonly=True, copy=False, help="Kind and record up to which everything has been dealt with."
    )
    total = fields.Integer("Records to Send", readonly=True, copy=False)
    done = fields.Integer("Dealt With", readonly=True, copy=False)
    written = fields.Integer("Put Into the Outbox", readonly=True, copy=False)
    skipped = fields.Integer("Known Before", readonly=True, copy=False)
    progress = fields.Float(compute="_compute_progress")
    minutes_left = fields.Integer(compute="_compute_progress")

    _pace = models.Constraint("CHECK (per_minute BETWEEN 1 AND 6000)", "Between 1 and 6,000 records per minute.")
    _one_running = models.UniqueIndex(
        "(backend_id) WHERE state IN ('running', 'paused')", "Another backfill of this backend is not finished yet."
    )

    @api.depends("done", "total", "per_minute")
    def _compute_progress(self):
        for backfill in self:
            left = max(backfill.total - backfill.done, 0)
            full = 100.0 if backfill.state == "done" else 0.0
            backfill.progress = 100.0 * backfill.done / backfill.total if backfill.total else full
            backfill.minutes_left = -(-left // (backfill.per_minute or 1))

    def action_start(self):
        """Button: count what there is and begin."""
        for backfill in self:
            backfill.backend_id._check_manager()
            if backfill.state != "draft":
                raise UserError(self.env._("This backfill has been started already."))
            if backfill.backend_id.state != "live":
                raise UserError(self.env._("Take the backend live first; a backfill sends real records."))
            total = sum(self.env[model].search_count(domain) for _kind, model, domain in backfill._parts())
            backfill.write({"total": total, "position": {}, "state": "running" if total else "done"})
            backfill._wake()
        return True

    def action_pause(self):
        """Button: stop after the batch under way."""
        self._move("running", "paused")
        return True

    def action_resume(self):
        """Button: go on where it stopped."""
        self._move("paused", "running")
        self._wake()
        return True

    def action_refresh(self):
        """Button: nothing but showing the form again, with today's numbers."""
        return True

    def action_open_messages(self):
        return self.backend_id.action_open_messages()

    def _move(self, old, new):
        self.backend_id._check_manager()
        if any(backfill.state != old for backfill in self):
            raise UserError(self.env._("Somebody else has changed this backfill; look again."))
        self.state = new

    @api.ondelete(at_uninstall=False)
    def _unlink_except_running(self):
        if any(backfill.state == "running" for backfill in self):
            raise UserError(self.env._("Pause the backfill before you delete it."))

    def _parts(self):
        """[(kind, model, domain)] of what is to be sent and what the dialect takes, master data first."""
        self.ensure_one()
        wanted = dict(zip(KINDS, (self.customers, self.products, self.orders), strict=True))
        models_of = self.backend_id._kind_models()
        flows = self.backend_id._dialect_class().flows_out
        kinds = [kind for kind in KINDS if wanted[kind] and "create" in flows.get(kind, ()) and kind in models_of]
        return [(kind, models_of[kind], self.backend_id._records_domain(kind, self.since)) for kind in kinds]

    def _wake(self, seconds=0):
        """One job per backfill and position, however often this is called."""
        for backfill in self.filtered(lambda backfill: backfill.state == "running"):
            backfill.with_delay(
                eta=int(seconds) or None,
                identity_key=f"erp-backfill-{backfill.id}-{backfill.done}",
                description=f"{backfill.backend_id.name}: backfill",
            )._job_batch()

    @property
    def _batch(self):
        return max(1, min(50, self.per_minute // 6 or 1))

    def _job_batch(self):
        """Job: put the next batch into the outbox and plan the one after it, no faster than allowed."""
        self.ensure_one()
        if not self.try_lock_for_update():
            return "another job is at it"
        if self.state != "running":
            return "not running"
        if self.backend_id.state != "live":
            self._wake(60)
            return "the backend is not live"
        batch = self._next_batch()
        if batch is None:
            self.state = "done"
            self.message_post(body=self.env._("Done: %s records put into the outbox.", self.written))
            return "done"
        kind, records = batch
        known = self._known(records)
        fresh = records.filtered(lambda record: record.id not in known)
        # What a record refers to may be written with it and counts when its own turn comes.
        self.backend_id._enqueue(kind, "create", fresh)
        self.write(
            {
                "position": {"kind": kind, "id": max(records.ids)},
                "done": self.done + len(records),
                "written": self.written + len(fresh),
                "skipped": self.skipped + len(known),
                "total": max(self.total, self.done + len(records)),
            }
        )
        # Known records cost the ERP nothing, so they cost no time either.
        self._wake(60.0 * len(fresh) / self.per_minute)
        return f"{self.done} of {self.total}"

    def _next_batch(self):
        """(kind, next records in order of their ids), None at the end."""
        position = self.position or {}
        parts = self._parts()
        kinds = [kind for kind, _model, _domain in parts]
        start = kinds.index(position["kind"]) if position.get("kind") in kinds else 0
        for kind, model, domain in parts[start:]:
            after = position["id"] if kind == position.get("kind") else 0
            records = self.env[model].search(domain & Domain("id", ">", after), order="id", limit=self._batch)
            if records:
                return kind, records
        return None

    def _known(self, records):
        """Ids of records that the ERP knows, or that are on their way to it."""
        rows = self.env.execute_query(
            SQL(
                "SELECT res_id FROM erp_link"
                " WHERE backend_id = %(backend)s AND res_model = %(model)s AND res_id IN %(ids)s"
                " UNION SELECT res_id FROM erp_message WHERE backend_id = %(backend)s AND res_model = %(model)s"
                " AND res_id IN %(ids)s AND direction = 'out' AND action = 'create'",
                backend=self.backend_id.id,
                model=records._name,
                ids=tuple(records.ids),
            )
        )
        return {row[0] for row in rows}

    @api.model
    def _cron_wake_backfills(self):
        """Find backfills whose job was lost with a server. Safe to run twice: one job per position."""
        self.search([("state", "=", "running")])._wake(1)
