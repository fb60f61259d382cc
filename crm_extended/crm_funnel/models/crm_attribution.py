from odoo import api, fields, models
from odoo.tools import SQL

BATCH = 200


class CrmAttribution(models.Model):
    """Which touch brought how much of a won opportunity, by four ways of counting. Each adds up to the revenue."""

    _name = "crm.attribution"
    _description = "Revenue Attribution"
    _order = "won_at desc, lead_id, model, amount desc"
    _rec_name = "lead_id"
    _log_access = False

    lead_id = fields.Many2one("crm.lead", "Opportunity", required=True, readonly=True, index=True, ondelete="cascade")
    model = fields.Selection(
        [("first", "First Touch"), ("last", "Last Touch"), ("linear", "Linear"), ("time_decay", "Time Decay")],
        "Counted By",
        required=True,
        readonly=True,
    )
    channel = fields.Selection(
        lambda self: self.env["crm.touchpoint"]._fields["channel"]._description_selection(self.env),
        readonly=True,
        help="Empty: nothing is known of the customer before the sale; see the source.",
    )
    kind = fields.Selection(
        lambda self: self.env["crm.touchpoint"]._fields["kind"]._description_selection(self.env), "What", readonly=True
    )
    subject = fields.Char("Which", readonly=True)
    touches = fields.Integer(readonly=True)
    amount = fields.Monetary("Revenue", readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True, ondelete="restrict")
    won_at = fields.Datetime("Won", readonly=True)
    source_id = fields.Many2one("utm.source", "Source", readonly=True, ondelete="set null")
    campaign_id = fields.Many2one("utm.campaign", "Campaign", readonly=True, ondelete="set null")
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True, ondelete="set null")
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True, ondelete="set null")
    company_id = fields.Many2one("res.company", "Company", readonly=True, ondelete="cascade")

    @api.model
    def _cron_attribute(self):
        """Write the rows of what was won since, or whose revenue has changed; drop those of what is no longer won."""
        self._drop_unwon()
        last = 0
        while leads := self._find_open(BATCH, last):
            leads._attribute()
            last = leads[-1].id
            if self.env.context.get("cron_id"):
                self.env["ir.cron"]._commit_progress(len(leads))

    @api.model
    def _drop_unwon(self):
        self.env["crm.lead"].flush_model(["won_status"])
        self.env.cr.execute(
            SQL(
                "DELETE FROM crm_attribution row USING crm_lead lead "
                "WHERE lead.id = row.lead_id AND lead.won_status != 'won'"
            )
        )
        self.invalidate_model(flush=False)

    @api.model
    def _find_open(self, limit, after=0):
        """Won leads with a greater id than `after` whose rows do not add up to their revenue, with nothing for those without."""
        self.env["crm.lead"].flush_model(["won_status", "expected_revenue", "date_closed"])
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT lead.id FROM crm_lead lead
                LEFT JOIN (SELECT lead_id, SUM(amount) AS amount, MAX(won_at) AS won_at FROM crm_attribution
                            WHERE model = 'linear' GROUP BY lead_id) AS known ON known.lead_id = lead.id
                    WHERE lead.won_status = 'won' AND lead.date_closed IS NOT NULL AND lead.id > %s
                      AND COALESCE(lead.expected_revenue, 0) != 0
                      AND (known.amount IS DISTINCT FROM lead.expected_revenue
                           OR known.won_at IS DISTINCT FROM lead.date_closed)
                 ORDER BY lead.id LIMIT %s""",
                after,
                limit,
            )
        )
        return self.env["crm.lead"].browse(row[0] for row in rows)
