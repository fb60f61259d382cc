from odoo import fields, models
from odoo.fields import Domain

from odoo.addons.crm_service.models.crm_asset import MOST_UNITS


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _goes_to_customer(self):
        return self.location_dest_id.usage == "customer" and self.location_id.usage != "customer"

    def _comes_from_customer(self):
        return self.location_id.usage == "customer" and self.location_dest_id.usage != "customer"

    def _customer(self):
        """Whose asset it is: the order's customer, else whom it was sent to. `site` is where it stands."""
        site = self.picking_id.partner_id or self.move_id.partner_id
        return self.move_id.sale_line_id.order_id.partner_id or site, site

    def _units(self):
        """Whole units in the product's own unit. A line of thousands is a consumable, not an installed base."""
        units = int(self.product_uom_id._compute_quantity(self.quantity, self.product_id.uom_id))
        return units if 0 < units <= MOST_UNITS else 0

    # what leaves

    def _deliver_assets(self):
        Asset = self.env["crm.asset"].with_context(active_test=False)
        known = {
            (asset.delivery_line_id.id, asset.delivery_unit)
            for asset in Asset.search([("delivery_line_id", "in", self.ids)])
        }
        ordered = self._ordered_assets()
        owned = Asset.search(
            Domain("lot_id", "in", self.lot_id.ids)
            | Domain("lot_id", "=", False)
            & Domain("serial", "in", [name for name in self.lot_id.mapped("name") if name]),
            order="id",
        )
        new = []
        for line in self.filtered(lambda line: line._customer()[0]):
            serial = line.product_id.tracking == "serial" and line.lot_id
            if not serial and not line.company_id.service_assets_without_serial:
                continue
            for unit in range(1, (1 if serial else line._units()) + 1):
                if (line.id, unit) in known:
                    continue
                values = line._prepare_delivered_asset(unit)
                asset = line._asset_again(owned) if serial else Asset
                asset = asset or line._take_ordered(ordered)
                if asset:
                    line._install(asset, values)
                else:
                    new.append(values)
        return Asset.create(new)

    def _ordered_assets(self):
        """{order line id: its assets that wait for delivery}."""
        waiting = self.env["crm.asset"].search(
            [("sale_line_id", "in", self.move_id.sale_line_id.ids), ("state", "=", "ordered")], order="unit"
        )
        return {line.id: list(assets) for line, assets in waiting.grouped("sale_line_id").items()}

    def _take_ordered(self, ordered):
        waiting = ordered.get(self.move_id.sale_line_id.id)
        return waiting.pop(0) if waiting else self.env["crm.asset"]

    def _asset_again(self, owned):
        """The customer's asset of this serial number, who gets it back. Another customer's asset of it ends."""
        customer = self._customer()[0].commercial_partner_id
        same = owned.filtered(self._is_serial_of)
        mine = same.filtered(lambda asset: asset.commercial_partner_id == customer)
        (same - mine).filtered(lambda asset: asset.state != "retired")._end_at_customer()
        return mine[:1]

    def _is_serial_of(self, asset):
        """True for an asset of this very serial number, also when its number was typed in by hand."""
        if asset.lot_id or asset.company_id != self.company_id or asset.product_id != self.product_id:
            return asset.lot_id == self.lot_id
        return asset.serial == self.lot_id.name

    def _install(self, asset, values):
        changes = {
            name: values[name] for name in ("picking_id", "delivery_line_id", "delivery_unit", "active", "state")
        }
        if self.lot_id and self.product_id.tracking == "serial":
            changes |= {"lot_id": self.lot_id.id, "serial": self.lot_id.name}
        if asset.state in ("ordered", "retired"):
            # What comes back from repair keeps the warranty that it had.
            changes["date_installed"] = values["date_installed"]
        asset.write(changes)
        asset.plan_ids.filtered(lambda plan: not plan.request_ids).write({"date_start": values["date_installed"]})

    def _prepare_delivered_asset(self, unit):
        customer, site = self._customer()
        serial = self.product_id.tracking == "serial" and self.lot_id
        moment = self.picking_id.date_done or fields.Datetime.now()
        return {
            "active": True,
            "product_id": self.product_id.id,
            "partner_id": customer.id,
            "site_id": site.id,
            "company_id": self.company_id.id,
            "lot_id": serial.id if serial else False,
            "serial": serial.name if serial else False,
            "picking_id": self.picking_id.id,
            "delivery_line_id": self.id,
            "delivery_unit": unit,
            "state": "installed",
            "date_installed": fields.Datetime.context_timestamp(self, moment).date(),
        }

    # what comes back

    def _return_assets(self):
        """Goods that are credited are the customer's no more; others are in repair until they go out again."""
        Asset = self.env["crm.asset"]
        here = ["installed", "repair"]
        by_lot = Asset.search([("lot_id", "in", self.lot_id.ids), ("state", "in", here)])
        origins = self.move_id.origin_returned_move_id.move_line_ids
        by_line = Asset.search([("delivery_line_id", "in", origins.ids), ("state", "in", here)], order="id desc")
        for line in self:
            if line.product_id.tracking == "serial" and line.lot_id:
                assets = by_lot.filtered(lambda asset, line=line: asset.lot_id == line.lot_id)
            else:
                sent = line.move_id.origin_returned_move_id.move_line_ids
                assets = by_line.filtered(lambda asset, sent=sent: asset.delivery_line_id in sent)[: line._units()]
                by_line -= assets
            if line.move_id.to_refund:
                assets._end_at_customer()
            else:
                assets.filtered(lambda asset: asset.state == "installed").state = "repair"
