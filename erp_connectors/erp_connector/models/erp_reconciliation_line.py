from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..engine import reconciling

STATES = [
    ("draft", "Draft"),
    ("open", "Open"),
    ("done", "Done"),
    ("paid", "Paid"),
    ("cancelled", "Cancelled"),
    ("abandoned", "Given Up"),
]


class ErpReconciliationLine(models.Model):
    """One difference: what it is, what to do about it, and a button where a message can do it."""

    _name = "erp.reconciliation.line"
    _description = "ERP Reconciliation Difference"
    _order = "klass, date, id"

    reconciliation_id = fields.Many2one(
        "erp.reconciliation", required=True, readonly=True, index=True, ondelete="cascade"
    )
    backend_id = fields.Many2one(related="reconciliation_id.backend_id", store=True, index=True)
    company_id = fields.Many2one(related="reconciliation_id.company_id", store=True, index=True)
    kind = fields.Selection(related="reconciliation_id.kind", store=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    klass = fields.Selection(
        [
            ("missing_there", "Missing in the ERP"),
            ("missing_here", "Missing in Odoo"),
            ("drift", "Different"),
            ("doubled", "Twice in the ERP"),
        ],
        "What",
        required=True,
        readonly=True,
    )
    name = fields.Char("Document", readonly=True)
    date = fields.Date(readonly=True)
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)
    document_key = fields.Char("Key", readonly=True)
    external_id = fields.Char("ERP Key", readonly=True)
    external_ref = fields.Char("ERP Number", readonly=True)
    total_here = fields.Monetary("In Odoo", readonly=True)
    total_there = fields.Monetary("In the ERP", readonly=True)
    difference = fields.Monetary(readonly=True)
    state_here = fields.Selection(STATES, "State in Odoo", readonly=True)
    state_there = fields.Selection(STATES, "State in the ERP", readonly=True)
    advice = fields.Char("What to Do", compute="_compute_advice")
    can_repair = fields.Boolean(compute="_compute_advice")
    repaired_at = fields.Datetime("Repair Begun", readonly=True)
    repaired_by = fields.Many2one("res.users", readonly=True)

    @api.model
    def _words_of_classes(self):
        """{class: words}, those that never become a line included."""
        return dict(self._fields["klass"]._description_selection(self.env)) | {
            reconciling.MATCHED: self.env._("In Agreement"),
            reconciling.ON_THE_WAY: self.env._("On the Way"),
            reconciling.VOID: self.env._("Cancelled or Draft on the Only Side"),
        }

    def _prepare_lines(self, reconciliation, pairs):
        """Values of a line for each pair that a person should look at."""
        home = reconciliation.currency_id
        currencies = {currency.name: currency.id for currency in self.env["res.currency"].search([])}
        return [
            self._prepare_line(reconciliation, pair)
            | {"currency_id": currencies.get(pair.here and pair.here.currency, home.id)}
            for pair in pairs
            if pair.klass in reconciling.OPEN_CLASSES
        ]

    def _prepare_line(self, reconciliation, pair):
        here, there = pair.here, pair.there[0] if pair.there else None
        ours, theirs = pair.amounts("total")
        ids = ", ".join(entry.external_id for entry in pair.there)
        return {
            "reconciliation_id": reconciliation.id,
            "klass": pair.klass,
            "name": here.label if here else there.label,
            "date": pair.date,
            "res_model": reconciliation._model_of_kind() if here else False,
            "res_id": here.res_id if here else False,
            "document_key": here.key if here else there.key,
            "external_id": ids or (here.external_id if here else False),
            "external_ref": ", ".join(entry.label for entry in pair.there),
            "total_here": ours,
            "total_there": theirs,
            "difference": ours - theirs,
            "state_here": here.state if here else False,
            "state_there": there.state if there else False,
        }

    # repairing

    @api.depends("klass", "kind", "repaired_at", "backend_id")
    def _compute_advice(self):
        for line in self:
            repair = line._repair_way()
            line.can_repair = bool(repair) and not line.repaired_at
            line.advice = line._advice(repair)

    def _repair_way(self):
        """Which message repairs this difference: "send", "cancel", "read", or None when only a person can."""
        if not self.backend_id:
            return None
        dialect = self.backend_id._dialect_class()
        actions = dialect.flows_out.get(self.kind, ())
        readable = ("invoice" if self.kind == "payment" else self.kind) in dialect.flows_in
        if self.klass == "missing_there":
            return "send" if "create" in actions and self.res_id else None
        if self.klass == "missing_here":
            return "read" if readable else None
        if self.klass == "drift":
            if self.kind == "order" and self.state_here == "cancelled":
                return "cancel" if "cancel" in actions else None
            if readable:
                return "read"
            return "send_change" if "update" in actions else None
        return None

    def _advice(self, repair):
        if self.repaired_at:
            return self.env._("The repair is on its way. Run the reconciliation again to see that it worked.")
        if repair in ("send", "cancel", "send_change"):
            return self.env._("Repair sends it; the ERP is asked first, so nothing gets doubled.")
        if repair == "read":
            return self.env._("Repair reads it from the ERP again and books it here.")
        if self.kind == "receivable":
            return self.env._(
                "Reconcile invoices and payments of this month first; what is left was booked on one side only, or with "
                "a date in another month."
            )
        return {
            "missing_there": self.env._("It was made here only: enter it in the ERP, or cancel it here."),
            "missing_here": self.env._("It was made in the ERP only: enter it here, link it, or cancel it there."),
            "drift": self.env._("Look at both documents and correct the one that is wrong."),
            "doubled": self.env._("Decide in the ERP which one stays, and cancel the others there."),
        }[self.klass]

    def action_repair(self):
        """Button, also for many lines: write the messages that repair these differences. Never twice for one line."""
        self.check_access("read")
        if not self.env.user.has_group("erp_connector.group_erp_user") and not self.env.su:
            raise AccessError(self.env._("Only the ERP team can repair differences."))
        # sudo: lines belong to the run; who may press this button has just been checked.
        lines = self.sudo().try_lock_for_update().filtered("can_repair")
        if not lines:
            raise UserError(self.env._("Nothing here can be repaired by a message, or it has been repaired already."))
        for (backend, kind, repair), group in lines.grouped(
            lambda line: (line.backend_id, line.kind, line._repair_way())
        ).items():
            group._repair(backend, kind, repair)
        lines.write({"repaired_at": fields.Datetime.now(), "repaired_by": self.env.uid})
        return True

    def _repair(self, backend, kind, repair):
        if repair == "read":
            for line in self:
                backend._read_again("invoice" if kind == "payment" else kind, line.external_id)
            return
        records = self.env[self[0].res_model].browse(self.mapped("res_id")).exists()
        action = {"send": "create", "cancel": "cancel", "send_change": "update"}[repair]
        if len(records) != len(self):
            raise UserError(self.env._("A record of these differences has been deleted. Run the reconciliation again."))
        backend._send_again(kind, action, records)

    def action_open_record(self):
        """Button: the document in Odoo, with the user's own rights."""
        self.ensure_one()
        if not self.res_id or not self.env[self.res_model].browse(self.res_id).exists():
            raise UserError(self.env._("There is no such document in Odoo."))
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
