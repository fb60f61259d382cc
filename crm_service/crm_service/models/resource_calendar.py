from odoo import api, models
from odoo.fields import Domain

from ..engine.working_time import AROUND_THE_CLOCK, Shift, WorkingTime


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    @api.model
    def _working_times(self, calendar_ids):
        """{calendar id or False: WorkingTime} with two queries, however many calendars. False is around the clock."""
        # sudo: working hours are no secret, and a customer who opens a request has no right to read them.
        calendars = self.sudo().browse({key for key in calendar_ids if key}).exists()
        leaves = self.env["resource.calendar.leaves"].sudo()
        domain = Domain("resource_id", "=", False) & Domain("time_type", "=", "leave")
        leaves = leaves.search(domain & Domain("calendar_id", "in", [*calendars.ids, False])) if calendars else leaves
        times = dict.fromkeys([False, *calendar_ids], AROUND_THE_CLOCK)
        for calendar in calendars:
            closures = leaves.filtered(lambda leave, calendar=calendar: leave._closes(calendar))
            times[calendar.id] = WorkingTime(
                calendar.tz or "UTC",
                None if calendar.flexible_hours else calendar._shifts(),
                tuple((leave.date_from, leave.date_to) for leave in closures),
            )
        return times

    def _shifts(self):
        lines = self.attendance_ids.filtered(lambda line: not line.display_type and line.day_period != "lunch")
        return tuple(
            Shift(
                int(line.dayofweek),
                round(line.hour_from * 60),
                min(round(line.hour_to * 60), 24 * 60),
                int(line.week_type) if self.two_weeks_calendar and line.week_type else None,
            )
            for line in lines
        )

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {
            "tz",
            "attendance_ids",
            "global_leave_ids",
            "leave_ids",
            "two_weeks_calendar",
            "schedule_type",
        }:
            self.env["crm.service.sla"]._hours_changed(self)
        return result
