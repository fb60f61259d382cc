from odoo import api, fields, models
from odoo.tools import SQL

from ..engine.scoring import FORGOTTEN_AFTER


class CrmScoreEvent(models.Model):
    """The ledger: what a touchpoint was worth to a lead when it happened. Never changed by reading a score."""

    _name = "crm.score.event"
    _description = "Score Event"
    _order = "happened_at desc, id desc"
    _rec_name = "source"
    _log_access = False

    lead_id = fields.Many2one("crm.lead", required=True, readonly=True, ondelete="cascade")
    rule_id = fields.Many2one("crm.score.rule", required=True, readonly=True, index=True, ondelete="cascade")
    touchpoint_id = fields.Many2one("crm.touchpoint", readonly=True, index="btree_not_null", ondelete="set null")
    source = fields.Char(required=True, readonly=True, help="What brought it: the cap per source is for these.")
    key = fields.Char(required=True, readonly=True)
    points = fields.Float(readonly=True)
    happened_at = fields.Datetime("When", required=True, readonly=True)

    _once = models.Constraint("UNIQUE (lead_id, rule_id, key)", "This is already counted.")

    @api.model
    def _count_touchpoints(self, touchpoint_ids):
        """Count new touchpoints for the open leads of their customers; True when any counted."""
        open_leads = SQL("lead.active AND lead.won_status = 'pending'")
        return self._append(open_leads, SQL("touch.id = ANY(%s)", list(touchpoint_ids)))

    @api.model
    def _replay(self, lead_ids):
        """Count all touchpoints of these leads. What is known is not counted again; True when any was new."""
        return self._append(SQL("lead.id = ANY(%s)", list(lead_ids)), SQL("TRUE"))

    @api.model
    def _append(self, leads, touchpoints):
        """One statement: leads x touchpoints x rules. A touchpoint on a lead is that lead's alone; one on a customer
        belongs to all leads of the customer that were open when it happened."""
        events = self.env.execute_query(
            SQL(
                """
                INSERT INTO crm_score_event (lead_id, rule_id, touchpoint_id, source, key, points, happened_at)
                SELECT pair.lead_id, rule.id, touch.id,
                       COALESCE(touch.res_model || ',' || touch.res_id,
                                concat_ws(':', touch.channel, touch.kind, touch.subject)),
                       touch.source_key, rule.points, touch.occurred_at
                  FROM (SELECT lead.id AS lead_id, lead.company_id, lead.date_closed, touch.id AS touch_id
                          FROM crm_lead lead JOIN crm_touchpoint touch ON touch.lead_id = lead.id
                         WHERE %(leads)s AND %(touchpoints)s
                         UNION ALL
                        SELECT lead.id, lead.company_id, lead.date_closed, touch.id
                          FROM crm_lead lead
                          JOIN res_partner partner ON partner.id = lead.partner_id
                          JOIN crm_touchpoint touch
                            ON touch.customer_id = partner.commercial_partner_id AND touch.lead_id IS NULL
                         WHERE %(leads)s AND %(touchpoints)s) AS pair
                  JOIN crm_touchpoint touch ON touch.id = pair.touch_id
                  JOIN crm_score_rule rule
                    ON rule.kind = 'behaviour' AND rule.active
                   AND (rule.company_id IS NULL OR rule.company_id = pair.company_id)
                   AND (touch.company_id IS NULL OR pair.company_id IS NULL OR touch.company_id = pair.company_id)
                   AND (rule.channel IS NULL OR rule.channel = touch.channel)
                   AND (rule.touch_kind IS NULL OR rule.touch_kind = touch.kind)
                   AND (rule.direction IS NULL OR rule.direction = touch.direction)
                   AND (rule.subject IS NULL OR strpos(lower(touch.subject), lower(rule.subject)) > 0)
                 WHERE touch.occurred_at <= COALESCE(pair.date_closed, 'infinity')
                   AND (rule.half_life = 0
                        OR touch.occurred_at > %(now)s - make_interval(secs => rule.half_life * 86400 * %(lives)s))
                ON CONFLICT (lead_id, rule_id, key) DO NOTHING RETURNING 1
                """,
                leads=leads,
                touchpoints=touchpoints,
                now=fields.Datetime.now(),
                lives=FORGOTTEN_AFTER,
            )
        )
        if events:
            self.invalidate_model(flush=False)
        return bool(events)

    @api.model
    def _revalue(self, rules):
        """The ledger of these rules as if they had always been as they are now."""
        rules.flush_recordset()
        self.env.cr.execute(SQL("DELETE FROM crm_score_event WHERE rule_id = ANY(%s)", rules.ids))
        self._append(SQL("lead.active AND lead.won_status = 'pending'"), SQL("TRUE"))
        self.env["crm.lead"].invalidate_model(["score", "score_fit", "score_behaviour", "score_why"], flush=False)

    @api.model
    def _move(self, sources, target):
        """The ledger of merged leads goes to the one that stays; what both counted is counted once."""
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_score_event (lead_id, rule_id, touchpoint_id, source, key, points, happened_at) "
                "SELECT %s, rule_id, touchpoint_id, source, key, points, happened_at FROM crm_score_event "
                "WHERE lead_id = ANY(%s) ON CONFLICT (lead_id, rule_id, key) DO NOTHING",
                target.id,
                sources.ids,
            )
        )
        self.invalidate_model(flush=False)
