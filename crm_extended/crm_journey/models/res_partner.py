from zoneinfo import available_timezones

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import format_datetime

from odoo.addons.crm_extended.models.res_partner_blocks import BLOCK_ROWS

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

    def _get_file_searches(self):
        mine = Domain("customer_id", "=", self.commercial_partner_id._origin.id)
        running = mine & Domain("state", "in", ["active", "failed"])
        names = ["journey_id.name", "partner_id.name", "step_id.name"]
        found = ("crm.journey.enrolment", running, "id desc", BLOCK_ROWS, names)
        return super()._get_file_searches() | {"journeys": found}

    def _prepare_file_blocks(self, found):
        return [*super()._prepare_file_blocks(found), self._prepare_journey_block(found)]

    def _prepare_journey_block(self, found):
        """Journeys the customer or a contact is in."""
        rows = [
            {
                "label": self._get_name(found, "journeys", enrolment, "journey_id.name"),
                "note": " · ".join(
                    self._get_name(found, "journeys", enrolment, path) for path in ("partner_id.name", "step_id.name")
                ),
                "value": format_datetime(self.env, enrolment.due_at) if enrolment.due_at else "",
                "badge": "danger" if enrolment.state == "failed" else "",
                "model": "crm.journey.enrolment",
                "id": enrolment.id,
            }
            for enrolment in self._get_found(found, "journeys", "crm.journey.enrolment")
        ]
        return {"key": "journeys", "title": self.env._("Journeys"), "icon": "fa-road", "sequence": 60, "rows": rows}
