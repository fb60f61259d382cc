from odoo import fields, models
from odoo.tools import SQL

from ..engine import confirming
from ..engine import sending as sendings
from .erp_backend_inbox import InboxProblem, NotYet


class ErpBackend(models.Model):
    """An ERP that stores later than it answers says by a confirmation what became of a document that we sent."""

    _inherit = "erp.backend"

    confirm_within = fields.Integer(
        "Confirmed Within (min)",
        default=60,
        required=True,
        help="For an ERP that takes delivery at once and says later what became of it: how long to wait for its word. "
        "After that it is asked by key, or the message comes to a person.",
    )

    _confirm_within_positive = models.Constraint(
        "CHECK (confirm_within BETWEEN 1 AND 10080)", "The time for a confirmation is between one minute and a week."
    )

    def _apply_confirmation(self, document):
        """Close the outgoing message that this is about and link its record, or refuse it with the ERP's words.

        A lane may hold the message this very moment (the confirmation overtook the answer): then it waits for it.
        """
        message, earlier_round = self._confirmed_message(document["document_key"], document.get("sending"))
        if not message:
            raise NotYet(self.env._("Nothing was sent to the ERP under the key %s.", document["document_key"]))
        meaning = confirming.decide(message.state, document["result"], earlier_round)
        if meaning == confirming.WAIT:
            raise NotYet(self.env._("“%s” is being sent this very moment.", message.name))
        if meaning == confirming.GIVEN_UP:
            raise InboxProblem(
                self.env._(
                    "The ERP has stored “%(name)s” as %(number)s, but it was given up here.",
                    name=message.name,
                    number=document["external_ref"] or document["external_id"],
                )
            )
        if meaning == confirming.TAKEN_BACK:
            raise InboxProblem(
                self.env._("The ERP refuses “%s” after it had accepted it: look at it there.", message.name)
            )
        if not document["external_id"]:
            # A change is confirmed for the document we know; not every ERP says its number again.
            link = self._link_of(message)
            document = document | {"external_id": link.external_id or "", "external_ref": link.external_ref or ""}
        if document["result"] == "accepted" and not document["external_id"]:
            raise InboxProblem(self.env._("The ERP confirms “%s” and does not say under which number.", message.name))
        if meaning in (confirming.ACCEPT, confirming.LINKED):
            self._link_confirmed(message, document)
        if meaning == confirming.ACCEPT:
            self._confirm_message(message, document)
        elif meaning == confirming.REFUSE:
            self._refuse_message(message, document)
        return self.env[message.res_model].browse(message.res_id).exists()

    def _confirmed_message(self, key, sending=""):
        """(message, True when it has been sent anew since) that a confirmation is about.

        With the mark of a sending it is exactly that message; without one the oldest message of the document that was
        sent and is not closed, else the newest.
        """
        messages = self.env["erp.message"].search(
            [("backend_id", "=", self.id), ("direction", "=", "out"), ("document_key", "=", key)], order="id"
        )
        marked = sendings.read(sending)
        if marked:
            message = messages.filtered(lambda message: message.message_key == f"{key}/{marked[0]}")
            return message, marked[1] < message.round
        sent = messages.filtered(lambda message: message.state not in ("accepted", "cancelled") and message.called_at)
        return sent[:1] or messages[-1:], False

    def _after_drain(self):
        """Confirmations that overtook the answer to their call need not wait for their next try."""
        result = super()._after_drain()
        rows = self.env.execute_query(
            SQL(
                "UPDATE erp_message c SET next_try_at = now() AT TIME ZONE 'UTC' FROM erp_message m"
                " WHERE c.backend_id IN %s AND c.direction = 'in' AND c.state = 'waiting' AND c.kind = 'confirmation'"
                " AND c.error_code = 'NOT_YET' AND m.backend_id = c.backend_id AND m.direction = 'out'"
                " AND m.document_key = c.external_id AND m.state = 'sent'"
                " AND c.next_try_at > now() AT TIME ZONE 'UTC' RETURNING c.backend_id",
                tuple(self.ids) or (0,),
            )
        )
        if rows:
            self.env["erp.message"].invalidate_model(["next_try_at"])
            self.browse({backend_id for (backend_id,) in rows})._wake_inbox()
        return result

    def _link_of(self, message):
        domain = [("res_model", "=", message.res_model), ("res_id", "=", message.res_id)]
        return self.env["erp.link"].search([("backend_id", "=", self.id), *domain], limit=1)

    def _confirm_message(self, message, document):
        self._close(
            message,
            SQL(
                "state = 'accepted', done_at = now() AT TIME ZONE 'UTC', external_id = %s, external_ref = %s,"
                " error_code = NULL, error_text = NULL, error_field = NULL, advice = NULL",
                document["external_id"],
                document["external_ref"] or document["external_id"],
            ),
        )
        self._wake()

    def _link_confirmed(self, message, document):
        """Link the record, or make sure that it is linked to this very document."""
        links = self.env["erp.link"].search([("backend_id", "=", self.id)] + _either(message, document))
        if not links:
            self.env["erp.link"].create(
                {
                    "backend_id": self.id,
                    "res_model": message.res_model,
                    "res_id": message.res_id,
                    "kind": message.kind,
                    "external_id": document["external_id"],
                    "external_ref": document["external_ref"] or document["external_id"],
                    "document_key": message.document_key,
                }
            )
        elif len(links) > 1 or (links.res_model, links.res_id, links.external_id) != (
            *(message.res_model, message.res_id),
            document["external_id"],
        ):
            raise InboxProblem(
                self.env._(
                    "“%(name)s” is %(theirs)s for the ERP, but was linked to %(ours)s before.",
                    name=message.name,
                    theirs=document["external_id"],
                    ours=", ".join(links.mapped("external_id")),
                )
            )

    def _refuse_message(self, message, document):
        self._close(
            message,
            SQL(
                "state = 'dead', error_code = %s, error_text = %s, error_field = %s, advice = %s",
                document["code"] or "REFUSED",
                document["text"] or self.env._("The ERP refused it without a reason."),
                document["field"] or None,
                document["advice"] or None,
            ),
        )

    def _close(self, message, assignments):
        """Move a message that no lane holds; what a lane has taken meanwhile is left to it."""
        rows = self.env.execute_query(
            SQL(
                "UPDATE erp_message SET %s, worker = NULL, ask_first = false"
                " WHERE id = %s AND state NOT IN ('claimed', 'calling') RETURNING id",
                assignments,
                message.id,
            )
        )
        message.invalidate_recordset()
        if not rows:
            raise NotYet(self.env._("“%s” is being sent this very moment.", message.name))


def _either(message, document):
    """Domain of links of this record or of this ERP document."""
    return [
        "|",
        "&",
        ("res_model", "=", message.res_model),
        ("res_id", "=", message.res_id),
        "&",
        ("kind", "=", message.kind),
        ("external_id", "=", document["external_id"]),
    ]
