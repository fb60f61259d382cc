from odoo import api, models
from odoo.tools import SQL

BEFORE = "erp.documents.before"


class ErpDocument(models.AbstractModel):
    """Master data is changed: the ERPs that have it, or are about to get it, hear of it once, when the transaction ends.

    A model says `_erp_about_to_change()` on the records before it changes what `_erp_document` says of them.
    """

    _inherit = "erp.document"

    def _erp_about_to_change(self):
        """Keep what the ERPs have heard of these records before the transaction's first change of them."""
        if not self or self.env.context.get("erp_no_message") is True:
            return
        before = self.env.cr.precommit.data.setdefault(BEFORE, {})
        # sudo: whoever may change a record, the ERP hears of all of it.
        records = self.sudo()
        for backend, record in records._erp_hearers():
            if not before:
                # Another change of this transaction may be news to an ERP that this one is none to.
                later = self.env["erp.document"].with_context(erp_no_message=False).sudo()
                self.env.cr.precommit.add(later._erp_tell_changes)
            if (backend, record) not in before:
                before[backend, record] = backend._document_of(record)

    def _erp_hearers(self):
        """[(backend, record)] of the ERPs in use that have these records or will; one query."""
        links, messages = self.env["erp.link"], self.env["erp.message"]
        self.env["erp.backend"].flush_model(["active", "state"])
        links.flush_model(["backend_id", "res_model", "res_id"])
        messages.flush_model(["backend_id", "res_model", "res_id", "direction", "action", "state"])
        which = SQL("res_model = %s AND res_id IN %s", self._name, tuple(self.ids) or (0,))
        rows = self.env.execute_query(
            SQL(
                "SELECT backend_id, res_id FROM (SELECT backend_id, res_id FROM erp_link WHERE %s"
                " UNION SELECT backend_id, res_id FROM erp_message"
                " WHERE %s AND direction = 'out' AND action = 'create' AND state NOT IN ('accepted', 'cancelled')) known"
                " JOIN erp_backend b ON b.id = backend_id WHERE b.active AND b.state IN ('live', 'paused')",
                which,
                which,
            )
        )
        listening = self.env["erp.backend"].browse({backend_id for backend_id, _record_id in rows})._listening()
        return [
            (listening.browse(backend_id), self.browse(record_id))
            for backend_id, record_id in sorted(rows)
            if backend_id in listening._ids
        ]

    @api.model
    def _erp_tell_changes(self):
        """Before the commit: compare with what was kept, and have the backends told of what differs."""
        changed = {}
        for (backend, record), document in self.env.cr.precommit.data.pop(BEFORE, {}).items():
            changed.setdefault((backend, record._name), {})[record.id] = document
        for (backend, model), documents in changed.items():
            rules = backend._prepare_rules()
            records = self.env[model].browse(documents).exists()
            for kind, known in records._erp_by_kind().items():
                backend._document_changed(
                    kind,
                    known.filtered(
                        lambda record, kind=kind, backend=backend, rules=rules, documents=documents: (
                            record._erp_heard(documents[record.id], rules.get(kind, []))
                            != record._erp_heard(backend._document_of(record), rules.get(kind, []))
                        )
                    ),
                )
        # The transaction's own flush is over.
        self.env.flush_all()

    def _erp_heard(self, document, rules):
        """What an ERP hears of a document; a model leaves out what only some ERPs take."""
        return document
