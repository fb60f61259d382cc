from odoo import fields, models
from odoo.tools import format_date, formatLang


class ErpOpenItem(models.Model):
    _inherit = "erp.open.item"

    def _prepare_file_row(self):
        """A row of the card on the customer's page."""
        self.ensure_one()
        return {
            "label": self.name,
            "note": self.env._("Due %(date)s", date=format_date(self.env, self.due)),
            "value": formatLang(self.env, self.open_amount, currency_obj=self.currency_id),
            "badge": "danger" if self.due < fields.Date.context_today(self) else "",
            "model": "erp.open.item",
            "id": self.id,
        }
