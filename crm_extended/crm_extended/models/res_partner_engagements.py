from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_engagements(self, start, stop, but=None):
        """Return [(start, stop, partner id, what)] in which these people are taken between start and stop.

        Hook: other addons add their own (visits). `but` is the meeting that is being planned.
        """
        # sudo: a private meeting of a colleague is in the way too; only that it is there is told, not what it is.
        events = (
            self.env["calendar.event"]
            .sudo()
            .search(
                [
                    ("start", "<", stop),
                    ("stop", ">", start),
                    ("partner_ids", "in", self.ids),
                    ("show_as", "=", "busy"),
                    ("allday", "=", False),
                ]
            )
        )
        events -= but.sudo() if but else events.browse()
        taken = []
        for event in events:
            declined = event.attendee_ids.filtered(lambda seat: seat.state == "declined").partner_id
            hidden = event.privacy == "private" and self.env.user.partner_id not in event.partner_ids
            what = self.env._("busy") if hidden else event.name
            taken += [(event.start, event.stop, one.id, what) for one in (event.partner_ids & self) - declined]
        return taken
