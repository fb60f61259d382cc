from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.secret_box import mask
from ..soap.faults import outcome_of

STEPS = [
    ("address", "ERP and Login"),
    ("mapping", "Mapping"),
    ("matching", "Matching"),
    ("dry_run", "Dry Run"),
    ("live", "Go Live"),
]


class ErpBackend(models.Model):
    """The guided way from choosing the ERP to going live, page by page, for every dialect.

    The pages are a form of the backend itself, so whoever leaves finds everything as it was. That form is made of the
    backend's own: the fields that a dialect's addon adds there are asked for here too.
    """

    _inherit = "erp.backend"

    setup_step = fields.Selection(STEPS, "Set-Up", default="address", readonly=True, copy=False)
    setup_answer = fields.Text("What the ERP Said", readonly=True, copy=False)
    setup_missing = fields.Json(readonly=True, copy=False)  # {kind: targets of the mapping that the ERP does not have}
    setup_missing_text = fields.Text("Not in the ERP", compute="_compute_setup_missing_text")

    @api.depends("setup_missing")
    @api.depends_context("lang")
    def _compute_setup_missing_text(self):
        kinds = dict(self.env["erp.mapping"]._fields["kind"]._description_selection(self.env))
        for backend in self:
            rows = [f"{kinds[kind]}: {', '.join(targets)}" for kind, targets in (backend.setup_missing or {}).items()]
            backend.setup_missing_text = "\n".join(rows)

    @api.onchange("dialect")
    def _onchange_dialect_name(self):
        if self.dialect and not self.name:
            self.name = dict(self._fields["dialect"]._description_selection(self.env))[self.dialect]

    def action_setup(self):
        """Button: go on with the set-up where it was left."""
        self.ensure_one()
        self._check_manager()
        action = self.env["ir.actions.act_window"]._for_xml_id("erp_connector.erp_backend_connect_action")
        return action | {"res_id": self.id}

    def action_setup_next(self):
        """Button: the next page. The first one is left only when the ERP answers."""
        self.ensure_one()
        self._check_manager()
        if self.setup_step == "address" and not self._setup_test():
            return True
        return self._setup_turn(1)

    def action_setup_back(self):
        """Button: the page before."""
        self.ensure_one()
        self._check_manager()
        return self._setup_turn(-1)

    def _setup_turn(self, pages):
        names = [name for name, _label in STEPS]
        self.setup_step = names[min(len(names) - 1, max(0, names.index(self.setup_step) + pages))]
        return True

    def _setup_test(self):
        """Test the connection and keep what came of it in words. True when the ERP answered."""
        if self.gaps_text:
            # The page says itself what is missing, as long as it is missing.
            self.write({"setup_answer": False, "checked_at": False})
            return False
        try:
            self.setup_answer = self.action_check_connection()["params"]["message"]
        except UserError as problem:
            # Kept on the page, not raised: raising would take back what was typed and saved with it.
            self.write({"setup_answer": str(problem), "checked_at": False})
            return False
        self._setup_compare()
        return True

    def action_setup_compare(self):
        """Button: does the ERP have the fields that the mapping fills?"""
        self.ensure_one()
        self._check_manager()
        self._setup_compare()
        return True

    def _setup_compare(self):
        """Keep the targets of the mappings that the ERP's own description of its objects does not name."""
        dialect = self._dialect_class()(self._prepare_settings())
        missing = {}
        try:
            for mapping in self.mapping_ids:
                unknown = dialect.unknown_fields(mapping.kind, mapping.line_ids.mapped("target"))
                missing |= {mapping.kind: unknown} if unknown else {}
        except Exception as error:  # a foreign server; the user gets words
            outcome = outcome_of(error, dialect.exchange)
            raise UserError(self._say(mask(outcome.text, dialect.settings.secrets))) from None
        finally:
            dialect.close()
        self.setup_missing = missing or False

    def action_setup_match(self):
        """Button: look for counterparts of all that can be matched."""
        return self._setup_start("erp.matching", self.matching_ids, ("draft", "failed"))

    def action_setup_rehearse(self):
        """Button: a dry run of all that would be sent."""
        return self._setup_start("erp.dry.run", self.dry_run_ids, ("draft", "failed", "done"))

    def _setup_start(self, model, runs, startable):
        """Start the newest run of each kind that the dialect takes, and a first one where there is none."""
        self.ensure_one()
        self._check_manager()
        taken = self._dialect_class().flows_out
        for kind, _label in self.env[model]._fields["kind"].selection:
            if kind not in taken:
                continue
            run = runs.filtered(lambda row, kind=kind: row.kind == kind)[:1]
            run = run or run.create({"backend_id": self.id, "kind": kind})
            if run.state in startable:
                run.action_start()
        return True

    def action_setup_refresh(self):
        """Button: the page reloads by itself after any button; that is all."""
        return True

    def action_setup_go_live(self):
        """Button: the last one. Leads to the backend as it looks from now on."""
        self.ensure_one()
        self._check_manager()
        self.action_go_live()
        action = self.env["ir.actions.act_window"]._for_xml_id("erp_connector.erp_backend_action")
        return action | {"views": [(False, "form")], "res_id": self.id, "target": "main"}
