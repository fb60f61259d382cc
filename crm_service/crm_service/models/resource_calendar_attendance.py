from odoo import api, models


class ResourceCalendarAttendance(models.Model):
    _inherit = "resource.calendar.attendance"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        self.env["crm.service.sla"]._hours_changed(lines.calendar_id)
        return lines

    def write(self, vals):
        calendars = self.calendar_id
        result = super().write(vals)
        self.env["crm.service.sla"]._hours_changed(calendars | self.calendar_id)
        return result

    def unlink(self):
        calendars = self.calendar_id
        result = super().unlink()
        self.env["crm.service.sla"]._hours_changed(calendars)
        return result
