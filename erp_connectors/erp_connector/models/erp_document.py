from odoo import models


class ErpDocument(models.AbstractModel):
    """A record that an ERP may know. `_erp_document` says it in our neutral words (docs/documents.md)."""

    _name = "erp.document"
    _description = "Record an ERP May Know"
    _erp_kind = None

    def _erp_document(self):
        """Neutral document of one record: JSON values, amounts as decimal strings, references as {"$ref": ...}."""
        raise NotImplementedError

    def _erp_kind_of(self):
        """The kind of document that this very record is, None when it is none for an ERP."""
        return self._erp_kind

    def _erp_by_kind(self):
        """{kind: records}, without those that are nothing for an ERP."""
        kinds = {}
        for record in self:
            kinds.setdefault(record._erp_kind_of(), self.browse())
            kinds[record._erp_kind_of()] |= record
        return {kind: records for kind, records in kinds.items() if kind}

    def _erp_sendable(self):
        """May it be sent because another document needs it?"""
        return True

    def _erp_backends(self):
        """Backends of these records' companies, also those that are paused or taken out of use."""
        # sudo: who resets an invoice sees no backend, and learns no more than that the ERP has the document.
        backends = self.env["erp.backend"].sudo().with_context(active_test=False)
        return backends.search([("company_id", "in", self.company_id.ids)]) if self else backends

    def _erp_states(self):
        """{record: {erp_number, erp_state, erp_problem}} for whoever may see the record; two queries."""
        links = self._erp_links()
        # sudo: whoever sees a document may know how it fares in the ERP, and sees nothing else of its message.
        messages = (
            self.env["erp.message"]
            .sudo()
            .search_fetch(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("direction", "=", "out"),
                    ("state", "not in", ("accepted", "cancelled")),
                ],
                ["state", "error_text", "advice", "res_id"],
            )
        )
        by_record = {message.res_id: message for message in messages}
        states = {}
        for record in self:
            link, message = links.get(record.id), by_record.get(record.id)
            stuck = message and message.state in ("dead", "review")
            problem = filter(None, (message.error_in_words, message.advice_in_words)) if stuck else ()
            states[record] = {
                "erp_number": link.external_ref if link else False,
                "erp_state": "stuck" if stuck else "open" if message else "done" if link else "none",
                "erp_problem": " — ".join(problem) or False,
            }
        return states

    def _erp_links(self):
        """{record id: erp.link} of these records, newest backend first; one query."""
        # sudo: that a record is known in the ERP, and under which number, may be seen by whoever sees the record.
        links = self.env["erp.link"].sudo().search([("res_model", "=", self._name), ("res_id", "in", self.ids)])
        return {link.res_id: link for link in links}

    def action_erp_messages(self):
        """Smart button: what went to and came from the ERP for this record."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("erp_connector.erp_message_action")
        action["domain"] = [("res_model", "=", self._name), ("res_id", "=", self.id)]
        action["context"] = {}
        return action
