from odoo import fields, models


class CrmAsset(models.Model):
    _inherit = "crm.asset"

    lot_id = fields.Many2one(
        "stock.lot", "Lot/Serial", readonly=True, copy=False, index="btree_not_null", check_company=True
    )
    picking_id = fields.Many2one(
        "stock.picking", "Delivered By", readonly=True, copy=False, index="btree_not_null", check_company=True
    )
    delivery_line_id = fields.Many2one("stock.move.line", readonly=True, copy=False, index="btree_not_null")
    delivery_unit = fields.Integer(readonly=True, copy=False)

    _delivered_once = models.UniqueIndex(
        "(delivery_line_id, delivery_unit) WHERE delivery_line_id IS NOT NULL",
        "This delivered unit is an asset already.",
    )
    _lot_once = models.UniqueIndex(
        "(lot_id, commercial_partner_id) WHERE lot_id IS NOT NULL", "This customer has this serial number already."
    )

    def _end_at_customer(self):
        """It is not at this customer any more: neither warranty nor maintenance go on."""
        self.state = "retired"
        # The serial number is free for the next customer before his asset is written.
        self.flush_recordset(["state"])
        self.plan_ids.active = False
        self.entitlement_ids.filtered(lambda entitlement: entitlement.kind == "warranty").active = False
