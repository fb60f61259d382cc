from psycopg2.extras import execute_values

from odoo import Command, models

from ..engine import canonical


class ErpBackend(models.Model):
    """Messages that the ERP has not accepted say what their records say now, before they go out again."""

    _inherit = "erp.backend"

    def _renew(self, messages):
        """Bring {message: its record} of one model up to date and let them go; one statement, however many.

        Only what no lane holds and the ERP surely does not have: refused, waiting or cancelled.
        """
        self.ensure_one()
        if not messages:
            return
        documents = {record: self._in_company(record)._erp_document() for record in set(messages.values())}
        required = self._enqueue_unknown(documents)
        rows = []
        for message, record in messages.items():
            payload = canonical.dumps(documents[record])
            rows.append((message.id, payload, canonical.digest(payload), record.display_name))
        self.env.cr.flush()
        renewed = execute_values(
            self.env.cr._obj,
            "UPDATE erp_message m SET payload = v.payload, payload_hash = v.hash, name = v.name, state = 'waiting',"
            # What may be in the ERP after all keeps its round: sent under another mark it would be another document.
            " round = COALESCE(m.round, 0) + (m.state = 'dead' OR m.state = 'cancelled' AND m.called_at IS NOT NULL"
            " AND NOT COALESCE(m.ask_first, FALSE))::int, attempts = 0,"
            " unanswered = 0, write_date = now() AT TIME ZONE 'UTC',"
            " next_try_at = now() AT TIME ZONE 'UTC', error_code = NULL, error_text = NULL, error_field = NULL,"
            " advice = NULL FROM (VALUES %s) AS v(id, payload, hash, name)"
            " WHERE m.id = v.id AND m.state IN ('cancelled', 'waiting', 'dead') RETURNING m.id",
            rows,
            page_size=1000,
            fetch=True,
        )
        done = {message_id for (message_id,) in renewed}
        self.env["erp.message"].invalidate_model()
        for message, record in messages.items():
            waits_for = {required[name] for name in canonical.names(documents[record]) if name in required}
            if message.id in done and waits_for != set(message.required_ids.ids):
                message.required_ids = [Command.set(sorted(waits_for))]
        self._wake()
