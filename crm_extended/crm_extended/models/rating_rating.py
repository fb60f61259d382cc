from odoo import models


class RatingRating(models.Model):
    _inherit = "rating.rating"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("consumed") and "rating" in vals:
            given = self.filtered("partner_id")
            self.env["crm.touchpoint"]._record([rating._prepare_rating_touchpoint() for rating in given])
        return result

    def _prepare_rating_touchpoint(self):
        """Row for an answer to a rating request. A customer who changes his mind the next day has rated twice."""
        self.ensure_one()
        return {
            "partner_id": self.partner_id.id,
            "occurred_at": self.rated_on,
            "channel": "survey",
            "kind": "rating",
            "direction": "in",
            "subject": f"{self.rating:g}/5 {self.feedback or ''}".strip(),
            "res_model": self.res_model,
            "res_id": self.res_id,
            "source_key": f"rating.rating:{self.id}:{self.rated_on:%Y-%m-%d}",
        }
