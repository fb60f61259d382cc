import json

from odoo import models
from odoo.tools import email_normalize

from ..engine import conflict
from .erp_backend_inbox import InboxProblem

PLAIN = ("name", "zip", "city", "phone", "email", "website", "vat")


class ErpBackend(models.Model):
    """A customer that was changed in the ERP: field by field, the mapping's policies say whose value stands."""

    _inherit = "erp.backend"

    def _apply_customer(self, document):
        """Bring a known customer and the ERP's version together; every value that is passed over is kept."""
        partner = self._linked_record("res.partner", "customer", document["external_id"])
        if not partner:
            name = document.get("name") or document.get("number") or document["external_id"]
            self._stranger(
                self.env._("The ERP's customer “%s” is matched with nobody here: match it, then apply again.", name)
            )
        theirs = {name: document[name] for name in self._conflict_fields() if name in document}
        mapping = self.mapping_ids.filtered(lambda mapping: mapping.kind == "customer")[:1]
        policies, default = mapping._conflict_policies()
        decisions = conflict.decide(
            partner._erp_document(),
            theirs,
            self._agreed_values(partner),
            policies,
            default,
            partner.write_date.strftime("%Y-%m-%d %H:%M:%S.%f"),
            document.get("changed_at") or "",
        )
        self._take_over(partner, {row.field: row.theirs for row in decisions if row.winner == conflict.ERP})
        self.env["erp.conflict"]._note_decisions(self, partner, decisions, document)
        if any(row.conflict and row.winner == conflict.ODOO for row in decisions):
            self._enqueue("customer", "update", partner)
        return partner

    def _conflict_fields(self):
        return list(dict(self.env["erp.mapping.policy"]._fields["field_name"].selection))

    def _agreed_values(self, partner):
        """{field: value} on which both sides last agreed: what went to the ERP or came from it last, newest first."""
        messages = self.env["erp.message"].search(
            [
                ("backend_id", "=", self.id),
                ("res_model", "=", "res.partner"),
                ("res_id", "=", partner.id),
                ("kind", "=", "customer"),
                ("state", "=", "accepted"),
            ],
            order="done_at desc, id desc",
            limit=20,
        )
        agreed = {}
        for message in messages:
            agreed = json.loads(message.payload) | agreed
        return agreed

    def _take_over(self, partner, values):
        """Write the ERP's values, without telling the ERP about them again."""
        if values:
            # The names of the wire become fields; a country or state that is not known here stops the whole document.
            partner.with_context(erp_no_message=self.ids).write(self._prepare_partner(partner, values))

    def _prepare_partner(self, partner, values):
        prepared = {name: values[name] or False for name in PLAIN if name in values}
        if "name" in values and not values["name"]:
            raise InboxProblem(self.env._("The ERP sends “%s” without a name.", partner.display_name))
        if values.get("email") and not email_normalize(values["email"]):
            raise InboxProblem(self.env._("“%s” is no e-mail address.", values["email"]))
        if "street" in values:
            prepared |= {"street": values["street"] or False, "street2": False}
        country = partner.country_id
        if "country_code" in values:
            code = (values["country_code"] or "").upper()
            country = self.env["res.country"].search([("code", "=", code)]) if code else country.browse()
            if code and not country:
                raise InboxProblem(self.env._("There is no country with the code “%s”.", code))
            prepared["country_id"] = country.id
        if "state" in values:
            prepared["state_id"] = self._state_of(values["state"], country).id
        return prepared

    def _state_of(self, name, country):
        states = self.env["res.country.state"]
        if not name:
            return states
        domain = ["|", ("name", "=ilike", name), ("code", "=ilike", name)]
        found = states.search(domain + ([("country_id", "=", country.id)] if country else []), limit=2)
        if len(found) != 1:
            raise InboxProblem(self.env._("There is no state “%s” in this country.", name))
        return found
