from odoo import api, fields, models


class CrmHandoverPart(models.Model):
    _name = "crm.handover.part"
    _description = "Part of a Handover"
    _order = "id"

    handover_id = fields.Many2one("crm.handover", required=True, index=True, ondelete="cascade")
    key = fields.Char(required=True, readonly=True)
    label = fields.Char("What", compute="_compute_preview")
    record_count = fields.Integer("How Many", compute="_compute_preview")
    included = fields.Boolean("Goes", default=True)
    to_user_id = fields.Many2one(
        "res.users", "To Somebody Else", domain=[("share", "=", False)], help="Empty: to the successor."
    )

    @api.depends("key", "handover_id.from_user_id", "handover_id.state")
    def _compute_preview(self):
        for part in self:
            source = part._get_source()
            part.label = source and source["label"]
            if part.handover_id.state == "draft":
                part.record_count = source and len(part.handover_id._find(source))
            else:
                part.record_count = part.handover_id.line_ids.mapped("key").count(part.key)

    def _get_source(self):
        self.ensure_one()
        return next((source for source in self.handover_id._get_sources() if source["key"] == self.key), None)

    def action_show(self):
        """Show the records of this part, as far as the reader may see them."""
        self.ensure_one()
        source = self._get_source()
        return {
            "type": "ir.actions.act_window",
            "name": self.label,
            "res_model": source["model"],
            "domain": [("id", "in", self.handover_id._find(source).ids)],
            "views": [(False, "list"), (False, "form")],
        }
