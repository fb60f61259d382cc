from odoo import fields, models
from odoo.tools import SQL


class CrmWinbackCandidate(models.Model):
    """Customers to win back: those silent for longer than is usual for them, and those whose last chance was lost.

    "Usual" is the median gap between days with orders, as in engine/silence.py; the threshold is the reader's.
    """

    _name = "crm.winback.candidate"
    _description = "Customer to Win Back"
    _auto = False
    _order = "revenue desc, id"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    user_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection([("silent", "Silent"), ("lost", "Lost Opportunity")], readonly=True)
    last_on = fields.Date("Last Order or Loss", readonly=True)
    silent_days = fields.Integer("Days Since", readonly=True, aggregator="avg")
    order_count = fields.Integer("Days with Orders", readonly=True)
    usual_gap = fields.Float("Usual Gap (days)", readonly=True, aggregator="avg")
    ratio = fields.Float(
        "Times the Usual Gap", readonly=True, aggregator="max", help="How many usual gaps the silence lasts."
    )
    revenue = fields.Monetary("At Stake", readonly=True, help="Ordered so far, or what the lost opportunity was worth.")
    lead_id = fields.Many2one("crm.lead", "Lost Opportunity", readonly=True)

    @property
    def _table_query(self):
        # "Today" is the server's UTC day: who fell silent an hour ago is found tomorrow.
        return SQL(
            """
            WITH days AS (
                SELECT p.commercial_partner_id AS customer, o.company_id, o.date_order::date AS day,
                       SUM(o.amount_untaxed / COALESCE(NULLIF(o.currency_rate, 0), 1)) AS revenue
                  FROM sale_order o JOIN res_partner p ON p.id = o.partner_id
                 WHERE o.state = 'sale' GROUP BY 1, 2, 3),
            gaps AS (
                SELECT *, day - LAG(day) OVER (PARTITION BY customer, company_id ORDER BY day) AS gap FROM days),
            silent AS (
                SELECT customer, company_id, MAX(day) AS last_on, COUNT(*) AS order_count, SUM(revenue) AS revenue,
                       PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY gap) AS usual_gap
                  FROM gaps GROUP BY 1, 2 HAVING COUNT(*) >= 2),
            lost AS (
                SELECT DISTINCT ON (p.commercial_partner_id, l.company_id)
                       p.commercial_partner_id AS customer, l.company_id, l.id AS lead_id, l.expected_revenue,
                       COALESCE(l.date_closed, l.write_date)::date AS last_on
                  FROM crm_lead l JOIN res_partner p ON p.id = l.partner_id
                 WHERE l.won_status = 'lost' ORDER BY 1, 2, 5 DESC, l.id DESC)
            SELECT c.customer * 2::bigint + c.lost + 1000000000000 * COALESCE(c.company_id, 0) AS id, c.customer AS partner_id,
                   c.company_id, CASE c.lost WHEN 1 THEN 'lost' ELSE 'silent' END AS kind, c.last_on,
                   CURRENT_DATE - c.last_on AS silent_days, c.order_count, c.usual_gap,
                   (CURRENT_DATE - c.last_on) / NULLIF(c.usual_gap, 0) AS ratio, c.revenue, c.lead_id
              FROM (
                SELECT customer, company_id, 0 AS lost, last_on, order_count, usual_gap, revenue, NULL::int4 AS lead_id
                  FROM silent
                UNION ALL
                SELECT customer, COALESCE(company_id, %s), 1, last_on, NULL, NULL, expected_revenue, lead_id
                  FROM lost
                 WHERE NOT EXISTS (
                    SELECT FROM crm_lead l JOIN res_partner p ON p.id = l.partner_id
                     WHERE p.commercial_partner_id = lost.customer AND l.active AND l.won_status = 'pending')
                   AND NOT EXISTS (
                    SELECT FROM days WHERE days.customer = lost.customer AND days.day > lost.last_on)) AS c
              JOIN res_partner partner ON partner.id = c.customer AND partner.active
            """,
            self.env.company.id,
        )

    def action_open_customer(self):
        self.ensure_one()
        return self.partner_id.action_open_customer_file()
