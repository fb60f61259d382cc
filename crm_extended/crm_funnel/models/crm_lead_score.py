import operator as operators

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine import scoring

TIERS = [("cold", "Cold"), ("warm", "Warm"), ("hot", "Hot")]
COMPARE = {">": operators.gt, ">=": operators.ge, "<": operators.lt, "<=": operators.le}


class CrmLead(models.Model):
    """The score of a lead: computed when read, from the ledger and the fit rules. Core's probability stays core's."""

    _inherit = "crm.lead"

    score = fields.Integer(
        compute="_compute_score",
        search="_search_score",
        help="What the lead is and what its customer did, as far as it has not faded. A closed lead keeps its last one.",
    )
    score_fit = fields.Float("Fit", compute="_compute_score")
    score_behaviour = fields.Float("Behaviour", compute="_compute_score")
    score_why = fields.Json("Why This Score", compute="_compute_score_why")
    score_tier = fields.Selection(TIERS, "Temperature", default="cold", required=True, readonly=True, copy=False)
    mql_at = fields.Datetime("Marketing Qualified", readonly=True, copy=False)
    sql_at = fields.Datetime("Sales Qualified", readonly=True, copy=False)

    @api.depends("partner_id", "date_closed", "won_status")
    def _compute_score(self):
        known = {}
        if self.ids:
            self.flush_model()
            rows = self.env.execute_query(self._get_score_query(SQL("SELECT unnest(%s)", list(self.ids))))
            known = {row[0]: row[2:] for row in rows}
        for lead in self:
            lead.score_fit, lead.score_behaviour, lead.score = known.get(lead._origin.id, (0, 0, 0))

    def _search_score(self, operator, value):
        if operator == "in":
            condition = SQL("score = ANY(%s)", list(value))
        elif operator in COMPARE:
            condition = SQL("score %s %s", SQL(operator), value)  # pylint: disable=sql-injection
        else:
            return NotImplemented
        query = self._get_score_query(SQL("SELECT id FROM crm_lead"))
        return Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                "%s IN (SELECT lead_id FROM (%s) AS scored WHERE %s)", SQL.identifier(alias, "id"), query, condition
            ),
            predicate=lambda lead: lead.score in value if operator == "in" else COMPARE[operator](lead.score, value),
        )

    @api.model
    def _get_score_query(self, scope):
        """SQL of (lead_id, company_id, fit, behaviour, score) for the leads whose ids the SQL `scope` selects.

        The same arithmetic as engine/scoring.py, for thousands of leads in one statement.
        """
        return SQL(
            """
            WITH scope AS MATERIALIZED (
                SELECT id, company_id, LEAST(date_closed, %(now)s) AS moment FROM crm_lead WHERE id IN (%(scope)s)
            ), fit AS (
                SELECT lead_id, SUM(points) AS points FROM (%(fit)s) AS matched GROUP BY lead_id
            ), by_source AS (
                SELECT event.lead_id, rule.id AS rule_id, rule.cap, rule.source_cap, SUM(event.points * CASE
                           WHEN rule.half_life = 0 THEN 1
                           WHEN age.days > rule.half_life * %(lives)s THEN 0
                           ELSE power(0.5::float8, age.days / rule.half_life) END) AS points
                  FROM scope
                  JOIN crm_score_event event ON event.lead_id = scope.id
                  JOIN crm_score_rule rule ON rule.id = event.rule_id AND rule.active
            CROSS JOIN LATERAL (
                SELECT GREATEST(EXTRACT(epoch FROM scope.moment - event.happened_at) / 86400, 0)::float8 AS days
                       ) AS age
              GROUP BY event.lead_id, rule.id, event.source
            ), by_rule AS (
                SELECT lead_id, cap,
                       SUM(CASE WHEN source_cap = 0 THEN points
                                ELSE LEAST(GREATEST(points, -source_cap), source_cap) END) AS points
                  FROM by_source GROUP BY lead_id, rule_id, cap
            ), behaviour AS (
                SELECT lead_id,
                       SUM(CASE WHEN cap = 0 THEN points ELSE LEAST(GREATEST(points, -cap), cap) END) AS points
                  FROM by_rule GROUP BY lead_id
            )
            SELECT scope.id AS lead_id, scope.company_id,
                   COALESCE(fit.points, 0) AS fit, COALESCE(behaviour.points, 0) AS behaviour,
                   GREATEST(0, floor(COALESCE(fit.points, 0) + COALESCE(behaviour.points, 0) + 0.5))::int4 AS score
              FROM scope
         LEFT JOIN fit ON fit.lead_id = scope.id
         LEFT JOIN behaviour ON behaviour.lead_id = scope.id
            """,
            now=fields.Datetime.now(),
            scope=scope,
            fit=self.env["crm.score.rule"]._get_fit_query(SQL("(SELECT id FROM scope)")),
            lives=scoring.FORGOTTEN_AFTER,
        )

    @api.depends("score")
    def _compute_score_why(self):
        for lead in self:
            lead.score_why = lead._explain_score() if lead._origin.id else []

    def _explain_score(self):
        """[{"label", "points", "awarded", "count", "last", "capped", "kind"}], the weightiest first."""
        self.ensure_one()
        moment = min(self.date_closed or fields.Datetime.now(), fields.Datetime.now())
        # sudo: whoever reads a lead may read why it is worth what it is worth.
        rules = self.env["crm.score.rule"].sudo()
        matched = self.env.execute_query(rules._get_fit_query(SQL("(SELECT %s)", self._origin.id)))
        lines = [{"label": rules.browse(rule).name, "points": points, "kind": "fit"} for _lead, rule, points in matched]
        events = self.env["crm.score.event"].sudo().search([("lead_id", "=", self._origin.id)])
        rules = events.rule_id.filtered("active")
        ledger = [scoring.Event(row.rule_id.id, row.source, row.points, row.happened_at) for row in events]
        for line in scoring.explain([rule._get_engine_rule() for rule in rules], ledger, moment):
            lines.append(
                {
                    "label": rules.browse(line.rule).name,
                    "points": line.points,
                    "awarded": line.awarded,
                    "count": line.count,
                    "last": fields.Datetime.to_string(line.last_at),
                    "capped": line.capped,
                    "kind": "behaviour",
                }
            )
        return sorted(lines, key=lambda line: -abs(line["points"]))

    # Refresh: what the score sets off

    @api.model
    def _cron_refresh_scores(self):
        """Temperatures and qualifications of all open leads. Reads every ledger, writes only what changed."""
        self._refresh_scores()

    @api.model
    def _refresh_scores(self, leads=None):
        """One statement for all open leads, or those of `leads`. Return the ids of the leads that changed."""
        self.env.flush_all()
        scope = SQL("SELECT id FROM crm_lead WHERE active AND won_status = 'pending'")
        if leads is not None:
            scope = SQL("%s AND id = ANY(%s)", scope, leads.ids)
        now = fields.Datetime.now()
        bars = [SQL("(%s::int4, %s::int4, %s::int4)", *bar) for bar in self.env["crm.score.threshold"]._get_bars()]
        changed = self.env.execute_query(
            SQL(
                """
                UPDATE crm_lead lead
                   SET score_tier = new.tier,
                       mql_at = CASE WHEN new.mql THEN %(now)s ELSE lead.mql_at END,
                       sql_at = CASE WHEN new.sql THEN %(now)s ELSE lead.sql_at END
                  FROM (SELECT scored.lead_id,
                               CASE WHEN score >= bar.sql THEN 'hot' WHEN score >= bar.mql THEN 'warm' ELSE 'cold'
                               END AS tier,
                               old.mql_at IS NULL AND score >= LEAST(bar.mql, bar.sql) AS mql,
                               old.sql_at IS NULL AND score >= bar.sql AS sql
                          FROM (%(scores)s) AS scored
                          JOIN crm_lead old ON old.id = scored.lead_id
                          JOIN (VALUES %(bars)s) AS bar(company_id, mql, sql)
                            ON bar.company_id IS NOT DISTINCT FROM scored.company_id) AS new
                 WHERE lead.id = new.lead_id
                   AND (lead.score_tier IS DISTINCT FROM new.tier OR new.mql OR new.sql)
             RETURNING lead.id, new.mql, new.sql
                """,
                now=now,
                scores=self._get_score_query(scope),
                bars=SQL(", ").join(bars),
            )
        )
        touched = self.browse(row[0] for row in changed)
        touched.invalidate_recordset(["score_tier", "mql_at", "sql_at"], flush=False)
        for level, place in (("mql", 1), ("sql", 2)):
            if reached := self.browse(row[0] for row in changed if row[place]):
                reached._qualify(level)
        return touched.ids

    def _qualify(self, level):
        """These leads have just reached a level, for the first and only time: say so and send them on their way."""
        for lang, leads in self.grouped(lambda lead: (lead.user_id or lead.team_id.user_id).lang).items():
            readers = leads.with_context(lang=lang or self.env.lang)
            names = dict(readers.env["crm.score.threshold"]._fields["level"]._description_selection(readers.env))
            body = readers.env._("The score has reached the threshold: %(level)s.", level=names[level])
            readers._message_log_batch(dict.fromkeys(leads.ids, body))
        thresholds = self.env["crm.score.threshold"].search([])
        for company, leads in self.grouped("company_id").items():
            if threshold := thresholds._for_company(level, company):
                leads._route(threshold)

    def _route(self, threshold):
        """Where qualified leads go: another team, the desk of a salesperson, the pipeline."""
        if threshold.team_id:
            self.filtered(lambda lead: lead.team_id != threshold.team_id and not lead.user_id).write(
                {"team_id": threshold.team_id.id}
            )
        if threshold.assign:
            free = self.filtered(lambda lead: not lead.user_id and lead.team_id.assign_by == "fit")
            free.team_id._assign_best(free)
        if threshold.convert:
            for lead in self.filtered(lambda lead: lead.type == "lead"):
                lead.convert_opportunity(lead.partner_id)

    def action_open_score(self):
        """The ledger behind the score."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Score of %(lead)s", lead=self.name),
            "res_model": "crm.score.event",
            "views": [(False, "list")],
            "domain": [("lead_id", "=", self.id)],
        }
