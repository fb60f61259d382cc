import dataclasses

from odoo import fields, models
from odoo.tools import SQL

from ..engine.secret_box import mask
from ..soap.faults import outcome_of


class ErpBackend(models.Model):
    """Repairs after a reconciliation. They write messages and nothing else: outbox and inbox do the work."""

    _inherit = "erp.backend"

    def _send_again(self, kind, action, records):
        """Have documents sent that the ERP has not. Returns the ids of the messages that will do it.

        A message that is stuck is moved on; one that is under way is left alone. Where an accepted document has
        vanished from the ERP, its link is removed and a new message asks by key before it sends.
        """
        self.ensure_one()
        # sudo: the person who repairs may not read every field of the records; the messages are the ERP team's.
        backend, records = self.sudo(), records.sudo()
        if action != "create":
            return backend._enqueue(kind, action, records)
        open_ids = backend._open_messages(records._name, records.ids)
        under_way = backend.env["erp.message"].browse(sorted(set(open_ids.values())))
        under_way.filtered(lambda message: message.state in ("dead", "review"))._retry(under_way.browse())
        missing = records.filtered(lambda record: f"{record._name},{record.id}" not in open_ids)
        written = backend._write_again(kind, missing) if missing else []
        backend._wake()
        return under_way.ids + written

    def _write_again(self, kind, records):
        self._forget_links(records)
        documents = {record: self._in_company(record)._erp_document() for record in records}
        required = self._enqueue_unknown(documents)
        written = self.with_context(erp_sent_before=True)._write_messages(kind, "create", documents, required)
        if written:
            # It may be in the ERP after all (hidden, not yet listed): so it is asked for before it is sent.
            self.env.cr.execute(SQL("UPDATE erp_message SET ask_first = true WHERE id IN %s", tuple(written)))
        return written

    def _forget_links(self, records):
        links = self.env["erp.link"].search(
            [("backend_id", "=", self.id), ("res_model", "=", records._name), ("res_id", "in", records.ids)]
        )
        for link in links:
            self.message_post(
                body=self.env._(
                    "%(name)s was %(number)s in the ERP, which no longer has it: it is sent again.",
                    name=records.browse(link.res_id).display_name,
                    number=link.external_ref or link.external_id,
                )
            )
        links.unlink()

    def _next_revisions(self, action, documents):
        """A document that is sent again after it vanished gets the next number, so that its message is a new one."""
        revisions = super()._next_revisions(action, documents)
        if action != "create" or not self.env.context.get("erp_sent_before"):
            return revisions
        model = next(iter(documents))._name
        rows = self.env["erp.message"]._read_group(
            [
                ("backend_id", "=", self.id),
                ("res_model", "=", model),
                ("res_id", "in", list(revisions)),
                ("direction", "=", "out"),
                ("action", "=", "create"),
            ],
            ["res_id"],
            ["__count"],
        )
        return revisions | dict(rows)

    def _read_again(self, kind, external_id):
        """Have one document of the ERP read and applied again, in a job."""
        self.ensure_one()
        # sudo: whoever repairs may not be allowed to see the job queue; the job applies on the backend's behalf.
        self.sudo().with_delay(
            identity_key=f"erp-read-{self.id}-{kind}-{external_id}", description=f"{self.name}: read {kind} again"
        )._job_read_again(kind, external_id)

    def _job_read_again(self, kind, external_id):
        """Job: keep one document as a new version in the inbox and apply it. Older stuck versions are given up."""
        dialect = self._dialect_class()(self._prepare_settings())
        try:
            change = dialect.fetch(kind, external_id)
        except Exception as error:  # a foreign server; the person sees it in the next reconciliation
            return mask(outcome_of(error, dialect.exchange).text, dialect.settings.secrets)
        finally:
            dialect.close()
        if change is None:
            return "the ERP does not have it any more"
        stuck = self.env["erp.message"].search(
            [
                ("backend_id", "=", self.id),
                ("partition_key", "=", f"in/{kind}/{external_id}"),
                ("state", "=", "review"),
            ]
        )
        stuck.action_cancel()
        again = dataclasses.replace(change, version=f"{change.version}|again {fields.Datetime.now()}")
        self._keep([again])
        return f"{self._apply_inbox()} applied"
