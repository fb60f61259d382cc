from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..engine import matching
from ..engine.secret_box import mask
from ..soap.faults import outcome_of


class ErpMatching(models.Model):
    """Bring together what both sides had before they knew each other: candidates first, links once confirmed."""

    _name = "erp.matching"
    _description = "ERP Matching"
    _order = "id desc"

    backend_id = fields.Many2one("erp.backend", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="backend_id.company_id")
    kind = fields.Selection([("customer", "Customers"), ("product", "Products")], default="customer", required=True)
    state = fields.Selection(
        [("draft", "New"), ("reading", "Reading the ERP"), ("ready", "Candidates Found"), ("failed", "Stopped")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    problem = fields.Char("What Went Wrong", readonly=True, copy=False)
    read_count = fields.Integer("Records in the ERP", readonly=True, copy=False)
    linked_count = fields.Integer("Linked Before", readonly=True, copy=False)
    threshold = fields.Integer(
        "Confirm From Score", default=90, required=True, help="100 is beyond doubt, 50 a faint likeness of names."
    )
    match_ids = fields.One2many("erp.match", "matching_id", "Candidates", readonly=True)
    open_count = fields.Integer("To Decide", compute="_compute_counts")
    sure_count = fields.Integer("Clear Pairs", compute="_compute_counts")
    confirmed_count = fields.Integer("Confirmed", compute="_compute_counts")
    alone_count = fields.Integer("Only in the ERP", compute="_compute_counts")

    _threshold_range = models.Constraint("CHECK (threshold BETWEEN 50 AND 100)", "The score lies between 50 and 100.")

    @api.depends("backend_id", "kind")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for run in self:
            run.display_name = f"{run.backend_id.name or ''}: {labels.get(run.kind, '')}"

    @api.depends("match_ids.state", "threshold")
    def _compute_counts(self):
        rows = self.env["erp.match"]._read_group(
            [("matching_id", "in", self.ids)], ["matching_id", "state"], ["external_id:count_distinct"]
        )
        counts = {(run.id, state): count for run, state, count in rows}
        for run in self:
            run.open_count = counts.get((run.id, "proposed"), 0)
            run.confirmed_count = counts.get((run.id, "confirmed"), 0)
            run.alone_count = counts.get((run.id, "alone"), 0)
            run.sure_count = self.env["erp.match"].search_count(run._sure_domain()) if run.id else 0

    def _sure_domain(self):
        own = Domain("matching_id", "=", self._origin.id or self.id) & Domain("state", "=", "proposed")
        return own & Domain("clear", "=", True) & Domain("score", ">=", self.threshold)

    def action_start(self):
        """Button: read the ERP's records in a job and look for their counterparts."""
        for run in self:
            run.backend_id._check_manager()
            if run.state == "reading":
                raise UserError(self.env._("The ERP is being read already."))
            run.write({"state": "reading", "problem": False})
            run.with_delay(
                identity_key=f"erp-matching-{run.id}", description=f"{run.backend_id.name}: matching"
            )._job_read()
        return True

    def action_confirm_sure(self):
        """Button: link every clear pair at or above the score. Pairs with rivals are left to a person."""
        self.ensure_one()
        return self.env["erp.match"].search(self._sure_domain()).action_confirm()

    def action_open_matches(self):
        """Smart button: the candidates."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("erp_connector.erp_match_action")
        return action | {"domain": [("matching_id", "=", self.id)], "context": {"search_default_open": 1}}

    def _job_read(self):
        """Job: list the ERP's records and keep up to three candidates for each that is not linked."""
        self.ensure_one()
        if self.state != "reading":
            return "not wanted any more"
        settings = self.backend_id._prepare_settings()
        dialect = self.backend_id._dialect_class()(settings)
        try:
            listing = dialect.listing(self.kind)
            theirs = None if listing is None else list(listing)
        except Exception as error:  # a foreign server; the person may start again
            outcome = outcome_of(error, dialect.exchange)
            self.write({"state": "failed", "problem": mask(outcome.text, settings.secrets)})
            return self.problem
        finally:
            dialect.close()
        if theirs is None:
            problem = self.env._("This ERP cannot list these records; they are found by key when they are sent.")
            self.write({"state": "failed", "problem": problem})
            return problem
        return self._keep_candidates(theirs)

    def _keep_candidates(self, theirs):
        model = self.backend_id._kind_models()[self.kind]
        # sudo: the links of a backend that this person sets up; nothing but keys is read.
        links = self.env["erp.link"].sudo()
        links = links.search([("backend_id", "=", self.backend_id.id), ("kind", "=", self.kind)])
        by_key = {row["external_id"]: row for row in theirs}
        fresh = {key: row for key, row in by_key.items() if key not in set(links.mapped("external_id"))}
        linked = set(links.filtered(lambda link: link.res_model == model).mapped("res_id"))
        ours = self.env[model].search(self._our_domain() & Domain("id", "not in", list(linked)), order="id")
        country = self.company_id.country_id.code or ""
        found = matching.candidates(
            [self._our_record(record, country) for record in ours],
            [_their_record(row, country) for row in fresh.values()],
        )
        sure = matching.unambiguous(found, 0)
        self.match_ids.filtered(lambda match: match.state != "confirmed").unlink()
        names = {record.id: record for record in ours}
        self.env["erp.match"].create(
            [
                row
                for key, rows in found.items()
                for row in self._match_rows(fresh[key], rows, sure.get(key), names, model)
            ]
        )
        self.write({"state": "ready", "read_count": len(by_key), "linked_count": len(by_key) - len(fresh)})
        return f"{len(by_key)} read, {len(sure)} clear pairs"

    def _our_domain(self):
        """Wider than what is sent: a customer known to the ERP may never have bought anything here."""
        company = Domain("company_id", "in", [False, self.company_id.id])
        if self.kind == "customer":
            return company & (Domain("parent_id", "=", False) | Domain("is_company", "=", True))
        return company

    def _our_record(self, record, country):
        key = self.backend_id._document_key(self.kind, record)
        if self.kind == "product":
            return matching.Record(
                record.id, record.name or "", record.default_code or f"P{record.id}", "", record.barcode or "", key=key
            )
        return matching.Record(
            id=record.id,
            name=record.name or "",
            code=record.ref or "",
            vat=record.vat or "",
            email=record.email_normalized or record.email or "",
            phone=matching.e164(record.phone, record.country_id.code or country),
            zip=record.zip or "",
            city=record.city or "",
            key=key,
        )

    def _match_rows(self, row, found, clear, names, model):
        base = {"matching_id": self.id, "external_id": row["external_id"], "res_model": model}
        base |= {"external_ref": row.get("external_ref") or row["external_id"], "external_name": row.get("name") or ""}
        base["external_facts"] = " · ".join(
            str(row[name]) for name in ("code", "vat", "barcode", "email", "phone", "zip", "city") if row.get(name)
        )
        if not found:
            return [base | {"state": "alone", "rank": 1}]
        return [
            base
            | {
                "state": "proposed",
                "rank": rank,
                "res_id": candidate.ours,
                "our_name": names[candidate.ours].display_name,
                "our_facts": self._facts(names[candidate.ours]),
                "score": candidate.score,
                "clear": candidate.ours == clear and rank == 1,
                "reasons": ",".join(candidate.reasons),
            }
            for rank, candidate in enumerate(found, 1)
        ]

    def _facts(self, record):
        fields_of = {
            "customer": ("ref", "vat", "email", "phone", "zip", "city"),
            "product": ("default_code", "barcode"),
        }
        return " · ".join(str(record[name]) for name in fields_of[self.kind] if record[name])


def _their_record(row, country):
    facts = {
        name: str(row.get(name) or "") for name in ("name", "code", "vat", "barcode", "email", "zip", "city", "key")
    }
    return matching.Record(
        row["external_id"], phone=matching.e164(row.get("phone"), row.get("country") or country), **facts
    )
