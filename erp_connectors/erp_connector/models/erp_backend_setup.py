from odoo import api, fields, models
from odoo.exceptions import UserError


class ErpBackend(models.Model):
    """From a fresh backend to a live one, step by step; works for every dialect."""

    _inherit = "erp.backend"

    checked_at = fields.Datetime("Connection Tested", readonly=True, copy=False)
    setup_address = fields.Boolean(compute="_compute_setup")
    setup_connection = fields.Boolean(compute="_compute_setup")
    setup_mapping = fields.Boolean(compute="_compute_setup")
    setup_matching = fields.Boolean(compute="_compute_setup")
    setup_dry_run = fields.Boolean(compute="_compute_setup")
    setup_progress = fields.Integer("Steps Done", compute="_compute_setup")
    mapping_problem_count = fields.Integer(compute="_compute_setup")
    matching_ids = fields.One2many("erp.matching", "backend_id", "Matchings")
    dry_run_ids = fields.One2many("erp.dry.run", "backend_id", "Dry Runs")
    backfill_ids = fields.One2many("erp.backfill", "backend_id", "Backfills")

    @api.depends(
        "url",
        "login",
        "token_sealed",
        "gaps_text",
        "checked_at",
        "mapping_ids.line_ids",
        "matching_ids.state",
        "dry_run_ids.state",
    )
    def _compute_setup(self):
        for backend in self:
            # sudo: login is hidden from those who only watch; only whether there is one is shown.
            known = backend.sudo()
            backend.setup_address = bool(known.url and (known.login or known.token_sealed)) and not backend.gaps_text
            backend.setup_connection = bool(backend.checked_at)
            backend.mapping_problem_count = sum(len(mapping._problems()) for mapping in backend.mapping_ids)
            backend.setup_mapping = bool(backend.mapping_ids) and not backend.mapping_problem_count
            backend.setup_matching = "ready" in backend.matching_ids.mapped("state")
            backend.setup_dry_run = "done" in backend.dry_run_ids.mapped("state")
            steps = ("address", "connection", "mapping", "matching", "dry_run")
            backend.setup_progress = sum(backend[f"setup_{step}"] for step in steps)

    def write(self, vals):
        """Another address or login has not been tested yet."""
        if (
            not {"url", "login", "password", "token", "erp_company", "dialect"}.isdisjoint(vals)
            and "checked_at" not in vals
        ):
            vals = vals | {"checked_at": False}
        return super().write(vals)

    def action_check_connection(self):
        answer = super().action_check_connection()
        self.checked_at = fields.Datetime.now()
        answer["params"]["next"] = {"type": "ir.actions.client", "tag": "soft_reload"}
        return answer

    def action_setup_mapping(self):
        """Button: the mappings of this backend."""
        return self._open("erp_connector.erp_mapping_action", [])

    def action_setup_matching(self):
        """Button: the matchings of this backend; without one, a new one is offered."""
        return self._open_step("erp_connector.erp_matching_action", self.matching_ids)

    def action_setup_dry_run(self):
        """Button: the dry runs of this backend; without one, a new one is offered."""
        return self._open_step("erp_connector.erp_dry_run_action", self.dry_run_ids)

    def action_open_backfills(self):
        """Button: the backfills of this backend; without one, a new one is offered."""
        return self._open_step("erp_connector.erp_backfill_action", self.backfill_ids)

    def action_propose_values(self):
        """Button: what is in use here and has no counterpart in the ERP yet."""
        self.ensure_one()
        self._check_manager()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Values Without a Counterpart"),
            "res_model": "erp.value.proposal",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_backend_id": self.id},
        }

    def _open_step(self, xml_id, records):
        action = self._open(xml_id, [])
        action["context"] = {"default_backend_id": self.id}
        if len(records) <= 1:
            action |= {"views": [(False, "form")], "res_id": records.id}
        return action

    @api.model
    def _action_dry_run_of(self, records):
        """Server action of a list: a dry run for the chosen records, in the company's first backend that takes them."""
        self._check_manager()
        backends = self.search([("company_id", "in", self.env.companies.ids)])
        backend = backends.filtered(lambda row: records[:1]._erp_kind_of() in row._dialect_class().flows_out)[:1]
        if not backend:
            raise UserError(self.env._("No ERP takes records of this kind."))
        run = self.env["erp.dry.run"]._start_for(records, backend)
        action = {"type": "ir.actions.act_window", "res_model": "erp.dry.run", "res_id": run.id}
        return action | {"views": [(False, "form")]}
