from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class ErpBackend(models.Model):
    """What a backend still lacks before its ERP can be asked anything. Half-filled it is kept, and live it lacks nothing."""

    _inherit = "erp.backend"

    gaps_text = fields.Text("Still Missing", compute="_compute_gaps_text")

    @api.model
    def _gap_fields(self):
        """Names of the fields that `_gaps` looks at. A dialect's addon adds its own."""
        return ["dialect", "erp_company"]

    def _gaps(self):
        """Sentences for a person, one for each field that the dialect needs and that is empty; [] when it has them all. A
        dialect's addon adds its own."""
        self.ensure_one()
        return []

    @api.depends(lambda self: self._gap_fields())
    @api.depends_context("lang")
    def _compute_gaps_text(self):
        for backend in self:
            backend.gaps_text = "\n".join(backend._gaps())

    @api.constrains(lambda self: ["state", *self._gap_fields()])
    def _check_gaps(self):
        for backend in self.filtered(lambda backend: backend.state == "live"):
            if backend.gaps_text:
                raise ValidationError(backend.gaps_text)

    def action_check_connection(self):
        if self.gaps_text:
            raise UserError(self.gaps_text)
        return super().action_check_connection()
