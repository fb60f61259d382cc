from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import formatLang

from ..engine import credit


class SaleOrder(models.Model):
    """Does the customer's credit in the ERP carry this order?"""

    _inherit = "sale.order"

    erp_credit_warning = fields.Char(compute="_compute_erp_credit_warning", groups="base.group_user")

    @api.depends("partner_id", "amount_total", "currency_id", "company_id", "state")
    def _compute_erp_credit_warning(self):
        asked = self.filtered(
            lambda order: order.state in ("draft", "sent") and order.company_id.erp_credit_policy != credit.IGNORE
        )
        (self - asked).erp_credit_warning = False
        for order in asked:
            order.erp_credit_warning = order._erp_credit_concern()

    def _erp_credit_concern(self):
        """A sentence about what speaks against this order, False when nothing does."""
        self.ensure_one()
        partner = self.partner_id.commercial_partner_id
        if not partner:
            return False
        # sudo: the check looks at all of the customer's orders and items; only its outcome is told.
        customer = partner.sudo().with_company(self.company_id)
        limit, blocked = customer._erp_credits().get(partner.id, (None, False))
        exposure = self._erp_exposure(customer)
        found = credit.concern(exposure, limit, blocked)
        if found == credit.BLOCKED:
            return self.env._("%s is blocked in the ERP.", partner.name)
        if found != credit.OVER:
            return False
        amounts = (exposure.open_items, exposure.ordered, exposure.order, exposure.total, limit)
        currency = self.company_id.currency_id
        names = ("open", "ordered", "order", "total", "limit")
        shown = {
            name: formatLang(self.env, float(amount), currency_obj=currency)
            for name, amount in zip(names, amounts, strict=True)
        }
        return self.env._(
            "The credit limit in the ERP is %(limit)s. Open items %(open)s, orders not invoiced yet %(ordered)s and this "
            "order %(order)s make %(total)s.",
            **shown,
        )

    def _erp_exposure(self, customer):
        open_items = sum((customer._erp_ageing().get(customer.id) or {}).values(), Decimal(0))
        company, day = self.company_id, fields.Date.context_today(self)
        this = self.currency_id._convert(self.amount_total, company.currency_id, company, day)
        return credit.Exposure(open_items, self._erp_ordered(customer), Decimal(str(this)))

    def _erp_ordered(self, customer):
        """What the customer's confirmed orders will still be invoiced for, with tax, in the company's currency."""
        self.env["sale.order.line"].flush_model()
        self.env["sale.order"].flush_model()
        ((amount,),) = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(sum(l.price_total * GREATEST(l.product_uom_qty - l.qty_invoiced, 0)
                                    / l.product_uom_qty / COALESCE(NULLIF(o.currency_rate, 0), 1)), 0)::numeric(18, 6)::text
                  FROM sale_order_line l JOIN sale_order o ON o.id = l.order_id JOIN res_partner p ON p.id = o.partner_id
                 WHERE o.state = 'sale' AND o.company_id = %s AND p.commercial_partner_id = %s
                   AND l.display_type IS NULL AND l.is_downpayment IS NOT TRUE AND l.product_uom_qty > 0 AND o.id <> %s
                """,
                self.company_id.id,
                customer.id,
                self._origin.id or 0,
            )
        )
        return Decimal(amount)

    def _confirmation_error_message(self):
        """The credit check stops a confirmation as a wrong order does, for every door that confirms."""
        return super()._confirmation_error_message() or self._erp_credit_stop()

    def _erp_credit_stop(self):
        policy = self.company_id.erp_credit_policy
        # What has been paid already is no credit.
        paid = self.currency_id.compare_amounts(self.amount_paid, self.amount_total) >= 0
        if policy == credit.IGNORE or (paid and self.amount_total > 0):
            return False
        words = self._erp_credit_concern()
        if not credit.stops(policy, words):
            return False
        if self.env.user.has_group("erp_connector.group_erp_credit_override"):
            return False
        if not self.env.user._is_internal():
            # A customer who signs in the portal is not told what we have written about them in our books.
            return self.env._("We have to look at this order before it is confirmed. Please contact your salesperson.")
        return self.env._("%s Ask somebody who may override the credit check to confirm the order.", words)

    def action_confirm(self):
        """Note in the history who confirmed an order that the credit check speaks against."""
        against = {}
        for order in self.filtered(lambda order: order.company_id.erp_credit_policy == credit.BLOCK):
            if order.state in ("draft", "sent") and (words := order._erp_credit_concern()):
                against[order] = words
        result = super().action_confirm()
        for order, words in against.items():
            if order.state == "sale":
                who = self.env.user.name
                order.message_post(
                    body=self.env._("%(who)s confirmed the order all the same. %(why)s", who=who, why=words)
                )
        return result
