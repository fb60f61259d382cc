from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine.matching import Record, find_pairs


class CrmDuplicateCandidate(models.Model):
    """Two partners that may be one. Found at night, decided by a person, and never asked again."""

    _name = "crm.duplicate.candidate"
    _description = "Duplicate Candidate"
    _order = "score desc, id"
    _rec_name = "partner_a_id"

    partner_a_id = fields.Many2one("res.partner", "First Record", required=True, readonly=True, ondelete="cascade")
    partner_b_id = fields.Many2one(
        "res.partner", "Second Record", required=True, readonly=True, ondelete="cascade", index=True
    )
    score = fields.Integer("Confidence (%)", readonly=True, aggregator="avg")
    reasons = fields.Json(readonly=True)
    why = fields.Char(compute="_compute_why")
    state = fields.Selection(
        [("new", "To Review"), ("rejected", "Different")], default="new", required=True, readonly=True, index=True
    )
    decided_by_id = fields.Many2one("res.users", "Decided By", readonly=True)
    decided_on = fields.Datetime(readonly=True)
    a_phone = fields.Char(related="partner_a_id.phone", string="Phone of the First")
    b_phone = fields.Char(related="partner_b_id.phone", string="Phone of the Second")
    a_email = fields.Char(related="partner_a_id.email", string="E-mail of the First")
    b_email = fields.Char(related="partner_b_id.email", string="E-mail of the Second")
    a_address = fields.Char(related="partner_a_id.contact_address", string="Address of the First")
    b_address = fields.Char(related="partner_b_id.contact_address", string="Address of the Second")

    _pair_once = models.Constraint("UNIQUE (partner_a_id, partner_b_id)", "This pair is already in the queue.")

    @api.depends("reasons")
    def _compute_why(self):
        words = {
            "tax number": self.env._("same tax number"),
            "other tax number": self.env._("different tax numbers"),
            "e-mail": self.env._("same e-mail"),
            "e-mail name": self.env._("same name before the @"),
            "phone": self.env._("same phone"),
            "other phone": self.env._("different phones"),
            "name": self.env._("same name"),
            "similar name": self.env._("similar name"),
            "other name": self.env._("different names"),
            "address": self.env._("same address"),
            "other address": self.env._("different addresses"),
            "street": self.env._("same street"),
            "house number": self.env._("same house number"),
            "city": self.env._("same city"),
            "other city": self.env._("different cities"),
            "company": self.env._("same company"),
            "other company": self.env._("different companies"),
        }
        for candidate in self:
            candidate.why = ", ".join(words[word] for word, _weight in candidate.reasons or [])

    @api.model
    def _cron_find(self):
        """Compare all customers and put new pairs into the queue. What was decided stays decided; safe to repeat."""
        pairs = find_pairs(self._get_records())
        return self._enqueue(pairs)

    @api.model
    def _get_records(self):
        """The partners to compare, read in one statement: at a hundred thousand the ORM's cache would be too much."""
        self.env["res.partner"].flush_model()
        return [
            Record(*row)
            for row in self.env.execute_query(
                SQL(
                    """
                    SELECT id, COALESCE(name, ''), COALESCE(is_company, FALSE), COALESCE(email_normalized, ''),
                           COALESCE(phone_sanitized, ''), COALESCE(vat, ''), COALESCE(street, ''),
                           COALESCE(city, ''), COALESCE(parent_id, 0)
                      FROM res_partner partner
                     WHERE active AND partner_share AND COALESCE(type, 'contact') = 'contact'
                       AND NOT EXISTS (SELECT FROM res_company WHERE partner_id = partner.id)
                    """
                )
            )
        ]

    @api.model
    def _enqueue(self, pairs):
        """Insert pairs that are not known yet; return how many were new."""
        if not pairs:
            return 0
        values = [
            SQL(
                "(%s, %s, %s, %s, 'new', %s, %s)",
                p.a,
                p.b,
                p.score,
                fields.Json().convert_to_column(p.reasons, self),
                *stamp,
            )
            for stamp in [(self.env.uid, fields.Datetime.now())]
            for p in pairs
        ]
        found = self.env.execute_query(
            SQL(
                "INSERT INTO crm_duplicate_candidate "
                "(partner_a_id, partner_b_id, score, reasons, state, create_uid, create_date) VALUES %s "
                "ON CONFLICT (partner_a_id, partner_b_id) DO NOTHING RETURNING id",
                SQL(", ").join(values),
            )
        )
        return len(found)

    def action_reject(self):
        """They are two: never ask again."""
        waiting = self.filtered(lambda candidate: candidate.state == "new")
        waiting.write({"state": "rejected", "decided_by_id": self.env.uid, "decided_on": fields.Datetime.now()})

    def action_reopen(self):
        self.write({"state": "new", "decided_by_id": False, "decided_on": False})

    def action_merge(self):
        """Open the merge with what each of the two has."""
        self.ensure_one()
        if self.state != "new":
            raise UserError(self.env._("Somebody has already decided that these two are different."))
        wizard = self.env["crm.partner.merge"]._open_for(self.partner_a_id | self.partner_b_id)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge Customers"),
            "res_model": "crm.partner.merge",
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
        }
