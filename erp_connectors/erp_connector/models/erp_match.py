from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class ErpMatch(models.Model):
    """One possible pair: a record of the ERP and one of ours. Confirming it writes the link, once."""

    _name = "erp.match"
    _description = "ERP Match Candidate"
    _order = "external_id, rank, id"
    _rec_name = "external_name"

    matching_id = fields.Many2one("erp.matching", required=True, readonly=True, index=True, ondelete="cascade")
    backend_id = fields.Many2one(related="matching_id.backend_id")
    company_id = fields.Many2one(related="matching_id.company_id")
    state = fields.Selection(
        [
            ("proposed", "To Decide"),
            ("confirmed", "Confirmed"),
            ("dropped", "Not the Same"),
            ("alone", "Only in the ERP"),
        ],
        required=True,
        default="proposed",
        readonly=True,
    )
    external_id = fields.Char("ERP Key", required=True, readonly=True)
    external_ref = fields.Char("ERP Number", readonly=True)
    external_name = fields.Char("In the ERP", readonly=True)
    external_facts = fields.Char("About It There", readonly=True)
    rank = fields.Integer(readonly=True)
    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference("Record Here", model_field="res_model")
    our_name = fields.Char("Here", readonly=True)
    our_facts = fields.Char("About It Here", readonly=True)
    score = fields.Integer(readonly=True, aggregator=None)
    clear = fields.Boolean("No Rival", readonly=True, help="Nobody else on either side is as good a match.")
    reasons = fields.Char(readonly=True)
    reason_text = fields.Char("Why", compute="_compute_reason_text")
    problem = fields.Char("Why Not", readonly=True)

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        words = {
            "key": self.env._("our key is kept there"),
            "code": self.env._("same code"),
            "vat": self.env._("same tax number"),
            "barcode": self.env._("same barcode"),
            "email": self.env._("same e-mail"),
            "phone": self.env._("same phone"),
            "name": self.env._("similar name"),
            "place": self.env._("same place"),
            "not_vat": self.env._("but another tax number"),
            "not_barcode": self.env._("but another barcode"),
            "hand": self.env._("chosen by hand"),
        }
        for match in self:
            match.reason_text = ", ".join(words[name] for name in (match.reasons or "").split(",") if name in words)

    def write(self, vals):
        """A person may point a candidate at another record; everything else moves through the buttons."""
        if "res_id" in vals and "our_name" not in vals:
            self.matching_id.backend_id._check_manager()
            if any(match.state == "confirmed" for match in self):
                raise UserError(self.env._("A confirmed pair cannot be pointed at another record."))
            for match in self:
                record = self.env[match.res_model].browse(vals["res_id"] or 0).exists()
                chosen = {"res_id": record.id, "our_name": record.display_name if record else False, "clear": False}
                chosen |= {"reasons": "hand" if record else False, "score": 0, "our_facts": False, "problem": False}
                super(ErpMatch, match).write(vals | chosen | {"state": "proposed" if record else "alone"})
            return True
        return super().write(vals)

    def action_confirm(self):
        """Button: write the links of these pairs. What others have linked in the meantime is told, not doubled."""
        self.backend_id._check_manager()
        chosen = self.filtered(lambda match: match.state == "proposed" and match.res_id)
        if not chosen:
            raise UserError(self.env._("There is nothing to confirm here."))
        confirmed, refused = self.browse(), self.browse()
        for matching, matches in chosen.grouped("matching_id").items():
            problems = matches._link_problems(matching)
            free = matches.filtered(lambda match, problems=problems: match.id not in problems)
            linked = free._write_links(matching)
            confirmed |= linked
            for match in free - linked:
                problems[match.id] = self.env._("One of the two has been linked to another record in the meantime.")
            for match in matches.filtered(lambda match, problems=problems: match.id in problems):
                match.problem = problems[match.id]
                refused |= match
            linked._drop_rivals(matching)
        confirmed.write({"state": "confirmed", "problem": False})
        return self._told(confirmed, refused)

    def action_drop(self):
        """Button: these are not the same."""
        self.backend_id._check_manager()
        if any(match.state == "confirmed" for match in self):
            raise UserError(self.env._("A confirmed pair is linked; the link has to be removed first."))
        self.filtered(lambda match: match.state == "proposed").write({"state": "dropped"})
        return True

    def _link_problems(self, matching):
        """{match id: why it cannot be linked}; messages that would create the record again are cancelled on the way.

        A message that a lane holds may be creating the record at this moment: then the pair has to wait.
        """
        model = self[0].res_model
        there = set(self.env[model].browse(self.mapped("res_id")).exists().ids)
        ids = tuple(self.mapped("res_id"))
        where = SQL(
            "backend_id = %s AND res_model = %s AND res_id IN %s AND direction = 'out' AND action = 'create'",
            matching.backend_id.id,
            model,
            ids,
        )
        rows = self.env.execute_query(
            SQL(
                "SELECT res_id FROM erp_message WHERE %s AND state NOT IN ('accepted', 'cancelled', 'waiting', 'dead')",
                where,
            )
        )
        busy = {row[0] for row in rows}
        # A lane that claims one of these at this moment makes PostgreSQL refuse, and Odoo runs the request again.
        self.env.cr.execute(
            SQL("UPDATE erp_message SET state = 'cancelled' WHERE %s AND state IN ('waiting', 'dead')", where)
        )
        self.env["erp.message"].invalidate_model(["state"])
        problems = {}
        for match in self:
            if match.res_id not in there:
                problems[match.id] = self.env._("The record here has been deleted.")
            elif match.res_id in busy:
                problems[match.id] = self.env._("This record is being sent right now; try again in a moment.")
        return problems

    def _write_links(self, matching):
        """Insert the links of these matches; returns those whose link was really written by us."""
        rows = [
            SQL(
                "(%s, %s, %s, %s, %s, %s, %s)",
                backend,
                match.res_model,
                match.res_id,
                kind,
                match.external_id,
                ref,
                key,
            )
            for match in self
            for backend, kind in [(matching.backend_id.id, matching.kind)]
            for ref in [match.external_ref or match.external_id]
            for key in [matching.backend_id._document_key(kind, self.env[match.res_model].browse(match.res_id))]
        ]
        if not rows:
            return self.browse()
        self.env.flush_all()
        written = self.env.execute_query(
            SQL(
                "INSERT INTO erp_link (backend_id, res_model, res_id, kind, external_id, external_ref, document_key,"
                " linked_at) SELECT v.*, now() AT TIME ZONE 'UTC' FROM (VALUES %s) AS v"
                " ON CONFLICT DO NOTHING RETURNING res_id, external_id",
                SQL(", ").join(rows),
            )
        )
        pairs = set(written)
        self.env["erp.link"].invalidate_model()
        return self.filtered(lambda match: (match.res_id, match.external_id) in pairs)

    def _drop_rivals(self, matching):
        """Other proposals for what has just been linked are settled too."""
        if not self:
            return
        rivals = self.search(
            [
                ("matching_id", "=", matching.id),
                ("state", "=", "proposed"),
                ("id", "not in", self.ids),
                "|",
                ("external_id", "in", self.mapped("external_id")),
                ("res_id", "in", self.mapped("res_id")),
            ]
        )
        rivals.write({"state": "dropped"})
        # An ERP record whose only candidates went to others stands alone, and a person should see that.
        still = set(self.search([("matching_id", "=", matching.id), ("state", "!=", "dropped")]).mapped("external_id"))
        lonely = rivals.filtered(lambda match: match.rank == 1 and match.external_id not in still)
        lonely.write({"state": "alone"})

    def _told(self, confirmed, refused):
        message = self.env._("%s pairs linked.", len(confirmed))
        if refused:
            message += " " + self.env._("%s could not be linked; the list says why.", len(refused))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if refused else "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
