from odoo import fields, models
from odoo.tools import SQL

from ..models.crm_service_request import PRIORITIES
from ..models.crm_service_sla import STATES


class CrmServiceAnalysis(models.Model):
    """One row per request with what came of it: times, promises, rating."""

    _name = "crm.service.analysis"
    _description = "Service Analysis"
    _auto = False
    _order = "opened_at desc"
    _rec_name = "request_id"

    request_id = fields.Many2one("crm.service.request", readonly=True)
    opened_at = fields.Datetime("Opened", readonly=True)
    closed_at = fields.Datetime("Closed", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    team_id = fields.Many2one("crm.service.team", "Team", readonly=True)
    user_id = fields.Many2one("res.users", "Agent", readonly=True)
    stage_id = fields.Many2one("crm.service.stage", "Stage", readonly=True)
    category_id = fields.Many2one("crm.service.category", "Category", readonly=True)
    cause_id = fields.Many2one("crm.service.cause", "Cause", readonly=True)
    commercial_partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    product_id = fields.Many2one("product.product", "Product", readonly=True)
    policy_id = fields.Many2one("crm.service.policy", "SLA Policy", readonly=True)
    channel = fields.Selection(lambda self: self.env["crm.service.request"]._fields["channel"].selection, readonly=True)
    priority = fields.Selection(PRIORITIES, readonly=True)
    respond_state = fields.Selection(STATES, "First Answer", readonly=True)
    resolve_state = fields.Selection(STATES, "Solution", readonly=True)
    respond_used = fields.Float("Working Hours to Answer", readonly=True, aggregator="avg")
    resolve_used = fields.Float("Working Hours to Solution", readonly=True, aggregator="avg")
    hours_open = fields.Float("Hours to Close", readonly=True, aggregator="avg")
    kept = fields.Float("Promises Kept (%)", readonly=True, aggregator="avg")
    reopen_count = fields.Integer("Reopened", readonly=True)
    escalations = fields.Integer(readonly=True)
    rating = fields.Float(readonly=True, aggregator="avg")
    csat = fields.Float("Satisfied (%)", readonly=True, aggregator="avg", help="Share of the ratings with 4 or 5.")
    nps = fields.Float(
        "NPS",
        readonly=True,
        aggregator="avg",
        help="Promoters (5) less detractors (1 to 3), in percent of the ratings.",
    )
    spent_hours = fields.Float("Hours Spent", readonly=True)
    with_article = fields.Float("Solved by an Article (%)", readonly=True, aggregator="avg")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT request.id, request.id AS request_id, request.opened_at, request.closed_at, request.company_id,
                   request.team_id, request.user_id, request.stage_id, request.category_id, request.cause_id,
                   request.commercial_partner_id, request.product_id, request.policy_id, request.channel,
                   request.priority, sla.respond_state, sla.resolve_state,
                   CASE WHEN request.responded_at IS NOT NULL THEN sla.respond_used END AS respond_used,
                   CASE WHEN request.clock = 'stop' THEN sla.resolve_used END AS resolve_used,
                   NULLIF(request.hours_open, 0) AS hours_open,
                   CASE WHEN request.clock = 'stop' AND sla.state IN ('met', 'missed')
                        THEN 100.0 * (sla.state = 'met')::int END AS kept,
                   request.reopen_count, request.spent_hours,
                   (SELECT count(*) FROM crm_service_notice notice WHERE notice.request_id = request.id) AS escalations,
                   CASE WHEN request.clock = 'stop' THEN 100.0 * EXISTS (
                        SELECT FROM crm_knowledge_use used
                         WHERE used.res_model = 'crm.service.request' AND used.res_id = request.id AND used.solved
                   )::int END AS with_article,
                   NULLIF(request.rating_last_value, 0) AS rating,
                   CASE WHEN request.rating_last_value >= 1
                        THEN 100.0 * (request.rating_last_value >= 4)::int END AS csat,
                   CASE WHEN request.rating_last_value >= 5 THEN 100.0
                        WHEN request.rating_last_value >= 4 THEN 0.0
                        WHEN request.rating_last_value >= 1 THEN -100.0 END AS nps
              FROM crm_service_request request
              LEFT JOIN crm_service_sla sla ON sla.id = request.sla_id
             WHERE request.active AND request.merged_into_id IS NULL
            """
        )
