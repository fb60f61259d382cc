import uuid

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# What a row is made of in the database, and how its column of a batch is passed to PostgreSQL.
COLUMNS = {
    "partner_id": "%s::int4[]",
    "customer_id": "%s::int4[]",
    "lead_id": "%s::int4[]",
    "company_id": "%s::int4[]",
    "user_id": "%s::int4[]",
    "occurred_at": "%s::timestamp[]",
    "channel": "%s::text[]",
    "kind": "%s::text[]",
    "direction": "%s::text[]",
    "subject": "%s::text[]",
    "detail": "%s::text[]",
    "amount": "%s::float8[]",
    "currency_id": "%s::int4[]",
    "res_model": "%s::text[]",
    "res_id": "%s::int4[]",
    "source_key": "%s::text[]",
}


class CrmTouchpoint(models.Model):
    """One interaction with a customer, any channel, in either direction. Append-only.

    The table is narrow and never partitioned: its idempotency key must be unique over all time, and PostgreSQL can
    only enforce that on a partitioned table when the key contains the month, which a replay may get wrong. "Since"
    is a BRIN index instead: rows arrive nearly in the order of time, so it costs a few kilobytes and no write time.
    """

    _name = "crm.touchpoint"
    _description = "Touchpoint"
    _order = "occurred_at desc, id desc"
    _rec_name = "subject"
    # A row is never written again: who and when it was written is in it, the usual four columns would double that.
    _log_access = False

    partner_id = fields.Many2one(
        "res.partner",
        "Contact",
        ondelete="cascade",
        index="btree_not_null",
        help="The person or company who took part.",
    )
    customer_id = fields.Many2one(
        "res.partner",
        "Customer",
        ondelete="cascade",
        help="The company the contact stood for at the time. Stays when the contact changes employer.",
    )
    lead_id = fields.Many2one("crm.lead", "Lead", ondelete="set null", index="btree_not_null")
    company_id = fields.Many2one("res.company", "Company", ondelete="cascade", default=lambda self: self.env.company)
    user_id = fields.Many2one("res.users", "Our Person", ondelete="set null", default=lambda self: self.env.user)
    occurred_at = fields.Datetime("When", required=True, default=fields.Datetime.now)
    recorded_at = fields.Datetime("Recorded", readonly=True)
    channel = fields.Selection(
        [
            ("email", "E-mail"),
            ("phone", "Phone"),
            ("sms", "SMS"),
            ("chat", "Chat"),
            ("social", "Social Media and Messaging"),
            ("web", "Website"),
            ("portal", "Portal"),
            ("shop", "Online Shop"),
            ("pos", "Point of Sale"),
            ("event", "Event"),
            ("mailing", "Mailing"),
            ("survey", "Survey"),
            ("visit", "Face to Face"),
            ("fax", "Fax"),
            ("letter", "Letter"),
            ("office", "Office"),
        ],
        required=True,
        default="phone",
    )
    kind = fields.Selection(
        [
            ("message", "Message"),
            ("call", "Call"),
            ("visit", "Visit"),
            ("meeting", "Meeting"),
            ("order", "Order"),
            ("contract", "Contract Signed"),
            ("payment", "Payment"),
            ("registration", "Registration"),
            ("attendance", "Attendance"),
            ("survey", "Survey Answered"),
            ("open", "Opened"),
            ("click", "Clicked"),
            ("reply", "Replied"),
            ("rating", "Rating"),
            ("view", "Page Viewed"),
            ("cart", "Put into the Cart"),
            ("form", "Form Sent"),
            ("download", "Download"),
            ("gift", "Gift or Reception"),
            ("other", "Other"),
        ],
        required=True,
        default="call",
    )
    direction = fields.Selection([("in", "From the Customer"), ("out", "To the Customer")], default="out")
    subject = fields.Char("What")
    detail = fields.Char(help="A link, a file name or a note of one line.")
    amount = fields.Monetary()
    currency_id = fields.Many2one("res.currency", ondelete="restrict")
    res_model = fields.Char("Source Model", readonly=True)
    res_id = fields.Many2oneReference("Source Record", model_field="res_model", readonly=True)
    source_key = fields.Char("Idempotency Key", required=True, readonly=True, copy=False)

    _source_key_unique = models.UniqueIndex("(source_key)", "This touchpoint is already recorded.")
    _customer_newest = models.Index("(customer_id, occurred_at DESC, id DESC)")
    _since = models.Index("USING brin (occurred_at)")
    _source_record = models.Index("(res_model, res_id) WHERE res_id IS NOT NULL")

    @api.model_create_multi
    def create(self, vals_list):
        """A touchpoint noted by hand, or by an importer that runs as a user. Events of the system use `_record`."""
        partners = self.env["res.partner"].browse(
            [vals.get("partner_id") for vals in vals_list if vals.get("partner_id")]
        )
        customers = {partner.id: partner.commercial_partner_id.id for partner in partners}
        now = fields.Datetime.now()
        for vals in vals_list:
            vals["customer_id"] = customers.get(vals.get("partner_id"), False)
            vals["recorded_at"] = now
            if not self.env.su:
                # A row of hand can not pass for one of the system: neither its key nor the record behind it.
                vals.update(source_key=False, res_model=False, res_id=False)
            vals["source_key"] = vals.get("source_key") or f"hand:{uuid.uuid4()}"
        touchpoints = super().create(vals_list)
        if lost := touchpoints.filtered(lambda row: not row.partner_id and not row.lead_id):
            raise UserError(self.env._("Choose the customer for “%(what)s”.", what=lost[0].subject or lost[0].kind))
        touchpoints.partner_id.check_access("read")
        touchpoints._after_recorded()
        return touchpoints

    def write(self, vals):
        raise UserError(self.env._("A touchpoint is a fact: it can not be changed. Note a new one instead."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A touchpoint is a fact: it can not be deleted. It goes with its customer."))

    @api.model
    def _record(self, rows):
        """Append touchpoints that the system itself observed, all in one statement; return the new ones.

        `rows` are dicts of COLUMNS with ids. A row needs `channel`, `kind`, `source_key` and a `partner_id` or a
        `lead_id`; `customer_id` is found, `occurred_at` is now when not given. A row whose key is known is skipped
        silently, so every caller may be called twice. No rights are asked: the caller is an event that already
        happened, whoever set it off.
        """
        rows = [row for row in rows if row.get("partner_id") or row.get("lead_id")]
        if not rows:
            return self.browse()
        self._complete_rows(rows)
        # The casts are this file's own constants; what callers send are parameters.
        arrays = [
            SQL(cast, [row.get(column) or None for row in rows])  # pylint: disable=sql-injection
            for column, cast in COLUMNS.items()
        ]
        names = SQL(", ").join(map(SQL.identifier, COLUMNS))
        ids = self.env.execute_query(
            SQL(
                "INSERT INTO crm_touchpoint (%s, recorded_at) SELECT *, %s FROM unnest(%s) "
                "ON CONFLICT (source_key) DO NOTHING RETURNING id",
                names,
                fields.Datetime.now(),
                SQL(", ").join(arrays),
            )
        )
        touchpoints = self.browse(row_id for (row_id,) in ids)
        if touchpoints:
            touchpoints._after_recorded()
        return touchpoints

    @api.model
    def _complete_rows(self, rows):
        """Fill in what the callers leave out: the customer behind the contact, the time, the company's currency."""
        # sudo: the sender of an event, e.g. a portal user who writes, need not see the customer's company.
        partners = self.env["res.partner"].sudo().browse({row["partner_id"] for row in rows if row.get("partner_id")})
        customers = {partner.id: partner.commercial_partner_id.id for partner in partners}
        now = fields.Datetime.now()
        for row in rows:
            row.setdefault("customer_id", customers.get(row.get("partner_id")))
            row["occurred_at"] = row.get("occurred_at") or now
            if row.get("subject"):
                row["subject"] = row["subject"][:250]

    def _after_recorded(self):
        """Called once for each new touchpoint, for those who count them (scores, journeys). `self` is never empty."""

    @api.model
    def _adopt(self, leads):
        """The touchpoints of leads without a customer become those of the customer they have got."""
        pairs = [
            (lead.id, lead.partner_id.id, lead.partner_id.commercial_partner_id.id) for lead in leads if lead.partner_id
        ]
        if pairs:
            lead_ids, partner_ids, customer_ids = map(list, zip(*pairs, strict=True))
            self.env.cr.execute(
                SQL(
                    "UPDATE crm_touchpoint SET partner_id = adopted.partner, customer_id = adopted.customer "
                    "FROM unnest(%s, %s, %s) AS adopted(lead, partner, customer) "
                    "WHERE lead_id = adopted.lead AND partner_id IS NULL",
                    lead_ids,
                    partner_ids,
                    customer_ids,
                )
            )

    def action_open_source(self):
        """Open the record behind the touchpoint, as far as its own rights allow."""
        self.ensure_one()
        if not self.res_model or self.res_model not in self.env:
            return False
        record = self.env[self.res_model].browse(self.res_id).exists()
        if not record:
            raise UserError(self.env._("The record behind this touchpoint has been deleted."))
        record.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
