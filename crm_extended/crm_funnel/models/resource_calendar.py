from datetime import timedelta, timezone

from odoo import models

FAR = timedelta(days=2 * 366)


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def _get_spans(self, start, hours, end=None):
        """Spans of working time from `start`, naive UTC, long enough that `hours` can be worked after `end`.

        None without a calendar: the clock never stops. What lies more than two years ahead is not looked for.
        """
        if not self:
            return None
        self.ensure_one()
        # sudo: working hours are no secret, and a lead may be written by whoever has no right to read calendars.
        calendar = self.sudo()
        end = end or start
        ahead = timedelta(days=14 + hours / 2)
        spans = []
        while ahead <= FAR:
            spans = calendar._fetch_spans(start, end + ahead)
            worked = sum((closing - max(opening, end) for opening, closing in spans if closing > end), timedelta())
            if worked >= timedelta(hours=hours):
                break
            ahead *= 3
        return spans

    def _fetch_spans(self, start, end):
        aware = start.replace(tzinfo=timezone.utc), end.replace(tzinfo=timezone.utc)
        intervals = self._work_intervals_batch(*aware)[False]
        return [
            tuple(moment.astimezone(timezone.utc).replace(tzinfo=None) for moment in (opening, closing))
            for opening, closing, _lines in intervals
        ]
