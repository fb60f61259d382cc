from odoo import models
from odoo.fields import Domain
from odoo.tools import formatLang

from odoo.addons.crm_extended.models.res_partner_blocks import BLOCK_ROWS


class ResPartner(models.Model):
    """The card with the ERP's books on the customer's page."""

    _inherit = "res.partner"

    def _get_erp_item_domain(self):
        customer = Domain("partner_id", "=", self.commercial_partner_id._origin.id)
        return customer & Domain("company_id", "=", self.env.company.id)

    def _get_file_searches(self):
        # Settled items as well: a customer who owes nothing is shown a zero, one whom no ERP reports is shown no card.
        items = ("erp.open.item", self._get_erp_item_domain(), "is_open desc, due, id", BLOCK_ROWS, [])
        return super()._get_file_searches() | {"erp_items": items}

    def _prepare_file_blocks(self, found):
        return [*super()._prepare_file_blocks(found), self._prepare_erp_block(found)]

    def _prepare_erp_block(self, found):
        """Balance, credit limit, and the open items that were or are due first."""
        items = self._get_found(found, "erp_items", "erp.open.item")
        rows = [self._prepare_erp_balance_row()] if items else []
        if self.erp_has_limit or self.erp_blocked:
            rows.append(self._prepare_erp_credit_row())
        rows += [item._prepare_file_row() for item in items if item.is_open]
        title = self.env._("Open in the ERP")
        domain = self._get_erp_item_domain() & Domain("is_open", "=", True)
        return {
            "key": "erp",
            "title": title,
            "icon": "fa-balance-scale",
            "sequence": 45,
            "rows": rows,
            "action": self._prepare_file_action("erp.open.item", title, domain),
        }

    def _prepare_erp_balance_row(self):
        late = self.env._("%(amount)s overdue", amount=self._format_erp_amount(self.erp_overdue))
        overdue = self.erp_currency_id.compare_amounts(self.erp_overdue, 0) > 0
        return {
            "label": self.env._("Balance"),
            "note": late if overdue else "",
            "value": self._format_erp_amount(self.erp_balance),
            "badge": "danger" if overdue else "",
        }

    def _prepare_erp_credit_row(self):
        exceeded = (
            self.erp_has_limit and self.erp_currency_id.compare_amounts(self.erp_balance, self.erp_credit_limit) > 0
        )
        note = ""
        if self.erp_blocked:
            note = self.env._("Blocked in the ERP")
        elif exceeded:
            note = self.env._("Exceeded")
        return {
            "label": self.env._("Credit Limit"),
            "note": note,
            "value": self._format_erp_amount(self.erp_credit_limit) if self.erp_has_limit else "",
            "badge": "danger" if note else "",
        }

    def _format_erp_amount(self, amount):
        return formatLang(self.env, amount, currency_obj=self.erp_currency_id)
