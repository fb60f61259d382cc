from odoo import fields, models

from ..engine import conflict
from .erp_mapping_policy import POLICIES


class ErpMapping(models.Model):
    _inherit = "erp.mapping"

    conflict_policy = fields.Selection(
        POLICIES,
        "When Both Changed",
        required=True,
        default=conflict.ASK,
        help="What becomes of a field that was changed here and in the ERP since both last agreed. Both values are "
        "kept in the list of conflicts, whoever wins.",
    )
    policy_ids = fields.One2many("erp.mapping.policy", "mapping_id", "Field by Field", copy=True)

    def _conflict_policies(self):
        """({field: policy}, policy of every other field); without a mapping a person is asked."""
        return {line.field_name: line.policy for line in self.policy_ids}, self.conflict_policy or conflict.ASK
