from odoo import api, fields, models
from odoo.exceptions import UserError

# What a customer may ask to have corrected. Nothing else of the contact is reached through this door.
CORRECTABLE = ("name", "email", "phone", "street", "street2", "zip", "city", "vat")


class CrmDataCorrection(models.Model):
    """A customer says that a datum about him is wrong. It is looked at before it is changed."""

    _name = "crm.data.correction"
    _description = "Correction of Customer Data"
    _order = "state, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", "Contact", required=True, readonly=True, index=True, ondelete="cascade")
    author_id = fields.Many2one("res.partner", "Asked by", readonly=True, ondelete="set null")
    company_id = fields.Many2one(related="partner_id.company_id", store=True)
    field = fields.Selection(selection="_selection_field", string="What", required=True, readonly=True)
    old_value = fields.Char("Now", readonly=True)
    new_value = fields.Char("Should Be", readonly=True)
    note = fields.Text("Remark", readonly=True)
    state = fields.Selection(
        [("new", "To Review"), ("applied", "Applied"), ("refused", "Refused")],
        default="new",
        required=True,
        readonly=True,
    )
    decided_by_id = fields.Many2one("res.users", "Decided by", readonly=True)
    decided_on = fields.Datetime(readonly=True)

    _one_open = models.UniqueIndex(
        "(partner_id, field) WHERE state = 'new' AND field != 'other'",
        "A correction of this is being looked at already.",
    )

    @api.model
    def _selection_field(self):
        Partner = self.env["res.partner"]._fields
        named = [(name, Partner[name]._description_string(self.env)) for name in CORRECTABLE]
        return [*named, ("other", self.env._("Something else"))]

    @api.model
    def _ask(self, partner, values, note=""):
        """Keep what the customer wants changed: one row per datum that differs, a newer wish replaces an open one."""
        rows = []
        for name in CORRECTABLE:
            wanted = (values.get(name) or "").strip()[:200]
            if name in values and wanted != (partner[name] or ""):
                rows.append({"field": name, "old_value": partner[name] or "", "new_value": wanted})
        if note.strip():
            rows.append({"field": "other", "note": note.strip()[:2000]})
        replaced = [row["field"] for row in rows if row["field"] != "other"]
        self.search([("partner_id", "=", partner.id), ("state", "=", "new"), ("field", "in", replaced)]).unlink()
        return self.create([{"partner_id": partner.id, "author_id": partner.id, **row} for row in rows])

    def action_apply(self):
        """Write the datum with the reviewer's own rights."""
        for correction in self._open():
            if correction.field != "other":
                if (correction.partner_id[correction.field] or "") != (correction.old_value or ""):
                    raise UserError(
                        self.env._(
                            "%(contact)s was changed since: look at it again and refuse or correct by hand.",
                            contact=correction.partner_id.display_name,
                        )
                    )
                correction.partner_id.write({correction.field: correction.new_value or False})
            correction._decide("applied")

    def action_refuse(self):
        for correction in self._open():
            correction.partner_id.check_access("write")
            correction._decide("refused")

    def _open(self):
        self.check_access("write")
        self.lock_for_update()
        return self.filtered(lambda correction: correction.state == "new")

    def _decide(self, state):
        self.write({"state": state, "decided_by_id": self.env.uid, "decided_on": fields.Datetime.now()})
        text = {
            "applied": self.env._("Correction asked for by the customer, applied: %(what)s"),
            "refused": self.env._("Correction asked for by the customer, refused: %(what)s"),
        }[state]
        what = dict(self._selection_field())[self.field]
        if self.field != "other":
            what = f"{what}: {self.old_value or '–'} → {self.new_value or '–'}"
        self.partner_id.message_post(body=text % {"what": what}, subtype_xmlid="mail.mt_note")
