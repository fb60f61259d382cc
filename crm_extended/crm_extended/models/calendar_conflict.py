from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, format_datetime

from ..engine.free_slot import next_free, overlaps

# How far ahead a free time is looked for.
HORIZON = timedelta(days=14)
# Changes that can put a meeting in the way of another.
DECIDES = frozenset(("start", "stop", "duration", "allday", "show_as", "partner_ids", "active", "overlap_intended"))


class CalendarEvent(models.Model):
    """Nobody of ours sits in two meetings at once, unless it is meant."""

    _inherit = "calendar.event"

    overlap_intended = fields.Boolean(
        "Overlap Is Intended", tracking=True, copy=False, help="Save although somebody of us is in another meeting."
    )
    conflict_note = fields.Char(compute="_compute_conflict_note")
    take_next_slot = fields.Boolean("Take the Next Free Time", store=False)

    @api.depends("start", "stop", "allday", "show_as", "partner_ids", "active")
    def _compute_conflict_note(self):
        for event in self:
            conflicts = event._get_conflicts()
            event.conflict_note = event._describe_conflicts(conflicts) if conflicts else False

    @api.onchange("take_next_slot")
    def _onchange_take_next_slot(self):
        if self.take_next_slot:
            slot = self._get_next_free_start()
            length = self._get_length()
            if slot:
                self.start, self.stop = slot, slot + length
            self.take_next_slot = False

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create(vals_list)
        events._check_conflicts()
        return events

    def write(self, vals):
        result = super().write(vals)
        if not DECIDES.isdisjoint(vals):
            self._check_conflicts()
        return result

    def _check_conflicts(self):
        """Refuse an overlap that is not meant. No @api.constrains: that one runs as superuser, who is never asked."""
        # Imports, calendar synchronisation and scheduled actions report what is; only people are asked to decide.
        context = self.env.context
        if self.env.su or context.get("dont_notify") or context.get("meeting_conflict_checked"):
            return
        for event in self.filtered(lambda event: not event.overlap_intended):
            event._guard_people()
            if conflicts := event._get_conflicts():
                raise ValidationError(event._describe_conflicts(conflicts))

    def _get_our_people(self):
        """Attendees who are our own people; a customer's calendar is not ours to judge."""
        # sudo: whether a partner is one of us is no secret to who invites him.
        return self.partner_ids._origin.sudo().filtered(lambda partner: not partner.partner_share)

    def _guard_people(self):
        """Make two users who plan the same person at the same moment meet.

        Each writes the person's row; the second is told by PostgreSQL to begin anew and then sees the first's meeting.
        """
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_meeting_guard (partner_id, version) SELECT id, 1 FROM unnest(%s::int[]) AS one(id) "
                "ORDER BY id ON CONFLICT (partner_id) DO UPDATE SET version = crm_meeting_guard.version + 1",
                self._get_our_people().ids,
            )
        )

    def _get_length(self):
        self.ensure_one()
        return (self.stop - self.start) if self.start and self.stop else timedelta(hours=1)

    def _get_conflicts(self):
        """Return [(start, stop, partner id, what)] of our people's other engagements in the time of this meeting."""
        self.ensure_one()
        people = self._get_our_people()
        if not self.start or not self.stop or not self.active or self.show_as == "free" or not people or self.allday:
            return []
        busy = people._get_engagements(self.start, self.stop, but=self._origin)
        return overlaps(self.start, self.stop, busy)

    def _describe_conflicts(self, conflicts):
        """What stands in the way, and when everybody would be free."""
        self.ensure_one()
        names = {partner.id: partner.name for partner in self._get_our_people()}
        lines = [
            self.env._(
                "%(person)s: %(what)s, %(start)s",
                person=names.get(partner_id, ""),
                what=what,
                start=format_datetime(self.env, start, dt_format="short"),
            )
            for start, _stop, partner_id, what in conflicts
        ]
        text = self.env._("Overlaps with: %(list)s.", list="; ".join(lines))
        free = self._get_next_free_start()
        if free:
            when = format_datetime(self.env, free, dt_format="short")
            text += " " + self.env._("Everybody is free from %(when)s.", when=when)
        return text

    def _get_next_free_start(self):
        """The first start in working time when all our people are free for the length of this meeting, or None."""
        self.ensure_one()
        after = max(self.start or fields.Datetime.now(), fields.Datetime.now())
        until = after + HORIZON
        people = self._get_our_people()
        busy = people._get_engagements(after, until, but=self._origin)
        working = self._get_working_time(after, until)
        return next_free(after, self._get_length(), working, busy)

    @api.model
    def _get_working_time(self, after, until):
        """Working hours of the company as naive UTC spans."""
        # sudo: the working hours of the company are known to everybody in it.
        calendar = self.env.company.sudo().resource_calendar_id
        if not calendar:
            return [(after, until)]
        spans = calendar._work_intervals_batch(pytz.utc.localize(after), pytz.utc.localize(until))[False]
        return [
            (start.astimezone(pytz.utc).replace(tzinfo=None), stop.astimezone(pytz.utc).replace(tzinfo=None))
            for start, stop, _records in spans
        ]
