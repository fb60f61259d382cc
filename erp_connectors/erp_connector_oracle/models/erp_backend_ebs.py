from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.ebs_packages import SHIPPED
from ..engine.ebs_profile import ProfileError, laid_over
from ..engine.ebs_rules import SITE


class ErpBackend(models.Model):
    """What a backend needs to know about an Oracle E-Business Suite."""

    _inherit = "erp.backend"

    oracle_responsibility = fields.Char("Responsibility", help="Its key, for example ORDER_MGMT_SUPER_USER.")
    oracle_resp_application = fields.Char("Application of the Responsibility", help="Its short name, for example ONT.")
    oracle_security_group = fields.Char("Security Group", default="STANDARD")
    oracle_nls_language = fields.Char("Language", default="AMERICAN", help="Language of Oracle's own messages.")
    oracle_org_id = fields.Char("Operating Unit ID")
    oracle_profile = fields.Text(
        "Profile",
        help="JSON: which procedures of your site take which document, where they are not Oracle's own. See the readme.",
    )
    oracle_cancel_reason = fields.Char("Reason of a Cancellation", default="Not provided")
    oracle_order_source_id = fields.Char("Order Source ID")
    oracle_order_type_id = fields.Char("Order Type ID")
    oracle_price_list_id = fields.Char("Price List ID")
    oracle_salesrep_id = fields.Char("Salesperson ID")
    oracle_batch_source_id = fields.Char("Batch Source ID")
    oracle_invoice_type_id = fields.Char("Invoice Type ID")
    oracle_credit_note_type_id = fields.Char("Credit Memo Type ID")
    oracle_term_id = fields.Char("Payment Term ID", help="Unless the value map “payment_term” says otherwise.")

    def _prepare_options(self):
        options = super()._prepare_options()
        if self.dialect != "oracle_ebs":
            return options
        return options | {
            "soa": {
                "Responsibility": self.oracle_responsibility or "",
                "RespApplication": self.oracle_resp_application or "",
                "SecurityGroup": self.oracle_security_group or "",
                "NLSLanguage": self.oracle_nls_language or "",
                "Org_Id": self.oracle_org_id or "",
            },
            "profile": self.oracle_profile or "",
            "cancel_reason": self.oracle_cancel_reason or "",
            "site": self._oracle_site(SITE),
            "followed_orders": self._oracle_followed_orders(),
        }

    @api.model
    def _gap_fields(self):
        return [*super()._gap_fields(), "oracle_responsibility", "oracle_resp_application"]

    def _gaps(self):
        gaps = super()._gaps()
        if self.dialect == "oracle_ebs" and not (self.oracle_responsibility and self.oracle_resp_application):
            gaps.append(self.env._("E-Business Suite needs a responsibility and its application."))
        return gaps

    @api.constrains("dialect", "oracle_profile")
    def _check_oracle_ebs(self):
        for backend in self.filtered(lambda backend: backend.dialect == "oracle_ebs"):
            try:
                laid_over(SHIPPED, backend.oracle_profile)
            except ProfileError as error:
                raise ValidationError(self.env._("The profile cannot be used: %s", self._say(str(error)))) from None
