from odoo import api, fields, models
from odoo.tools import SQL

from .crm_service_policy_step import LEVELS, TARGETS


class CrmServiceNotice(models.Model):
    """Who was told that a promise is in danger or broken. The unique key is what makes it once."""

    _name = "crm.service.notice"
    _description = "Escalation Notice"
    _order = "sent_at desc, id desc"
    _log_access = False

    request_id = fields.Many2one("crm.service.request", required=True, readonly=True, index=True, ondelete="cascade")
    target = fields.Selection(TARGETS, required=True, readonly=True)
    level = fields.Selection(LEVELS, required=True, readonly=True)
    percent = fields.Integer("Time Used (%)", readonly=True)
    user_id = fields.Many2one("res.users", "Told", readonly=True, ondelete="set null")
    sent_at = fields.Datetime(readonly=True)

    _once = models.Constraint("UNIQUE (request_id, target, level)", "Nobody is told twice about the same promise.")

    @api.model
    def _claim(self, rows):
        """Insert (request, step, user) rows that nobody has inserted yet; return those really inserted.

        Two workers may come with the same rows: the second one waits for the first and then inserts nothing.
        """
        if not rows:
            return []
        values = SQL(", ").join(
            SQL(
                "(%s, %s, %s, %s, %s, now() AT TIME ZONE 'UTC')",
                request.id,
                step.target.value,
                step.level,
                step.percent,
                user.id or None,
            )
            for request, step, user in rows
        )
        inserted = self.env.execute_query(
            SQL(
                """INSERT INTO crm_service_notice (request_id, target, level, percent, user_id, sent_at)
                   VALUES %s ON CONFLICT (request_id, target, level) DO NOTHING
                   RETURNING request_id, target, level""",
                values,
            )
        )
        self.invalidate_model()
        fresh = set(inserted)
        return [row for row in rows if (row[0].id, row[1].target.value, row[1].level) in fresh]
