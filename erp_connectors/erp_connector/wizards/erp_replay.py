from odoo import api, fields, models
from odoo.exceptions import UserError


class ErpReplay(models.TransientModel):
    """Send again, in one go, what failed for the same reason."""

    _name = "erp.replay"
    _description = "Bulk Replay"

    backend_id = fields.Many2one("erp.backend", help="Empty means all backends.")
    line_ids = fields.One2many(
        "erp.replay.line", "replay_id", "Problems", compute="_compute_lines", store=True, readonly=False
    )
    count = fields.Integer("Messages", compute="_compute_preview")
    preview = fields.Text("Among Them", compute="_compute_preview")

    @api.depends("backend_id")
    def _compute_lines(self):
        for replay in self:
            replay.line_ids = [(5,)] + [(0, 0, values) for values in replay._prepare_lines()]

    def _prepare_lines(self):
        groups = self.env["erp.message"]._read_group(
            self._domain(),
            ["backend_id", "direction", "kind", "error_code"],
            ["__count", "error_text:max", "advice:max"],
            order="__count DESC",
        )
        known = self.env["erp.message"]._known_advice()
        return [
            {
                "backend_id": backend.id,
                "direction": direction,
                "kind": kind,
                "error_code": code,
                "count": count,
                "error_text": text,
                "advice": advice or known.get(code),
            }
            for backend, direction, kind, code, count, text, advice in groups
        ]

    def _domain(self):
        domain = [("state", "in", ("dead", "review"))]
        return domain + ([("backend_id", "=", self.backend_id.id)] if self.backend_id else [])

    def _messages(self):
        """The messages of the chosen problems."""
        found = self.env["erp.message"]
        for line in self.line_ids.filtered("chosen"):
            found |= found.search(
                self._domain()
                + [
                    ("backend_id", "=", line.backend_id.id),
                    ("direction", "=", line.direction),
                    ("kind", "=", line.kind),
                    ("error_code", "=", line.error_code),
                ]
            )
        return found

    @api.depends("line_ids.chosen", "backend_id")
    def _compute_preview(self):
        for replay in self:
            messages = replay._messages()
            names = messages[:8].mapped(lambda message: message.name or "?")
            replay.count = len(messages)
            replay.preview = ", ".join(names) + (" …" if len(messages) > 8 else "")

    def action_replay(self):
        """Button: put them back into the line. What may be in the ERP already is asked for before it is sent."""
        self.ensure_one()
        messages = self._messages()
        if not messages:
            raise UserError(self.env._("Choose at least one problem that has messages."))
        outgoing = messages.filtered(lambda message: message.direction == "out")
        incoming = messages - outgoing
        if outgoing:
            outgoing._retry(outgoing.browse())
        if incoming:
            incoming.action_apply_again()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%s messages are on their way again.", len(messages)),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
