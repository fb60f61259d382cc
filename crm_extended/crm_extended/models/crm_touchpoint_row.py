from odoo import fields, models
from odoo.tools import formatLang

from .res_partner_file import ICONS


class CrmTouchpoint(models.Model):
    _inherit = "crm.touchpoint"

    def _prepare_timeline_row(self):
        """What the timeline shows of one touchpoint. Times are UTC; the browser knows the reader's zone."""
        self.ensure_one()
        return {
            "id": self.id,
            "when": fields.Datetime.to_string(self.occurred_at),
            "icon": ICONS.get(self.channel, "fa-circle-o"),
            "channel": self.channel,
            "title": self._get_label("kind"),
            "channel_name": self._get_label("channel"),
            "direction": self.direction,
            "subject": self.subject or "",
            "detail": self.detail or "",
            # sudo: the names of the people in a touchpoint are part of it, whatever else of them may be read.
            "contact": self.sudo().partner_id.name or "",
            "person": self.sudo().user_id.name or "",
            "amount": formatLang(self.env, self.amount, currency_obj=self.currency_id) if self.amount else "",
            "opens": bool(self.res_id),
        }

    def _get_label(self, name):
        return dict(self._fields[name]._description_selection(self.env)).get(self[name], "")
