from odoo import models

from .crm_asset import MOST_UNITS


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _action_confirm(self):
        result = super()._action_confirm()
        self._create_assets()
        return result

    def _create_assets(self):
        """One asset per unit of a serviced product. Confirming again makes none twice."""
        # sudo: a salesperson sells the product, service keeps the asset.
        Asset = self.env["crm.asset"].sudo().with_context(active_test=False)
        lines = self.order_line.filtered(lambda line: line.product_id.is_serviced and not line.display_type)
        known = {
            (asset.sale_line_id.id, asset.unit): asset for asset in Asset.search([("sale_line_id", "in", lines.ids)])
        }
        new, again = [], Asset
        for line in lines:
            for unit in range(1, line._asset_units() + 1):
                asset = known.get((line.id, unit))
                if asset:
                    again |= asset
                else:
                    new.append(line._prepare_asset(unit))
        again.filtered(lambda asset: not asset.active).active = True
        return Asset.create(new)

    def _action_cancel(self):
        result = super()._action_cancel()
        # sudo: as for creation. What stands at the customer already stays: it has to be fetched first.
        assets = (
            self.env["crm.asset"]
            .sudo()
            .search([("sale_line_id", "in", self.order_line.ids), ("state", "=", "ordered")])
        )
        assets.active = False
        assets.plan_ids.active = False
        return result


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _asset_units(self):
        """How many assets a line stands for. A line of thousands is a consumable, not an installed base."""
        units = int(self.product_uom_id._compute_quantity(self.product_uom_qty, self.product_id.uom_id))
        return units if 0 < units <= MOST_UNITS else 0

    def _prepare_asset(self, unit):
        return {
            "product_id": self.product_id.id,
            "partner_id": self.order_id.partner_id.id,
            "site_id": self.order_id.partner_shipping_id.id,
            "company_id": self.company_id.id,
            "sale_line_id": self.id,
            "unit": unit,
            "state": "ordered",
        }
