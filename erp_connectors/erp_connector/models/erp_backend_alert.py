from odoo import fields, models
from odoo.tools import SQL

from ..engine import alerting, states

TASK = "mail.mail_activity_data_todo"
# What was tried and still waits, and what nobody has even taken: then the job that would empty the outbox is not run.
LATE = """
    SELECT DISTINCT m.backend_id
      FROM erp_message m JOIN erp_backend b ON b.id = m.backend_id
     WHERE m.backend_id IN %s AND m.direction = 'out' AND m.state IN ('waiting', 'unknown')
       AND m.write_date < (now() AT TIME ZONE 'UTC') - make_interval(mins => b.late_after)
       AND (m.error_code IS NOT NULL
            OR EXISTS (SELECT 1 FROM queue_job j
                        WHERE j.identity_key = 'erp-drain-' || b.id AND j.state IN ('pending', 'enqueued')
                          AND j.date_created < (now() AT TIME ZONE 'UTC') - make_interval(mins => b.late_after)))
"""


class ErpBackend(models.Model):
    """Whom a backend tells what: one word when something changes, however many messages it is about."""

    _inherit = "erp.backend"

    late_after = fields.Integer(
        "Late After (min)",
        default=60,
        required=True,
        help="The responsible person is told when a document has waited longer than this for the ERP.",
    )
    alerted_message = fields.Integer("Newest Message Told", readonly=True, copy=False)

    _late_after_positive = models.Constraint(
        "CHECK (late_after BETWEEN 1 AND 10080)", "Documents are late after one minute to one week."
    )

    def _after_drain(self):
        """Tell the responsible person once when something changed: out of reach, stuck, late, not read, well again."""
        self.invalidate_recordset()
        late, unread = self._late(), self._unread()
        for backend in self:
            state = alerting.condition(backend.breaker_state, backend.stuck_count, backend in late, backend in unread)
            newest = backend._newest_stuck() if state == alerting.STUCK else 0
            told, task = backend.alerted_state or alerting.WELL, backend._open_task()
            if alerting.to_tell(state, told, task or not backend.user_id, newest, backend.alerted_message):
                backend._alert(state)
            if newest != backend.alerted_message:
                backend.alerted_message = newest

    def _alert(self, state):
        words = self._alert_words()[state]
        self.alerted_state = state
        self.message_post(body=words)
        self.activity_unlink([TASK])
        if state != alerting.WELL and self.user_id:
            self.activity_schedule(TASK, summary=words, user_id=self.user_id.id)

    def _alert_words(self):
        return {
            alerting.UNREACHABLE: self.env._(
                "%s cannot be reached or lets nobody in. Messages wait; nothing is lost.", self.name
            ),
            alerting.STUCK: self.env._("%s: messages need a person to look at them.", self.name),
            alerting.LATE: self.env._(
                "%(erp)s: documents have waited for more than %(minutes)s minutes. Look what the oldest message says, and "
                "whether the job queue is running.",
                erp=self.name,
                minutes=self.late_after,
            ),
            alerting.UNREAD: self.env._(
                "%s: reading has failed several times in a row. The page “Incoming” says what is wrong.", self.name
            ),
            alerting.WELL: self.env._("%s works again.", self.name),
        }

    def _late(self):
        """Those of these backends with documents that have waited too long."""
        self.env.flush_all()
        return self.browse(row[0] for row in self.env.execute_query(SQL(LATE, tuple(self.ids) or (0,))))

    def _unread(self):
        """Those of these backends from which something could not be read several times in a row."""
        failing = [("backend_id", "in", self.ids), ("failures", ">=", alerting.POLLS)]
        return self.env["erp.stream"].search(failing).backend_id

    def _newest_stuck(self):
        stuck = [("backend_id", "=", self.id), ("state", "in", states.STUCK)]
        return self.env["erp.message"].search(stuck, order="id desc", limit=1).id

    def _open_task(self):
        """Is a task from here still to be done?"""
        return bool(self.activity_search([TASK]))
