from odoo import fields, models


class StockLot(models.Model):
    _inherit = "stock.lot"

    asset_ids = fields.One2many("crm.asset", "lot_id", "Assets", groups="crm_service.group_agent")
    asset_count = fields.Integer(compute="_compute_asset_count", groups="crm_service.group_agent")

    def _compute_asset_count(self):
        counts = dict(self.env["crm.asset"]._read_group([("lot_id", "in", self.ids)], ["lot_id"], ["__count"]))
        for lot in self:
            lot.asset_count = counts.get(lot, 0)

    def action_assets(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_service.asset_action")
        return {**action, "domain": [("lot_id", "=", self.id)], "context": {}}
