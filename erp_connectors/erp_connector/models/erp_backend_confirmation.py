from odoo import models
from odoo.tools import SQL

from .erp_backend_inbox import InboxProblem, NotYet


class ErpBackend(models.Model):
    """An ERP that stores later than it answers says by a confirmation what became of a document that we sent."""

    _inherit = "erp.backend"

    def _apply_confirmation(self, document):
        """Close the outgoing message with this key and link its record, or refuse it with the ERP's words.

        A lane may hold the message this very moment (the confirmation overtook the answer): then it waits for it.
        """
        message = self._confirmed_message(document["document_key"])
        if not message:
            raise NotYet(self.env._("Nothing was sent to the ERP under the key %s.", document["document_key"]))
        if message.state in ("claimed", "calling"):
            raise NotYet(self.env._("“%s” is being sent this very moment.", message.name))
        if document["result"] == "accepted":
            self._confirm_message(message, document)
        else:
            self._refuse_message(message, document)
        return self.env[message.res_model].browse(message.res_id).exists()

    def _confirmed_message(self, key):
        """The newest outgoing message of a document that is not closed, else the newest one."""
        messages = self.env["erp.message"].search(
            [("backend_id", "=", self.id), ("direction", "=", "out"), ("document_key", "=", key)], order="id"
        )
        sent = messages.filtered(lambda message: message.state not in ("accepted", "cancelled") and message.called_at)
        return sent[:1] or messages[-1:]

    def _confirm_message(self, message, document):
        if message.state == "cancelled":
            raise InboxProblem(
                self.env._(
                    "The ERP has stored “%(name)s” as %(number)s, but it was given up here.",
                    name=message.name,
                    number=document["external_ref"] or document["external_id"],
                )
            )
        self._link_confirmed(message, document)
        if message.state == "accepted":
            return
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
        if message.state == "accepted":
            raise InboxProblem(
                self.env._("The ERP refuses “%s” after it had accepted it: look at it there.", message.name)
            )
        if message.state == "cancelled":
            return
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
