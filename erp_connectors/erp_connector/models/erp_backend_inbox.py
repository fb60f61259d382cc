import json
import logging
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine import canonical
from ..engine.secret_box import mask
from ..soap.faults import outcome_of

_logger = logging.getLogger(__name__)


class InboxProblem(Exception):
    """An incoming document cannot be applied as it is. The text is for a person; nothing of it has been kept."""


class NotYet(InboxProblem):
    """It needs another document that has not arrived: it is tried again when that may have happened."""


class NotOurs(InboxProblem):
    """It is not for Odoo: what Odoo's own books lead, or what the ERP has for others. Kept, and nobody is bothered."""


class ErpBackend(models.Model):
    """From the ERP into Odoo: read what changed, keep it once, apply it in order."""

    _inherit = "erp.backend"

    @api.model
    def _cron_poll(self):
        """Every few minutes: one job per live backend and kind of incoming document."""
        for backend in self.search([("state", "=", "live")]):
            backend._delay_polls()

    def _delay_polls(self):
        for backend in self:
            for kind in backend._flows_in():
                backend.with_delay(
                    identity_key=f"erp-poll-{backend.id}-{kind}", description=f"{backend.name}: read {kind}"
                )._job_poll(kind)

    def _flows_in(self):
        """Kinds of documents that the dialect can read and that somebody here can apply."""
        self.ensure_one()
        return [kind for kind in self._dialect_class().flows_in if hasattr(self, f"_apply_{kind}")]

    def action_poll(self):
        """Button: read from the ERP now."""
        self.check_access("read")
        # sudo: what is read is applied on the backend's behalf, whoever presses the button.
        self.sudo()._delay_polls()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "info", "message": self.env._("Reading has begun; new documents appear in a moment.")},
        }

    def _job_poll(self, kind):
        """Job: read one page of changes, keep them, apply them; go on with the next page in a new job."""
        self.ensure_one()
        if self.state != "live":
            return "the backend is not live"
        stream = self._stream(kind)
        if not stream.active:
            return "the stream is archived"
        dialect = self._dialect_class()(self._prepare_settings())
        try:
            page = dialect.changes(kind, dict(stream.cursor or {}))
        except Exception as error:  # a foreign server; the next poll starts at the same place
            outcome = outcome_of(error, dialect.exchange)
            problem = mask(f"{outcome.text} ({outcome.code})", dialect.settings.secrets).replace("\0", "")
            stream.write({"problem": problem, "failures": stream.failures + 1})
            return problem
        finally:
            dialect.close()
        self._before_page(kind)
        kept = self._keep(page.changes)
        stream.write({"cursor": page.cursor, "polled_at": fields.Datetime.now(), "problem": False, "failures": 0})
        applied = self._apply_inbox()
        self._after_page(kind, stream, page)
        if page.more:
            self.with_delay(identity_key=f"erp-poll-{self.id}-{kind}-{page.cursor}")._job_poll(kind)
        return f"{kept} new, {applied} applied"

    def _before_page(self, kind):
        """Hook between the reading of a page and its keeping: what it writes is locked no longer than need be."""

    def _stream(self, kind):
        streams = self.env["erp.stream"]
        found = streams.with_context(active_test=False).search([("backend_id", "=", self.id), ("kind", "=", kind)])
        return found or streams.create({"backend_id": self.id, "kind": kind})

    def _keep(self, changes):
        """Write changes into the inbox; what is the newest version kept of its document already is left out.

        Returns how many were new. The key is the ERP's id with the hash of what we read, so a repeated delivery adds
        nothing and a changed document adds one row; so does one that has gone back to what it was.
        """
        rows = {}
        for change in changes:
            row = self._prepare_kept(change)
            rows[row["message_key"]] = row
        newest = self._newest_kept([row["partition_key"] for row in rows.values()])
        known = self._known_keys(list(rows))
        new = []
        for key, row in rows.items():
            last_id, last_key = newest.get(row["partition_key"], (0, ""))
            if last_key.partition("/after-")[0] == key:
                continue
            if key in known:
                row["message_key"] = f"{key}/after-{last_id}"
            new.append(row)
        return len(self.env["erp.message"].create(new))

    def _prepare_kept(self, change):
        document = self._completed(change.kind, change.document)
        payload = canonical.dumps(document)
        version = canonical.digest(change.version or payload)[:16]
        number = document.get("number")
        return {
            "backend_id": self.id,
            "company_id": self.company_id.id,
            "direction": "in",
            "kind": change.kind,
            "action": "read",
            "name": number or change.remote_id,
            "message_key": f"in/{change.kind}/{change.remote_id}/{version}",
            "partition_key": f"in/{change.kind}/{change.remote_id}",
            "payload": payload,
            "payload_hash": canonical.digest(payload),
            "external_id": change.remote_id,
            "external_ref": number,
            "next_try_at": fields.Datetime.now(),
        }

    def _newest_kept(self, partitions):
        """{document: (id, key) of the newest message about it}."""
        if not partitions:
            return {}
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT ON (partition_key) partition_key, id, message_key FROM erp_message"
                " WHERE backend_id = %s AND direction = 'in' AND partition_key IN %s"
                " ORDER BY partition_key, id DESC",
                self.id,
                tuple(partitions),
            )
        )
        return {partition: (number, key) for partition, number, key in rows}

    def _known_keys(self, keys):
        messages = self.env["erp.message"].search([("backend_id", "=", self.id), ("message_key", "in", keys)])
        return set(messages.mapped("message_key"))

    def _apply_inbox(self, limit=200):
        """Apply waiting incoming documents, oldest first, each in its own savepoint. Returns how many were applied.

        One document that cannot be applied stops neither the others nor later versions of itself.
        """
        applied = 0
        for message in self._inbox_due(limit).try_lock_for_update():
            values = self._apply_message(message)
            applied += values["state"] == "accepted"
            message.write(values)
        return applied

    def _apply_message(self, message):
        """Apply one incoming document; return what its row says afterwards."""
        values = {"attempts": message.attempts + 1, "called_at": fields.Datetime.now()}
        try:
            with self.env.cr.savepoint():
                document = json.loads(message.payload)
                if self._outdated(message, document):
                    words = self.env._("Something newer of this document was applied before; this one is only kept.")
                    return values | {"state": "cancelled", "error_code": "OUTDATED", "error_text": words}
                backend = self.with_context(erp_message_id=message.id, erp_polled=not message.sender_id)
                record = getattr(backend, f"_apply_{message.kind}")(document)
                values |= {"res_model": record._name, "res_id": record.id} if record else {}
                self._note_applied(message, document)
            done = {"error_code": False, "error_text": False, "advice": False}
            return values | done | {"state": "accepted", "done_at": fields.Datetime.now()}
        except NotYet as problem:
            return values | self._put_off(message, problem)
        except NotOurs as problem:
            return values | {"state": "cancelled", "error_code": "NOT_OURS", "error_text": str(problem)}
        except InboxProblem as problem:
            return values | {"state": "review", "error_code": "NOT_APPLIED", "error_text": str(problem)}
        except OperationalError:
            raise  # two workers at once: the job is run again from the start
        except Exception as error:  # validation of other addons, locked periods, deleted records...
            _logger.info("inbox message %s could not be applied", message.id, exc_info=True)
            return values | {"state": "review", "error_code": type(error).__name__, "error_text": str(error)[:500]}

    def _put_off(self, message, problem):
        """A document that came before the one it needs waits for it: longer each time, and not for ever."""
        if message.attempts + 1 >= self.max_attempts:
            return {"state": "review", "error_code": "NOT_YET", "error_text": str(problem)}
        wait = timedelta(seconds=min(3600, 15 * 2**message.attempts))
        return {
            "state": "waiting",
            "error_code": "NOT_YET",
            "error_text": str(problem),
            "next_try_at": fields.Datetime.now() + wait,
        }
