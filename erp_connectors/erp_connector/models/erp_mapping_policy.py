from odoo import fields, models

from ..engine import conflict

POLICIES = [
    (conflict.ASK, "Ask a Person"),
    (conflict.ERP, "The ERP Wins"),
    (conflict.ODOO, "Odoo Wins"),
    (conflict.NEWEST, "The Newest Wins"),
]


class ErpMappingPolicy(models.Model):
    """Which side wins when both have changed a field."""

    _name = "erp.mapping.policy"
    _description = "ERP Conflict Policy"
    _order = "mapping_id, field_name"
    _rec_name = "field_name"

    mapping_id = fields.Many2one("erp.mapping", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="mapping_id.company_id")
    field_name = fields.Selection(
        [
            ("name", "Name"),
            ("street", "Street"),
            ("zip", "ZIP"),
            ("city", "City"),
            ("state", "State"),
            ("country_code", "Country"),
            ("phone", "Phone"),
            ("email", "Email"),
            ("website", "Website"),
            ("vat", "Tax ID"),
        ],
        "Field",
        required=True,
    )
    policy = fields.Selection(POLICIES, required=True, default=conflict.ASK)

    _field_once = models.UniqueIndex("(mapping_id, field_name)", "There is a policy for this field already.")
