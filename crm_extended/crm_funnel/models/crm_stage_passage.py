from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

OUTCOMES = [
    ("next", "Went On"),
    ("back", "Went Back"),
    ("won", "Won"),
    ("lost", "Lost"),
    ("archived", "Archived"),
]


class CrmStagePassage(models.Model):
    """One stay of a lead in one stage. The row without an end is where the lead is now."""

    _name = "crm.stage.passage"
    _description = "Time in Stage"
    _order = "entered_at desc, id desc"
    _rec_name = "stage_id"
    _log_access = False

    lead_id = fields.Many2one("crm.lead", "Lead", required=True, readonly=True, index=True, ondelete="cascade")
    stage_id = fields.Many2one("crm.stage", "Stage", required=True, readonly=True, index=True, ondelete="cascade")
    next_stage_id = fields.Many2one("crm.stage", "Then", readonly=True, ondelete="set null")
    outcome = fields.Selection(OUTCOMES, readonly=True)
    entered_at = fields.Datetime("From", required=True, readonly=True)
    left_at = fields.Datetime("To", readonly=True)
    days = fields.Float("Days in Stage", readonly=True, aggregator="avg", digits=(16, 2))
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True, index="btree_not_null", ondelete="set null")
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True, ondelete="set null")
    source_id = fields.Many2one("utm.source", "Source", readonly=True, ondelete="set null")
    company_id = fields.Many2one("res.company", "Company", readonly=True, ondelete="cascade")

    _one_open = models.UniqueIndex("(lead_id) WHERE left_at IS NULL", "A lead is in one stage at a time.")

    @api.model
    def _follow(self, lead_ids, moved_ids):
        """Bring the rows of these leads up to where the leads are now: a statement or two, however many leads.

        `moved_ids` are those of them that may have been somewhere else before.
        """
        now = fields.Datetime.now()
        if moved_ids:
            self._close_left(list(moved_ids), now)
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_stage_passage (lead_id, stage_id, entered_at, team_id, user_id, source_id, company_id)
                SELECT lead.id, lead.stage_id, %(now)s, lead.team_id, lead.user_id, lead.source_id, lead.company_id
                  FROM crm_lead lead
                 WHERE lead.id = ANY(%(ids)s) AND lead.active AND lead.stage_id IS NOT NULL
                ON CONFLICT (lead_id) WHERE left_at IS NULL DO NOTHING
                """,
                now=now,
                ids=list(lead_ids),
            )
        )
        self.invalidate_model(flush=False)

    @api.model
    def _close_left(self, ids, now):
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_stage_passage passage
                   SET left_at = GREATEST(%(now)s, passage.entered_at),
                       days = EXTRACT(epoch FROM GREATEST(%(now)s - passage.entered_at, interval '0')) / 86400,
                       next_stage_id = CASE WHEN lead.active THEN lead.stage_id END,
                       outcome = CASE WHEN NOT lead.active AND lead.won_status = 'lost' THEN 'lost'
                                      WHEN NOT lead.active THEN 'archived'
                                      WHEN stage.is_won THEN 'won'
                                      WHEN (stage.sequence, stage.id) < (left_stage.sequence, left_stage.id) THEN 'back'
                                      ELSE 'next' END
                  FROM crm_lead lead
             LEFT JOIN crm_stage stage ON stage.id = lead.stage_id, crm_stage left_stage
                 WHERE passage.lead_id = lead.id AND passage.left_at IS NULL AND left_stage.id = passage.stage_id
                   AND lead.id = ANY(%(ids)s)
                   AND (passage.stage_id IS DISTINCT FROM lead.stage_id OR NOT lead.active)
                """,
                now=now,
                ids=ids,
            )
        )

    # The funnel

    @api.model
    @api.readonly
    def get_funnel(self, since=None, until=None, team_id=None, source_id=None, user_id=None):
        """The funnel of the leads created in [since, until), as far as the reader may see them.

        Return {"stages": [{"id", "name", "reached", "conversion", "median_days", "waiting", "lost"}], "leads",
        "won", "median_days_to_win"}. `reached` counts leads that came to the stage or to one behind it; `conversion`
        is the part of them that came further, in percent, None for the last stage and for nobody.
        """
        leads = self._get_funnel_leads(since, until, team_id, source_id, user_id)
        rows = self.env.execute_query_dict(self._get_funnel_query(leads, team_id))
        stages = self.env["crm.stage"].browse(row["id"] for row in rows)
        for stage, row, following in zip(stages, rows, [*rows[1:], None], strict=True):
            row["name"] = stage.name
            share = following and row["reached"] and 100 * following["reached"] / row["reached"]
            row["conversion"] = round(share, 1) if following and row["reached"] else None
        (totals,) = self.env.execute_query_dict(
            SQL(
                """SELECT count(*) AS leads, count(*) FILTER (WHERE won_status = 'won') AS won,
                          percentile_cont(0.5) WITHIN GROUP (ORDER BY EXTRACT(epoch FROM date_closed - create_date)
                          / 86400) FILTER (WHERE won_status = 'won' AND date_closed >= create_date)
                          AS median_days_to_win
                     FROM crm_lead WHERE id IN %s""",
                leads,
            )
        )
        return {"stages": rows, **totals}

    @api.model
    def _get_funnel_leads(self, since, until, team_id, source_id, user_id):
        """SQL of the ids of the leads in question, through the reader's own rights."""
        wanted = {"team_id": team_id, "source_id": source_id, "user_id": user_id}
        domain = Domain.AND([Domain(name, "=", value) for name, value in wanted.items() if value])
        if since:
            domain &= Domain("create_date", ">=", since)
        if until:
            domain &= Domain("create_date", "<", until)
        self.env["crm.lead"].flush_model()
        query = self.env["crm.lead"].with_context(active_test=False)._search(domain, order="id")
        return SQL("(%s)", query.select())

    @api.model
    def _get_funnel_query(self, leads, team_id):
        teams = SQL("TRUE")
        if team_id:
            relation = self.env["crm.stage"]._fields["team_ids"]
            table, stage, team = map(SQL.identifier, (relation.relation, relation.column1, relation.column2))
            own = SQL("SELECT %s FROM %s WHERE %s = stage.id", team, table, stage)
            teams = SQL("(NOT EXISTS (%s) OR %s IN (%s))", own, team_id, own)
        return SQL(
            """
            WITH passage AS (
                SELECT row.*, stage.sequence, stage.is_won
                  FROM crm_stage_passage row JOIN crm_stage stage ON stage.id = row.stage_id
                 WHERE row.lead_id IN %(leads)s
            ), furthest AS (
                SELECT lead_id, MAX(ARRAY[sequence, stage_id]) AS place FROM passage GROUP BY lead_id
            ), stay AS (
                SELECT lead_id, stage_id, SUM(days) AS days FROM passage WHERE left_at IS NOT NULL GROUP BY 1, 2
            )
            SELECT stage.id, stage.is_won,
                   (SELECT count(*) FROM furthest WHERE place >= ARRAY[stage.sequence, stage.id]) AS reached,
                   (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY days) FROM stay WHERE stage_id = stage.id)
                   AS median_days,
                   (SELECT count(*) FROM passage WHERE stage_id = stage.id AND left_at IS NULL AND is_won IS NOT TRUE)
                   AS waiting,
                   (SELECT count(*) FROM passage WHERE stage_id = stage.id AND outcome = 'lost') AS lost
              FROM crm_stage stage
             WHERE %(teams)s OR stage.id IN (SELECT stage_id FROM passage)
          ORDER BY stage.sequence, stage.id
            """,
            leads=leads,
            teams=teams,
        )
