from odoo import fields, models


class ErpDryRunLine(models.Model):
    """One field that would change in the ERP, or one record that would be new there or cannot be sent."""

    _name = "erp.dry.run.line"
    _description = "ERP Dry Run Result"
    _order = "run_id desc, id"
    _log_access = False

    run_id = fields.Many2one("erp.dry.run", required=True, index=True, ondelete="cascade")
    result = fields.Selection(
        [
            ("create", "New in the ERP"),
            ("change", "Would Change"),
            ("same", "No Change"),
            ("problem", "Cannot Be Sent"),
            ("unknown", "Cannot Be Compared"),
        ],
        required=True,
    )
    res_model = fields.Char()
    res_id = fields.Many2oneReference("Record", model_field="res_model")
    name = fields.Char("Record")
    external_id = fields.Char("ERP Key")
    field = fields.Char("Field of the ERP")
    theirs = fields.Text("In the ERP Now")
    ours = fields.Text("Would Be")
    advice = fields.Char("What to Do")

    def action_open_record(self):
        """Button: the record, with the user's own rights."""
        self.ensure_one()
        action = {"type": "ir.actions.act_window", "res_model": self.res_model, "res_id": self.res_id}
        return action | {"views": [(False, "form")]}
