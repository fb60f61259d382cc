from odoo import api, models


class ResourceCalendarLeaves(models.Model):
    _inherit = "resource.calendar.leaves"

    def _closes(self, calendar):
        """True when nobody of this calendar works during the leave: a holiday, not a person's time off."""
        if self.resource_id or self.time_type != "leave":
            return False
        same_company = not self.company_id or not calendar.company_id or self.company_id == calendar.company_id
        return same_company and (not self.calendar_id or self.calendar_id == calendar)

    def _closed_calendars(self):
        holidays = self.filtered(lambda leave: not leave.resource_id)
        if any(not leave.calendar_id for leave in holidays):
            return self.env["resource.calendar"].sudo().search([])  # sudo: a company holiday closes calendars of all
        return holidays.calendar_id

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        self.env["crm.service.sla"]._hours_changed(leaves._closed_calendars())
        return leaves

    def write(self, vals):
        calendars = self._closed_calendars()
        result = super().write(vals)
        self.env["crm.service.sla"]._hours_changed(calendars | self._closed_calendars())
        return result

    def unlink(self):
        calendars = self._closed_calendars()
        result = super().unlink()
        self.env["crm.service.sla"]._hours_changed(calendars)
        return result
