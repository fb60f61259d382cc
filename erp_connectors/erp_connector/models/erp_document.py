from odoo import models


class ErpDocument(models.AbstractModel):
    """A record that an ERP may know. `_erp_document` says it in our neutral words (docs/documents.md)."""

    _name = "erp.document"
    _description = "Record an ERP May Know"
    _erp_kind = None

    def _erp_document(self):
        """Neutral document of one record: JSON values, amounts as decimal strings, references as {"$ref": ...}."""
        raise NotImplementedError

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
