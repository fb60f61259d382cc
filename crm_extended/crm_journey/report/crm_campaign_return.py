from odoo import fields, models
from odoo.tools import SQL


class CrmCampaignReturn(models.Model):
    """What a campaign cost and brought, by channel and day: one row per fact, summed by the database."""

    _name = "crm.campaign.return"
    _description = "Campaign Return"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "campaign_id"

    campaign_id = fields.Many2one("utm.campaign", "Campaign", readonly=True)
    medium_id = fields.Many2one("utm.medium", "Channel", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    date = fields.Date(readonly=True)
    fact = fields.Selection(
        [
            ("budget", "Budget"),
            ("cost", "Cost"),
            ("mailing", "Message"),
            ("seat", "Seminar Seat"),
            ("call", "Call"),
            ("touch", "Other Touch"),
            ("lead", "Lead"),
            ("order", "Order"),
        ],
        readonly=True,
    )
    budget = fields.Monetary(readonly=True)
    cost = fields.Monetary(readonly=True)
    touches = fields.Integer(readonly=True)
    leads = fields.Integer(readonly=True)
    deals = fields.Integer(readonly=True)
    revenue = fields.Monetary("Won Revenue", readonly=True)
    profit = fields.Monetary("Surplus", readonly=True)

    @property
    def _table_query(self):
        facts = SQL(" UNION ALL ").join(self._get_facts())
        return SQL(
            """
            SELECT ROW_NUMBER() OVER (ORDER BY f.fact, f.source) AS id, f.fact, f.campaign_id, f.medium_id,
                   COALESCE(f.company_id, c.company_id) AS company_id, company.currency_id, f.date,
                   f.budget, f.cost, f.touches, f.leads, f.deals, f.revenue, f.revenue - f.cost AS profit
              FROM (%s) AS f
              JOIN utm_campaign c ON c.id = f.campaign_id
         LEFT JOIN res_company company ON company.id = COALESCE(f.company_id, c.company_id)
            """,
            facts,
        )

    def _get_facts(self):
        """Hook: SQL of each source of facts, all with the same columns."""
        return [*self._get_money_facts(), *self._get_touch_facts(), *self._get_result_facts()]

    def _get_money_facts(self):
        return [
            self._fact(
                "budget",
                SQL("id, id, NULL::int4, company_id, COALESCE(date_start, create_date::date)"),
                SQL("budget_amount, 0, 0, 0, 0, 0"),
                SQL("utm_campaign WHERE COALESCE(budget_amount, 0) != 0"),
            ),
            self._fact(
                "cost",
                SQL("id, campaign_id, medium_id, company_id, date"),
                SQL("0, amount, 0, 0, 0, 0"),
                SQL("crm_campaign_cost"),
            ),
        ]

    def _get_touch_facts(self):
        one = SQL("0, 0, 1, 0, 0, 0")
        day = SQL("COALESCE(t.sent_datetime, t.create_date)::date")
        lead = SQL("crm_touchpoint t JOIN crm_lead l ON l.id = t.lead_id WHERE l.campaign_id IS NOT NULL AND t.kind")
        seminar, phone = self._get_medium_id("crm_journey", "seminar"), self._get_medium_id("utm", "phone")
        return [
            self._fact(
                "mailing",
                SQL("t.id, t.campaign_id, m.medium_id, NULL::int4, %s", day),
                one,
                SQL(
                    "mailing_trace t LEFT JOIN mailing_mailing m ON m.id = t.mass_mailing_id "
                    "WHERE t.campaign_id IS NOT NULL AND t.trace_status IN ('pending', 'sent', 'open', 'reply') "
                    "AND t.is_test_trace IS NOT TRUE"
                ),
            ),
            self._fact(
                "seat",
                SQL(
                    "r.id, r.utm_campaign_id, COALESCE(r.utm_medium_id, %s), r.company_id, r.create_date::date",
                    seminar,
                ),
                one,
                SQL("event_registration r WHERE r.utm_campaign_id IS NOT NULL AND r.state IN ('open', 'done')"),
            ),
            self._fact(
                "call",
                SQL("t.id, l.campaign_id, %s::int4, t.company_id, t.occurred_at::date", phone),
                one,
                SQL("%s = 'call'", lead),
            ),
            self._fact(
                "touch",
                SQL("t.id, l.campaign_id, l.medium_id, t.company_id, t.occurred_at::date"),
                one,
                SQL("%s IN ('visit', 'meeting', 'message')", lead),
            ),
        ]

    def _get_result_facts(self):
        """A deal is counted where it was won: at the lead, or at an order without one."""
        return [
            self._fact(
                "lead",
                SQL("id, campaign_id, medium_id, company_id, create_date::date"),
                SQL("0, 0, 0, 1, CASE WHEN won_status = 'won' THEN 1 ELSE 0 END, 0"),
                SQL("crm_lead WHERE campaign_id IS NOT NULL"),
            ),
            self._fact(
                "order",
                SQL("id, campaign_id, medium_id, company_id, date_order::date"),
                SQL(
                    "0, 0, 0, 0, CASE WHEN opportunity_id IS NULL THEN 1 ELSE 0 END, "
                    "amount_untaxed / COALESCE(NULLIF(currency_rate, 0), 1)"
                ),
                SQL("sale_order WHERE campaign_id IS NOT NULL AND state = 'sale'"),
            ),
        ]

    def _fact(self, name, keys, values, source):
        """One branch of the union: keys are (source id, campaign, medium, company, date), values the six measures."""
        return SQL(
            "SELECT %s AS fact, k.* FROM (SELECT %s, %s FROM %s) "
            "AS k(source, campaign_id, medium_id, company_id, date, budget, cost, touches, leads, deals, revenue)",
            name,
            keys,
            values,
            source,
        )

    def _get_medium_id(self, module, name):
        record = self.env.ref(f"{module}.utm_medium_{name}", raise_if_not_found=False)
        return record.id if record else None
