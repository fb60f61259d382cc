from odoo import fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    service_request_id = fields.Many2one(
        "crm.service.request",
        "Service Request",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        help="Service found this opportunity: its revenue is credited to the service team.",
    )
    service_asset_id = fields.Many2one(
        "crm.asset", "Asset", index="btree_not_null", ondelete="set null", copy=False, help="The product it is about."
    )

    def _merge_get_fields(self):
        return [*super()._merge_get_fields(), "service_request_id", "service_asset_id"]
