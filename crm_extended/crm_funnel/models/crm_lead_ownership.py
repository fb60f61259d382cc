from odoo import api, fields, models
from odoo.tools import SQL

REASONS = [
    ("hand", "By Hand"),
    ("created", "Created with It"),
    ("fit", "Best Fit"),
    ("late", "Not Answered in Time"),
    ("merge", "Merged"),
]


class CrmLeadOwnership(models.Model):
    """Who owned the lead from when to when, and why. The row without an end is the owner of today."""

    _name = "crm.lead.ownership"
    _description = "Lead Ownership"
    _order = "date_from desc, id desc"
    _rec_name = "user_id"
    _log_access = False

    lead_id = fields.Many2one("crm.lead", "Lead", required=True, readonly=True, index=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", "Owner", readonly=True, index="btree_not_null", ondelete="set null")
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True, ondelete="set null")
    date_from = fields.Datetime("From", required=True, readonly=True)
    date_to = fields.Datetime("To", readonly=True)
    reason = fields.Selection(REASONS, required=True, readonly=True)
    note = fields.Char("Why", readonly=True)
    changed_by_id = fields.Many2one("res.users", "Changed By", readonly=True, ondelete="set null")

    _one_open = models.UniqueIndex("(lead_id) WHERE date_to IS NULL", "A lead has one owner at a time.")

    @api.model
    def _follow(self, lead_ids, moved_ids, reasons):
        """Bring the rows of these leads up to their owners of now: a statement or two, however many leads.

        `moved_ids` are those of them that may have had another owner. `reasons` is {lead id: (reason, note)}; who is
        not in it was changed by hand.
        """
        now = fields.Datetime.now()
        if moved_ids:
            self.env.cr.execute(
                SQL(
                    "UPDATE crm_lead_ownership own SET date_to = GREATEST(%s, own.date_from) FROM crm_lead lead "
                    "WHERE own.lead_id = lead.id AND own.date_to IS NULL AND lead.id = ANY(%s) "
                    "AND own.user_id IS DISTINCT FROM lead.user_id",
                    now,
                    list(moved_ids),
                )
            )
        known = [(lead, *reason) for lead, reason in reasons.items()] or [(0, "hand", None)]
        keys, codes, notes = map(list, zip(*known, strict=True))
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_lead_ownership (lead_id, user_id, team_id, date_from, reason, note, changed_by_id)
                SELECT lead.id, lead.user_id, lead.team_id, %(now)s,
                       COALESCE(told.reason, 'hand'),
                       told.note, %(uid)s
                  FROM crm_lead lead
             LEFT JOIN unnest(%(keys)s, %(codes)s::text[], %(notes)s::text[]) AS told(lead_id, reason, note)
                    ON told.lead_id = lead.id
                 WHERE lead.id = ANY(%(ids)s) AND lead.user_id IS NOT NULL
                ON CONFLICT (lead_id) WHERE date_to IS NULL DO NOTHING
                """,
                now=now,
                uid=self.env.uid,
                keys=keys,
                codes=codes,
                notes=notes,
                ids=list(lead_ids),
            )
        )
        self.invalidate_model(flush=False)

    @api.model
    def _move(self, sources, target):
        """Who owned a merged lead stays known on the lead that stays."""
        self.env.cr.execute(
            SQL(
                "UPDATE crm_lead_ownership SET lead_id = %s, reason = 'merge', "
                "date_to = COALESCE(date_to, GREATEST(%s, date_from)) WHERE lead_id = ANY(%s)",
                target.id,
                fields.Datetime.now(),
                sources.ids,
            )
        )
        self.invalidate_model(flush=False)
