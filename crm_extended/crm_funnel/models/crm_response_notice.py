from odoo import api, fields, models
from odoo.tools import SQL

LEVELS = [("warn", "Warning"), ("escalate", "Escalation"), ("reassign", "Given to Somebody Else")]


class CrmResponseNotice(models.Model):
    """Who was told that a lead waits. The unique key is what makes it once."""

    _name = "crm.response.notice"
    _description = "Response Notice"
    _order = "sent_at desc, id desc"
    _rec_name = "level"
    _log_access = False

    clock_id = fields.Many2one("crm.response.clock", required=True, readonly=True, index=True, ondelete="cascade")
    level = fields.Selection(LEVELS, required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Told", readonly=True, ondelete="set null")
    sent_at = fields.Datetime(required=True, readonly=True)

    _once = models.Constraint("UNIQUE (clock_id, level)", "Nobody is told twice.")

    @api.model
    def _claim(self, level, limit):
        """Clocks whose step of this level has come and was not taken: they are taken now, by the caller alone.

        Two workers may come at once: the second waits for the first and then finds nothing.
        """
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO crm_response_notice (clock_id, level, sent_at)
                SELECT clock.id, %(level)s, %(now)s
                  FROM crm_response_clock clock JOIN crm_lead lead ON lead.id = clock.lead_id
                 WHERE clock.responded_at IS NULL AND clock.%(step)s <= %(now)s AND clock.state != 'void'
                   AND lead.active AND lead.won_status = 'pending'
                   AND NOT EXISTS (SELECT 1 FROM crm_response_notice known
                                    WHERE known.clock_id = clock.id AND known.level = %(level)s)
              ORDER BY clock.%(step)s LIMIT %(limit)s
                ON CONFLICT (clock_id, level) DO NOTHING RETURNING clock_id
                """,
                level=level,
                step=SQL.identifier(f"{level}_at"),
                now=fields.Datetime.now(),
                limit=limit,
            )
        )
        self.invalidate_model(flush=False)
        return self.env["crm.response.clock"].browse(row[0] for row in rows)
