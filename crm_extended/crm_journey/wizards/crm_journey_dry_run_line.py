from odoo import fields, models


class CrmJourneyDryRunLine(models.TransientModel):
    _name = "crm.journey.dry.run.line"
    _description = "Line of a Dry Run"
    _order = "sequence, id"

    run_id = fields.Many2one("crm.journey.dry.run", required=True, ondelete="cascade", index=True)
    sequence = fields.Integer()
    moment = fields.Datetime("When")
    step_id = fields.Many2one("crm.journey.step", "Step")
    what = fields.Char()
    kind = fields.Selection(
        [("stop", "Stop"), ("finish", "End"), ("wait", "Wait"), ("go", "Go"), ("do", "Do")], required=True
    )
