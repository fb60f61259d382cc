from odoo import fields, models


class ErpReplayLine(models.TransientModel):
    """One problem: the messages of a backend and kind that failed with the same code."""

    _name = "erp.replay.line"
    _description = "Bulk Replay: One Problem"
    _order = "count desc, id"

    replay_id = fields.Many2one("erp.replay", required=True, index=True, ondelete="cascade")
    chosen = fields.Boolean("Send Again")
    backend_id = fields.Many2one("erp.backend", readonly=True)
    direction = fields.Selection([("out", "To the ERP"), ("in", "From the ERP")], readonly=True)
    kind = fields.Selection(
        lambda self: self.env["erp.message"]._fields["kind"]._description_selection(self.env), readonly=True
    )
    error_code = fields.Char("Code", readonly=True)
    error_text = fields.Char("For Example", readonly=True)
    advice = fields.Char("What to Do", readonly=True)
    count = fields.Integer("Messages", readonly=True)
