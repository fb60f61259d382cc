from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

REASONS = [
    ("order", "Ordered"),
    ("reply", "Replied"),
    ("meeting", "Met"),
    ("opt_out", "Blacklisted"),
    ("match", "Matches the stop filter"),
    ("archived", "Customer archived"),
    ("hand", "Stopped by hand"),
]


# What an entry is made of, and how its column of a batch is passed to PostgreSQL.
COLUMNS = {
    "partner_id": "%s::int4[]",
    "customer_id": "%s::int4[]",
    "entry_key": "%s::text[]",
    "lead_id": "%s::int4[]",
    "touchpoint_id": "%s::int4[]",
    "since": "%s::timestamp[]",
    "res_model": "%s::text[]",
    "res_id": "%s::int4[]",
}


class CrmJourneyEnrolment(models.Model):
    """One customer in one journey: where the customer stands and what comes when."""

    _name = "crm.journey.enrolment"
    _description = "Journey Enrolment"
    _order = "id desc"
    _rec_name = "partner_id"

    journey_id = fields.Many2one("crm.journey", required=True, ondelete="cascade", index=True, readonly=True)
    company_id = fields.Many2one(related="journey_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, ondelete="cascade", index=True, readonly=True
    )
    customer_id = fields.Many2one(
        "res.partner",
        "Commercial Entity",
        related="partner_id.commercial_partner_id",
        store=True,
        index="btree_not_null",
    )
    lead_id = fields.Many2one("crm.lead", "Lead", ondelete="set null", index="btree_not_null", readonly=True)
    touchpoint_id = fields.Many2one(
        "crm.touchpoint", "Began With", ondelete="set null", index="btree_not_null", readonly=True
    )
    res_model = fields.Char("Source Model", readonly=True)
    res_id = fields.Many2oneReference("Source Record", model_field="res_model", readonly=True)
    entry_key = fields.Char(required=True, readonly=True, help="What makes this entry one of a kind for the customer.")
    since = fields.Datetime(
        required=True, readonly=True, help="What happened from then on counts, also before the journey was under way."
    )
    state = fields.Selection(
        [("active", "On the Way"), ("done", "Arrived"), ("stopped", "Stopped"), ("failed", "Stuck")],
        default="active",
        required=True,
        readonly=True,
    )
    step_id = fields.Many2one("crm.journey.step", "Step", ondelete="set null", index="btree_not_null", readonly=True)
    visit = fields.Integer("Steps so Far", default=1, readonly=True)
    arrived_at = fields.Datetime("At This Step Since", required=True, readonly=True)
    due_at = fields.Datetime("Next Look", readonly=True)
    waits_for = fields.Selection(
        [("wait", "Time"), ("condition", "Condition"), ("quiet", "End of quiet hours"), ("cap", "Frequency cap")],
        readonly=True,
    )
    ended_at = fields.Datetime("Ended", readonly=True)
    stop_reason = fields.Selection(REASONS, readonly=True)
    attempts = fields.Integer(readonly=True)
    error = fields.Text("Why It Is Stuck", readonly=True)
    run_ids = fields.One2many("crm.journey.run", "enrolment_id", "History")

    _once = models.UniqueIndex("(partner_id, entry_key)", "This customer is in this journey already.")
    _due = models.Index("(due_at, id) WHERE state = 'active'")

    @api.model
    def _enrol(self, journey, rows):
        """Let customers in; return the new enrolments. Whoever is let in by two at once is let in once.

        `rows` are dicts with `partner_id` and `entry_key`, and perhaps `lead_id`, `touchpoint_id`, `since`,
        `res_model` and `res_id`.
        """
        now = fields.Datetime.now()
        partners = self.env["res.partner"].browse([row["partner_id"] for row in rows])
        customers = {partner.id: partner.commercial_partner_id.id for partner in partners}
        full = [
            {**row, "customer_id": customers[row["partner_id"]], "since": row.get("since") or now}
            for row in rows
            if row["partner_id"] in customers
        ]
        # The casts are this method's own constants; what comes from outside are parameters.
        arrays = [
            SQL(cast, [row.get(column) or None for row in full])  # pylint: disable=sql-injection
            for column, cast in COLUMNS.items()
        ]
        # The same for all of them.
        common = {
            "journey_id": journey.id,
            "company_id": journey.company_id.id,
            "step_id": journey.first_step_id.id or None,
            "state": "active",
            "visit": 1,
            "attempts": 0,
            **dict.fromkeys(("arrived_at", "due_at", "create_date", "write_date"), now),
            **dict.fromkeys(("create_uid", "write_uid"), self.env.uid),
        }
        ids = self.env.execute_query(
            SQL(
                "INSERT INTO crm_journey_enrolment (%s) SELECT *, %s FROM unnest(%s) "
                "ON CONFLICT (partner_id, entry_key) DO NOTHING RETURNING id",
                SQL(", ").join(map(SQL.identifier, [*COLUMNS, *common])),
                SQL(", ").join(SQL("%s", value) for value in common.values()),
                SQL(", ").join(arrays),
            )
        )
        self.invalidate_model()
        return self.browse(row_id for (row_id,) in ids)

    # By hand

    def _check_may_steer(self):
        """Salespeople steer what they may see; rows themselves are written by the journey only."""
        self.env["crm.journey.enrolment"].check_access("read")
        self.check_access("read")
        self.partner_id.check_access("write")

    def action_stop(self):
        self._check_may_steer()
        # sudo: checked above; enrolments are read-only for people.
        self.sudo().filtered(lambda enrolment: enrolment.state in ("active", "failed"))._end("stopped", "hand")

    def action_retry(self):
        self._check_may_steer()
        # sudo: checked above; enrolments are read-only for people.
        stuck = self.sudo().filtered(lambda enrolment: enrolment.state == "failed")
        stuck.write(
            {"state": "active", "due_at": fields.Datetime.now(), "attempts": 0, "error": False, "ended_at": False}
        )

    def action_skip(self):
        """Leave out the step a customer is stuck at."""
        self._check_may_steer()
        # sudo: checked above; enrolments are read-only for people.
        for enrolment in self.sudo().filtered(lambda enrolment: enrolment.state == "failed"):
            step = enrolment.step_id
            self.env["crm.journey.run"].sudo()._open(enrolment, step, fields.Datetime.now()).write(
                {"state": "skipped", "note": self.env._("Left out by %(user)s", user=self.env.user.name)}
            )
            enrolment.write({"state": "active", "attempts": 0, "error": False, "ended_at": False})
            enrolment._stand_at(step.then_id)

    def action_open_customer(self):
        self.ensure_one()
        return self.partner_id.action_open_customer_file()

    def _end(self, state, reason=False):
        self.write(
            {
                "state": state,
                "stop_reason": reason,
                "ended_at": fields.Datetime.now(),
                "due_at": False,
                "waits_for": False,
                "error": False,
            }
        )

    def _stand_at(self, step):
        """Put customers to a step, as new arrivals there."""
        now = fields.Datetime.now()
        for enrolment in self:
            enrolment.write(
                {
                    "step_id": step.id,
                    "visit": enrolment.visit + 1,
                    "arrived_at": now,
                    "due_at": now if enrolment.state == "active" else False,
                    "waits_for": False,
                    "attempts": 0,
                }
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_with_the_journey(self):
        if not self.env.su:
            raise UserError(self.env._("Stop the enrolment instead: its history belongs to the customer's file."))
