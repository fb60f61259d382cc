from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import difference
from ..engine.mapping import MappingError
from ..engine.outcome import CANNOT_ASK, MISSING
from ..engine.secret_box import mask
from ..soap.faults import outcome_of


class ErpDryRun(models.Model):
    """What sending would do: every record mapped and compared with what the ERP has now. Nothing is written there."""

    _name = "erp.dry.run"
    _description = "ERP Dry Run"
    _order = "id desc"
    _rec_name = "backend_id"
    BATCH = 20

    backend_id = fields.Many2one("erp.backend", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="backend_id.company_id")
    kind = fields.Selection(
        [("customer", "Customers"), ("product", "Products"), ("order", "Sales Orders")],
        default="customer",
        required=True,
    )
    since = fields.Date("Orders Since")
    sample = fields.Integer("At Most", default=100, required=True, help="The newest records; 0 takes all of them.")
    record_ids = fields.Json("Records", readonly=True, copy=False)
    state = fields.Selection(
        [("draft", "New"), ("running", "Running"), ("done", "Done"), ("failed", "Stopped")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    total = fields.Integer("Records to Compare", readonly=True, copy=False)
    done = fields.Integer("Compared", readonly=True, copy=False)
    progress = fields.Float(compute="_compute_progress")
    problem = fields.Char("What Went Wrong", readonly=True, copy=False)
    line_ids = fields.One2many("erp.dry.run.line", "run_id", "Result", readonly=True)
    create_count = fields.Integer("New in the ERP", compute="_compute_counts")
    change_count = fields.Integer("Would Change", compute="_compute_counts")
    same_count = fields.Integer("No Change", compute="_compute_counts")
    problem_count = fields.Integer("Cannot Be Sent", compute="_compute_counts")

    _sample_positive = models.Constraint("CHECK (sample >= 0)", "The number of records cannot be negative.")

    @api.depends("done", "total")
    def _compute_progress(self):
        for run in self:
            run.progress = 100.0 * run.done / run.total if run.total else 0.0

    @api.depends("line_ids")
    def _compute_counts(self):
        rows = self.env["erp.dry.run.line"]._read_group(
            [("run_id", "in", self.ids)], ["run_id", "result"], ["res_id:count_distinct"]
        )
        counts = {(run.id, result): count for run, result, count in rows}
        for run in self:
            run.create_count = counts.get((run.id, "create"), 0)
            run.change_count = counts.get((run.id, "change"), 0)
            run.same_count = counts.get((run.id, "same"), 0)
            run.problem_count = counts.get((run.id, "problem"), 0)

    def action_start(self):
        """Button: choose the records and begin; the comparison runs in jobs."""
        for run in self:
            run.backend_id._check_manager()
            if run.state == "running":
                raise UserError(self.env._("This dry run is under way already."))
            run.line_ids.unlink()
            chosen = run.record_ids if run.env.context.get("erp_chosen") else run._chosen()
            run.write(
                {"record_ids": chosen, "total": len(chosen), "done": 0, "state": "running" if chosen else "done"}
                | {"problem": False if chosen else self.env._("There is no record of this kind.")}
            )
            if chosen:
                run._delay_batch()
        return True

    def _chosen(self):
        model = self.backend_id._kind_models().get(self.kind)
        domain = self.backend_id._records_domain(self.kind, self.since)
        return self.env[model].search(domain, order="id desc", limit=self.sample or None).ids if model else []

    def action_open_lines(self):
        """Smart button: the result as a list."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("erp_connector.erp_dry_run_line_action")
        return action | {"domain": [("run_id", "=", self.id)]}

    @api.model
    def _start_for(self, records, backend):
        """A run for records that a person has chosen in a list."""
        values = {"backend_id": backend.id, "kind": records[:1]._erp_kind_of(), "record_ids": records.ids}
        run = self.create(values)
        run.with_context(erp_chosen=True).action_start()
        return run

    def _delay_batch(self):
        for run in self:
            run.with_delay(
                identity_key=f"erp-dry-run-{run.id}-{run.done}", description=f"{run.backend_id.name}: dry run"
            )._job_batch()

    def _job_batch(self):
        """Job: compare the next records. What was compared stays when the server stops; the next job goes on."""
        self.ensure_one()
        # Two jobs for the same batch (one taken for dead) must not write its lines twice.
        if self.state != "running" or not self.try_lock_for_update():
            return "not running"
        ids = (self.record_ids or [])[self.done : self.done + self.BATCH]
        model = self.backend_id._kind_models()[self.kind]
        profile = self.backend_id._prepare_profile()
        dialect = profile.dialect_class(profile.settings)
        try:
            rows = [
                row
                for record in self.env[model].browse(ids).exists()
                for row in self._compare(record, profile, dialect)
            ]
        except Exception as error:  # a foreign server; what was compared before stays
            outcome = outcome_of(error, dialect.exchange)
            self.write({"state": "failed", "problem": mask(outcome.text, profile.settings.secrets)})
            return self.problem
        finally:
            dialect.close()
        self.env["erp.dry.run.line"].create(rows)
        self.done += len(ids)
        if self.done >= self.total:
            self.state = "done"
        else:
            self._delay_batch()
        return f"{self.done} of {self.total}"

    def _compare(self, record, profile, dialect):
        """Lines for one record: one per field that would change, else one that says what would happen."""
        base = {"run_id": self.id, "res_model": record._name, "res_id": record.id, "name": record.display_name}
        try:
            rehearsal = self.backend_id._rehearse(record, profile)
        except MappingError as error:
            problem, advice = self.backend_id._mapping_words(error)
            return [base | {"result": "problem", "field": error.field, "ours": problem, "advice": advice}]
        external_id = rehearsal.external_id or self._asked(record, rehearsal, dialect)
        if external_id is None:
            words = self.env._("The ERP cannot be asked whether it has this record.")
            return [base | {"result": "unknown", "ours": words}]
        if not external_id:
            shown = "\n".join(f"{path} = {text}" for path, text in difference.flat(rehearsal.values) if text)
            return [base | {"result": "create", "ours": shown, "advice": self._first_words(rehearsal)}]
        theirs = dialect.read(self.kind, external_id)
        if theirs is None:
            words = self.env._("The ERP has it, and does not show its fields.")
            return [base | {"result": "unknown", "ours": words, "external_id": external_id}]
        if not theirs:
            words = self.env._("It is linked, and the ERP does not have it any more.")
            return [base | {"result": "problem", "ours": words, "external_id": external_id}]
        base["external_id"] = external_id
        found = difference.differences(rehearsal.values, theirs)
        rows = [base | {"result": "change", "field": d.path, "theirs": d.theirs, "ours": d.ours} for d in found]
        return rows or [base | {"result": "same"}]

    def _asked(self, record, rehearsal, dialect):
        """The ERP's key of a record that is not linked: "" when it is not there, None when nobody can tell."""
        key = self.backend_id._document_key(self.kind, record)
        answer = dialect.ask(self.kind, key, rehearsal.values)
        if answer is CANNOT_ASK:
            return None
        return "" if answer is MISSING else answer.external_id

    def _first_words(self, rehearsal):
        if not rehearsal.first:
            return False
        return self.env._("Sent first: %s", ", ".join(rehearsal.first))
