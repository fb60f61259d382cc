import json

from odoo import fields, models
from odoo.http import request


class Website(models.Model):
    _inherit = "website"

    touchpoint_consent = fields.Selection(
        [
            ("never", "Nobody's"),
            ("cookie", "Of customers who accepted optional cookies"),
            ("known", "Of all customers who are signed in"),
        ],
        "Record Visits",
        default="cookie",
        required=True,
        help="What signed-in customers look at becomes part of their file. Choose “all” only when you have their "
        "consent by another way, e.g. in your terms.",
    )

    def _may_record_visit(self):
        """Has the visitor of the present request agreed that we remember what is looked at?

        Stricter than core's rule for cookies: without a cookie bar nobody was asked, so nobody has agreed.
        """
        self.ensure_one()
        if self.touchpoint_consent != "cookie":
            return self.touchpoint_consent == "known"
        try:
            accepted = json.loads((request and request.cookies.get("website_cookies_bar")) or "{}")
        except ValueError:
            # What a visitor sends as a cookie is anybody's guess; what can not be read is no consent.
            return False
        return isinstance(accepted, dict) and accepted.get("optional") is True
