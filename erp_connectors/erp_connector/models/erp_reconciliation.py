from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..engine import reconciling
from ..engine.secret_box import mask
from ..soap.faults import outcome_of
from .erp_backend_ledger import MODELS

# A document may carry another day in the ERP: so much longer than the period is what both sides are asked for.
MARGIN = timedelta(days=31)
ASKED = {"backend_id", "kind", "date_from", "date_to"}
RESULTS = {
    "state",
    "run_at",
    "read_count",
    "progress",
    "problem",
    "line_ids",
    "line_count",
    "explanation",
    "difference",
}
RESULTS |= {"count_here", "count_there", "total_here", "total_there", "tax_here", "tax_there", "matched_count"}
RESULTS |= {"on_the_way_count", "foreign_count"}


class ErpReconciliation(models.Model):
    """Odoo against one ERP, for one kind of document and one period."""

    _name = "erp.reconciliation"
    _description = "ERP Reconciliation"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_from desc, backend_id, kind"

    backend_id = fields.Many2one("erp.backend", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="backend_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(
        [
            ("customer", "Customers"),
            ("product", "Products"),
            ("order", "Sales Orders"),
            ("invoice", "Invoices"),
            ("payment", "Payments"),
            ("receivable", "Receivables"),
        ],
        required=True,
        help="Payments are compared per invoice: what has been paid on it so far. Receivables are compared per customer: "
        "what was open on the last day of the period.",
    )
    date_from = fields.Date("From", required=True, default=lambda self: fields.Date.context_today(self).replace(day=1))
    date_to = fields.Date("To", required=True, default=lambda self: _month_end(fields.Date.context_today(self)))
    state = fields.Selection(
        [
            ("draft", "Not Run Yet"),
            ("running", "Under Way"),
            ("agrees", "Both Sides Agree"),
            ("differs", "Differences"),
            ("failed", "Could Not Run"),
        ],
        default="draft",
        required=True,
        readonly=True,
        tracking=True,
        copy=False,
    )
    run_at = fields.Datetime("Last Run", readonly=True, copy=False)
    read_count = fields.Integer("Read from the ERP", readonly=True, copy=False)
    progress = fields.Float(readonly=True, copy=False)
    problem = fields.Char(readonly=True, copy=False)

    count_here = fields.Integer("Count in Odoo", readonly=True, copy=False)
    count_there = fields.Integer("Count in the ERP", readonly=True, copy=False)
    total_here = fields.Monetary("Total in Odoo", readonly=True, copy=False)
    total_there = fields.Monetary("Total in the ERP", readonly=True, copy=False)
    tax_here = fields.Monetary("Tax in Odoo", readonly=True, copy=False)
    tax_there = fields.Monetary("Tax in the ERP", readonly=True, copy=False)
    difference = fields.Monetary(readonly=True, copy=False, help="Total in Odoo less total in the ERP.")
    matched_count = fields.Integer("In Agreement", readonly=True, copy=False)
    on_the_way_count = fields.Integer("On the Way", readonly=True, copy=False)
    foreign_count = fields.Integer(
        "In Other Currencies",
        readonly=True,
        copy=False,
        help="Compared one by one, and left out of the totals.",
    )
    explanation = fields.Json(readonly=True, copy=False)
    line_ids = fields.One2many("erp.reconciliation.line", "reconciliation_id", "Differences", readonly=True)
    line_count = fields.Integer("To Look At", compute="_compute_line_count", store=True)

    _period = models.Constraint("CHECK (date_from <= date_to)", "The period ends before it begins.")
    _once = models.UniqueIndex(
        "(backend_id, kind, date_from, date_to)", "There is a reconciliation of this kind and period already: run it."
    )

    @api.depends("line_ids")
    def _compute_line_count(self):
        for reconciliation in self:
            reconciliation.line_count = len(reconciliation.line_ids)

    @api.depends("kind", "date_from", "date_to", "backend_id")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for row in self:
            period = f"{row.date_from} – {row.date_to}" if row.date_from and row.date_to else ""
            row.display_name = f"{kinds.get(row.kind, '')} {period} · {row.backend_id.name or ''}"

    @api.constrains("backend_id", "kind")
    def _check_kind(self):
        for row in self:
            if row.kind not in row.backend_id._ledgers():
                kinds = dict(self._fields["kind"]._description_selection(self.env))
                raise ValidationError(
                    self.env._("%(backend)s cannot list %(kind)s.", backend=row.backend_id.name, kind=kinds[row.kind])
                )

    @api.model_create_multi
    def create(self, vals_list):
        for values in vals_list:
            self._refuse_results(values)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_results(vals)
        if not self.env.su and ASKED & set(vals) and any(row.state not in ("draft", "failed") for row in self):
            raise UserError(self.env._("This reconciliation has been run. Make a new one for another question."))
        return super().write(vals)

    def _refuse_results(self, values):
        """A person asks the question; the answer is the run's alone."""
        if RESULTS & set(values) and not self.env.su:
            raise AccessError(self.env._("The result of a reconciliation cannot be typed in."))

    # running

    def action_run(self):
        """Button: compare both sides now, in a job."""
        self.backend_id.check_access("read")
        if not self.env.su and not self.env.user.has_group("erp_connector.group_erp_user"):
            raise AccessError(self.env._("Only the ERP team can reconcile."))
        for row in self:
            # sudo: the state belongs to the run; the queue belongs to the system.
            row.sudo().write({"state": "running", "progress": 0, "read_count": 0, "problem": False})
            row.sudo().with_delay(
                identity_key=f"erp-reconcile-{row.id}", description=f"{row.backend_id.name}: reconcile {row.kind}"
            )._job_run()
        return True

    def _job_run(self):
        """Job: read the ERP's list, compare, keep what differs.

        Whatever is written goes through a transaction of its own, begun after the reading: what happened meanwhile
        is seen, and nothing stays locked while a slow ERP answers.
        """
        self.ensure_one()
        expected = max(self.count_there, 50)
        try:
            there = self.backend_id._ledger_there(self.kind, *self._span(), lambda count: self._note(count, expected))
        except Exception as error:  # a foreign server: words for the person, the old result stays
            outcome = outcome_of(error)
            problem = mask(f"{outcome.text} ({outcome.code})", self.backend_id._prepare_settings().secrets)
            with self._fresh() as row:
                row._fail(problem)
            return problem
        with self._fresh() as row:
            row._settle(there)
            return row.state

    def _span(self):
        """Days that both sides are asked for. A balance is one of a day: it has no margin."""
        if self.kind == "receivable":
            return self.date_from, self.date_to
        return self.date_from - MARGIN, self.date_to + MARGIN

    def _fresh(self):
        return _Fresh(self)

    def _note(self, count, expected):
        with self._fresh() as row:
            row.write({"read_count": count, "progress": min(95.0, 100.0 * count / expected)})

    def _fail(self, problem):
        self.write({"state": "failed", "problem": problem, "run_at": fields.Datetime.now()})

    def _settle(self, there):
        """Compare and store. Lines are made anew, so what has been repaired is gone from the list."""
        here = self.backend_id._ledger_here(self.kind, *self._span(), there)
        pairs = reconciling.within(reconciling.compare(here, there), self.date_from, self.date_to)
        was = self.state if self.run_at else "draft"
        self.line_ids.unlink()
        line = self.env["erp.reconciliation.line"]
        lines = line.create(line._prepare_lines(self, pairs))
        self.write(self._prepare_result(pairs) | {"state": "differs" if lines else "agrees", "read_count": len(there)})
        if lines and was != "differs":
            self._alert()
        elif not lines:
            self.activity_unlink(["mail.mail_activity_data_todo"])

    def _prepare_result(self, pairs):
        home = self.currency_id.name
        domestic = [pair for pair in pairs if not pair.here or pair.here.currency in ("", home)]
        here, there = reconciling.sides(domestic)
        explained = reconciling.explain(domestic)
        return {
            "run_at": fields.Datetime.now(),
            "progress": 100.0,
            "problem": False,
            "count_here": here.count,
            "count_there": there.count,
            "total_here": here.total,
            "total_there": there.total,
            "tax_here": here.tax,
            "tax_there": there.tax,
            "difference": here.total - there.total,
            "matched_count": explained[reconciling.MATCHED][0],
            "on_the_way_count": explained[reconciling.ON_THE_WAY][0],
            "foreign_count": len(pairs) - len(domestic),
            "explanation": {name: [count, str(amount)] for name, (count, amount) in explained.items()},
        }

    def _alert(self):
        """One activity when both sides begin to differ, none while they go on to."""
        self.ensure_one()
        if self.backend_id.user_id and not self.activity_ids:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._(
                    "%(count)s differences with %(erp)s", count=self.line_count, erp=self.backend_id.name
                ),
                user_id=self.backend_id.user_id.id,
            )

    @api.model
    def _cron_reconcile(self):
        """Nightly: the current month of every live backend, and the last one while it is being closed."""
        today = fields.Date.context_today(self)
        first = today.replace(day=1)
        months = [first] + ([(first - timedelta(days=1)).replace(day=1)] if today.day <= 5 else [])
        for backend in self.env["erp.backend"].search([("state", "=", "live")]):
            for kind in backend._ledgers():
                for month in months:
                    self._of_month(backend, kind, month).action_run()

    def _of_month(self, backend, kind, first):
        asked = {"backend_id": backend.id, "kind": kind, "date_from": first, "date_to": _month_end(first)}
        found = self.search([(name, "=", value) for name, value in asked.items()])
        return found or self.create(asked)

    # doors

    def action_repair_all(self):
        """Button: repair every line that can be repaired."""
        return self.line_ids.filtered("can_repair").action_repair()

    def action_open_lines(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("erp_connector.erp_reconciliation_line_action")
        return action | {"domain": [("reconciliation_id", "=", self.id)], "context": {}}

    def _model_of_kind(self):
        return MODELS[self.kind]

    def _statements(self):
        """For the printed statement: [(backend, from, to, its reconciliations)]."""
        found = self.grouped(lambda row: (row.backend_id, row.date_from, row.date_to))
        return [(*key, rows.sorted(lambda row: list(MODELS).index(row.kind))) for key, rows in found.items()]

    def _explained(self):
        """For the printed statement: [(class in words, count, difference)] of the classes that occur."""
        words = self.env["erp.reconciliation.line"]._words_of_classes()
        rows = (self.explanation or {}).items()
        return [(words[name], count, float(amount)) for name, (count, amount) in rows if count]


class _Fresh:
    """A record in a transaction of its own, committed at the end."""

    def __init__(self, record):
        self.record = record

    def __enter__(self):
        self.manager = self.record.env.registry.cursor()
        cursor = self.manager.__enter__()
        return self.record.with_env(self.record.env(cr=cursor, su=True))

    def __exit__(self, *error):
        return self.manager.__exit__(*error)


def _month_end(day):
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
