from zoneinfo import available_timezones

from odoo import fields, models
from odoo.tools import format_datetime

ZONES = available_timezones()


class ResPartner(models.Model):
    _inherit = "res.partner"

    journey_enrolment_ids = fields.One2many(
        "crm.journey.enrolment", "partner_id", "Journeys", groups="sales_team.group_sale_salesman"
    )
    journey_coupon_code = fields.Char(
        "Journey Coupon",
        compute="_compute_journey_coupon_code",
        groups="sales_team.group_sale_salesman",
        help="The newest coupon a journey gave that is still good; for use in its messages.",
    )

    def _compute_journey_coupon_code(self):
        # sudo: read in messages, on behalf of the journey; the code is the customer's own.
        Run = self.env["crm.journey.run"].sudo()
        runs = Run.search([("partner_id", "in", self.ids), ("res_model", "=", "loyalty.card")], order="id")
        cards = {run.partner_id: self.env["loyalty.card"].sudo().browse(run.res_id) for run in runs}
        today = fields.Date.context_today(self)
        for partner in self:
            card = cards.get(partner, self.env["loyalty.card"]).exists()
            usable = card and card.points > 0 and (not card.expiration_date or card.expiration_date >= today)
            partner.journey_coupon_code = card.code if usable else False

    def _get_journey_zone(self, company):
        """Name of the zone the customer's clock is in: the own one, that of the firm, ours, else UTC."""
        self.ensure_one()
        for zone in (self.tz, self.commercial_partner_id.tz, company.partner_id.tz):
            if zone in ZONES:
                return zone
        return "UTC"

    def _prepare_file_blocks(self):
        blocks = super()._prepare_file_blocks()
        if self.env["crm.journey.enrolment"].has_access("read"):
            blocks.append(self._prepare_journey_block())
        return [block for block in blocks if block["rows"]]

    def _prepare_journey_block(self):
        """Journeys the customer or a contact is in."""
        enrolments = self.env["crm.journey.enrolment"].search(
            [("customer_id", "=", self.commercial_partner_id._origin.id), ("state", "in", ("active", "failed"))],
            limit=5,
        )
        rows = [
            {
                "label": enrolment.journey_id.name,
                "note": f"{enrolment.partner_id.name} · {enrolment.step_id.name or ''}",
                "value": format_datetime(self.env, enrolment.due_at) if enrolment.due_at else "",
                "badge": "danger" if enrolment.state == "failed" else "",
                "model": "crm.journey.enrolment",
                "id": enrolment.id,
            }
            for enrolment in enrolments
        ]
        return {"key": "journeys", "title": self.env._("Journeys"), "icon": "fa-road", "sequence": 60, "rows": rows}
