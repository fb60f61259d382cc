from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _action_done(self):
        result = super()._action_done()
        self.filtered(lambda picking: picking.state == "done")._follow_at_customer()
        return result

    def _follow_at_customer(self):
        """Assets follow what left for customers and what came back. Doing it again changes nothing."""
        # sudo: the warehouse delivers, service keeps the assets.
        lines = self.sudo().move_line_ids.filtered(
            lambda line: line.state == "done" and line.product_id.is_serviced and line.quantity > 0
        )
        lines.filtered(lambda line: line._goes_to_customer())._deliver_assets()
        lines.filtered(lambda line: line._comes_from_customer())._return_assets()
