import logging
from collections import defaultdict
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine.flow import MESSAGES
from ..engine.machine import Do, Finish, Position, Stop, Wait, next_step

_logger = logging.getLogger(__name__)

BATCH = 200
MOST_HOPS = 30
ATTEMPTS = 3
PATIENCE = timedelta(minutes=15)


class CrmJourneyEnrolment(models.Model):
    """The round: take those who are due, ask the engine about each, do what it says, keep where they stand.

    What a step does, the row that says it was done, and the new position are one transaction. Mails and SMS are put
    into core's queues and calls to other systems into our own, so nothing leaves the house before that transaction
    is safe: a crash anywhere leaves either all of it or nothing.
    """

    _inherit = "crm.journey.enrolment"

    @api.model
    def _cron_proceed(self):
        """Move everybody who is due. Several may run at once: each takes other customers."""
        while claimed := self._claim(BATCH):
            count = len(claimed)
            claimed._proceed()
            if not self.env["ir.cron"]._commit_progress(count, remaining=self._count_due()):
                return

    @api.model
    def _count_due(self):
        return self.search_count(
            [
                ("state", "=", "active"),
                ("due_at", "<=", fields.Datetime.now()),
                ("journey_id.state", "in", ("running", "ended")),
            ]
        )

    @api.model
    def _claim(self, limit):
        """Lock the next who are due and nobody else is working on."""
        self.flush_model(["state", "due_at", "journey_id"])
        self.env["crm.journey"].flush_model(["state", "active"])
        ids = self.env.execute_query(
            SQL(
                "SELECT e.id FROM crm_journey_enrolment e JOIN crm_journey j ON j.id = e.journey_id "
                "WHERE e.state = 'active' AND e.due_at <= %s AND j.state IN ('running', 'ended') AND j.active "
                "ORDER BY e.due_at, e.id LIMIT %s FOR UPDATE OF e SKIP LOCKED",
                fields.Datetime.now(),
                limit,
            )
        )
        return self.browse(row_id for (row_id,) in ids)

    def _proceed(self):
        """Lead these customers on until each waits, has arrived or is stuck."""
        now = fields.Datetime.now()
        moving = self
        for _hop in range(MOST_HOPS):
            moving = moving._hop_apart(now)
            if not moving:
                return
        # The check before the start forbids circles without a wait; after this many steps others come first.
        moving.due_at = now + timedelta(minutes=1)

    def _hop_apart(self, now):
        """One hop, together if possible. Where it fails, halves are tried, until the one at fault stands alone."""
        if not self:
            return self
        try:
            with self.env.cr.savepoint():
                return self._hop(now)
        except OperationalError:
            # A lost connection or a conflict with another worker is no fault of a customer.
            raise
        except Exception as error:
            if len(self) == 1:
                self._note_failure(error, now)
                return self.browse()
        half = len(self) // 2
        return self[:half]._hop_apart(now) | self[half:]._hop_apart(now)

    def _hop(self, now):
        """Ask the engine about each, and do it; return those who stand at another step now."""
        facts = self._gather_facts(now)
        flows = {journey: journey._get_flow() for journey in self.journey_id}
        waits, moves, spoken_to = [], defaultdict(dict), set()
        later = self.browse()
        for enrolment in self:
            answer = next_step(flows[enrolment.journey_id], enrolment._get_position(), facts[enrolment], now)
            if isinstance(answer, Stop):
                enrolment._end("stopped", answer.reason)
            elif isinstance(answer, Finish):
                enrolment._end("done")
            elif isinstance(answer, Wait):
                waits.append((enrolment, answer))
            elif isinstance(answer, Do) and enrolment.step_id.kind in MESSAGES and enrolment.partner_id in spoken_to:
                # Two messages to one customer in one go would both be under the cap: the second asks again.
                later |= enrolment
            else:
                if isinstance(answer, Do) and enrolment.step_id.kind in MESSAGES:
                    spoken_to.add(enrolment.partner_id)
                moves[enrolment.step_id, isinstance(answer, Do)][enrolment] = answer
        self._keep_waiting(waits)
        for (step, is_deed), answers in moves.items():
            later |= self._pass(step, answers, is_deed, now)
        return later

    def _get_position(self):
        return Position(self.step_id.id or None, self.arrived_at, self.visit)

    def _keep_waiting(self, waits):
        for enrolment, answer in waits:
            # Rounded up: a moment with a fraction of a second would be asked about again too early.
            until = answer.until.replace(microsecond=0) + timedelta(seconds=bool(answer.until.microsecond))
            enrolment.write({"due_at": until, "waits_for": answer.reason})

    def _pass(self, step, answers, is_deed, now):
        """Execute one step for those who have not passed it yet at this visit, and lead all of them on."""
        enrolments = self.browse([enrolment.id for enrolment in answers])
        verdicts = {enrolment.id: getattr(answer, "verdict", "") for enrolment, answer in answers.items()}
        runs = self.env["crm.journey.run"]._open(enrolments, step, now, verdicts)
        if is_deed and runs:
            runs._execute(step, now)
        for enrolment, answer in answers.items():
            enrolment.write(
                {
                    "step_id": answer.then,
                    "visit": enrolment.visit + 1,
                    "arrived_at": now,
                    "due_at": now,
                    "waits_for": False,
                    "attempts": 0,
                    "error": False,
                }
            )
        return enrolments

    def _note_failure(self, error, now):
        """Try again later, and after some attempts leave it to a person."""
        self.ensure_one()
        attempts = self.attempts + 1
        text = str(error).strip() or type(error).__name__
        _logger.info("journey enrolment %s fails at step %s: %s", self.id, self.step_id.id, text)
        values = {"attempts": attempts, "error": text[:2000]}
        if attempts >= ATTEMPTS:
            values |= {"state": "failed", "due_at": False, "waits_for": False}
        else:
            values["due_at"] = now + PATIENCE * 4 ** (attempts - 1)
        self.write(values)
