from odoo import fields, models
from odoo.tools import SQL

from ..engine import canonical, inbound_contract
from ..engine.freshness import Stamp, outdated
from ..engine.inbound_xml import Refusal, answer

# Handlers of documents that say which version they are. The others are safe in any order by themselves.
STAMPED = ("order_status", "delivery", "payment", "invoice", "customer")


class ErpBackend(models.Model):
    """From a pushed message into the inbox, once; and from there to its handler, in the right order."""

    _inherit = "erp.backend"

    def _receive(self, content):
        """Keep what was pushed and return the answer as bytes. Refusal when it cannot be kept.

        content: the element in the body of the envelope. A dialect whose ERP has a contract of its own for pushing
        names its elements in `pushes`: {lxml tag: function(element) -> [Pushed]}; those get an empty answer (202).
        """
        self.ensure_one()
        if self.state == "draft":
            raise Refusal("NOT_LIVE", "this backend is not live yet", "", "send it again later", "Server", 503)
        foreign = self._dialect_class().pushes.get(content.tag)
        pushed = foreign(content) if foreign else [inbound_contract.read(content)]
        states = [self._keep_pushed(document) for document in pushed]
        if "other" in states:
            identifier = pushed[states.index("other")].message_id
            raise Refusal(
                "OTHER_CONTENT",
                f"the message {identifier} was received before with other content; the first one counts and a "
                "conflict was noted",
                "messageId",
                "give each message an id of its own",
            )
        self._wake_inbox()
        if foreign:
            return b""
        tag = f"{content.tag}Response"
        return answer(tag, {"messageId": pushed[0].message_id, "status": states[0]})

    def _keep_pushed(self, pushed):
        """Write one pushed document into the inbox: "kept", "known" (the same again) or "other" (same id, other
        content: a conflict is written and nothing else).

        Two deliveries at once: the second waits for the first one's commit, PostgreSQL then refuses its snapshot, and
        Odoo runs the request again, which finds the row.
        """
        payload = canonical.dumps(pushed.document)
        digest, key = canonical.digest(f"{pushed.kind}\n{payload}"), f"push/{pushed.message_id}"
        name = pushed.document.get("number") or pushed.document.get("invoice_number") or pushed.remote_id
        row = {
            "backend_id": self.id,
            "company_id": self.company_id.id,
            "direction": "in",
            "kind": pushed.kind,
            "action": "read",
            "state": "waiting",
            "name": name or pushed.message_id,
            "message_key": key,
            "partition_key": f"in/{pushed.kind}/{pushed.remote_id}",
            "payload": payload,
            "payload_hash": digest,
            "external_id": pushed.remote_id or None,
            "external_ref": pushed.document.get("number") or None,
            "sender_id": pushed.message_id,
            "priority": 20,
            "attempts": 0,
        }
        now = SQL("now() AT TIME ZONE 'UTC'")
        columns = SQL(", ").join([*map(SQL.identifier, row), SQL("next_try_at, create_date, write_date")])
        written = self.env.execute_query(
            SQL(
                "INSERT INTO erp_message (%s) VALUES (%s, %s, %s, %s)"
                " ON CONFLICT (backend_id, message_key) DO NOTHING RETURNING id",
                columns,
                SQL(", ").join(SQL("%s", value) for value in row.values()),
                *(now, now, now),
            )
        )
        if written:
            self.env["erp.message"].invalidate_model()
            return "kept"
        known = self.env["erp.message"].search([("backend_id", "=", self.id), ("message_key", "=", key)])
        if known.payload_hash == digest:
            return "known"
        self.env["erp.conflict"]._note_other_content(known, pushed.kind, payload)
        return "other"

    def _wake_inbox(self):
        """Have the inbox applied after this transaction."""
        for backend in self.filtered(lambda backend: backend.state == "live"):
            # sudo: who resolves a conflict may not be allowed to see the job queue.
            backend.sudo().with_delay(
                identity_key=f"erp-inbox-{backend.id}", description=f"{backend.name}: inbox"
            )._job_apply_inbox()

    def _job_apply_inbox(self, limit=200):
        """Job: apply what was pushed; a full batch is followed by another job."""
        self.ensure_one()
        if self.state != "live":
            return "the backend is not live"
        before = self._inbox_due(limit)
        applied = self._apply_inbox(limit)
        if len(before) == limit:
            self._wake_inbox()
        return f"{applied} applied"

    def _inbox_due(self, limit=1):
        return self.env["erp.message"].search(
            [
                ("backend_id", "=", self.id),
                ("direction", "=", "in"),
                ("state", "=", "waiting"),
                ("next_try_at", "<=", fields.Datetime.now()),
            ],
            order="id",
            limit=limit,
        )

    def _cron_wake(self):
        """Every minute, too: incoming documents that were left lying."""
        result = super()._cron_wake()
        for backend in self.search([("state", "=", "live")]):
            if backend._inbox_due():
                backend._wake_inbox()
        return result

    def _outdated(self, message, document):
        """True when something newer of the same document was applied already. Locks the document's row, so that two
        workers never apply two versions of it at once."""
        if self._overtaken(message):
            return True
        if message.kind not in STAMPED:
            return False
        applied = self.env["erp.applied"]._of(self, message.kind, self._stamped_as(message, document))
        return outdated(Stamp.of(document), applied._stamp())

    def _overtaken(self, message):
        """True for what was read, could not be applied then, and was read again and applied since. What was pushed says
        by itself which version it is."""
        return bool(
            message.called_at
            and not message.sender_id
            and self.env["erp.message"].search_count(
                [
                    ("backend_id", "=", self.id),
                    ("partition_key", "=", message.partition_key),
                    ("direction", "=", "in"),
                    ("id", ">", message.id),
                    ("state", "=", "accepted"),
                ],
                limit=1,
            )
        )

    def _note_applied(self, message, document):
        """Remember which version was applied, and let go on what waited for it."""
        if message.kind in STAMPED:
            applied = self.env["erp.applied"]._of(self, message.kind, self._stamped_as(message, document))
            applied._note(self._stamp_of(message, document), message)
        self._let_go(document.get("document_key") or document.get("external_id") or "")

    def _stamped_as(self, message, document):
        """The name under which versions of a document are compared. An order's status is read under the ERP's key and
        pushed under ours: both are the same order."""
        if message.kind != "order_status":
            return message.external_id
        return self._order_link(document).document_key or message.external_id

    def _stamp_of(self, message, document):
        """What to remember of a document that was applied. A status that was read without a time was true when it was
        read: what is pushed late and is older does not come back."""
        stamp = Stamp.of(document)
        if message.kind != "order_status" or message.sender_id or stamp.moment:
            return stamp
        return Stamp(stamp.version, message.create_date.strftime("%Y-%m-%d %H:%M:%S.%f"))

    def _let_go(self, key):
        """Documents that came too early and name this key are tried again now."""
        early = self.env["erp.message"].search(
            [
                ("backend_id", "=", self.id),
                ("direction", "=", "in"),
                ("state", "in", ("waiting", "review")),
                ("error_code", "=", "NOT_YET"),
                ("payload", "like", f'"{key}"'),
            ],
            limit=200,
        )
        if key and early:
            early.write({"state": "waiting", "next_try_at": fields.Datetime.now()})
            self._wake_inbox()
