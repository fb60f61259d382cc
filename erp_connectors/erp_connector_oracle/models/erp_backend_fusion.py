from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.fusion_rules import SITE
from ..engine.fusion_services import read_paths


class ErpBackend(models.Model):
    """What a backend needs to know about an Oracle Fusion Cloud."""

    _inherit = "erp.backend"

    oracle_login = fields.Selection(
        [
            ("basic", "User and Password (HTTP)"),
            ("wss", "User and Password in the Message (WS-Security)"),
            ("bearer", "Access Token"),
        ],
        "Sign In With",
        default="basic",
        help="The access token is the key of this backend; somebody has to renew it.",
    )
    oracle_source_system = fields.Char(
        "Source System", default="ODOO", help="Code of this database among Oracle's source systems."
    )
    oracle_number_by = fields.Selection(
        [
            ("number", "The Number of the Invoice Here"),
            ("key", "Our Key"),
            ("oracle", "Oracle's Own Numbering"),
        ],
        "Invoices Are Numbered By",
        default="number",
        help="With a number of ours Oracle itself refuses a second invoice with it. With Oracle's own numbering an "
        "invoice whose fate is unknown goes to a person.",
    )
    oracle_journal_way = fields.Selection(
        [("service", "Web Service"), ("bulk", "File-Based Import")],
        "Journal Entries By",
        default="bulk",
        help="A file can be looked for by its name, so an entry whose fate is unknown is found again. What was handed "
        "to the web service cannot be asked for: it goes to a person.",
    )
    oracle_account_pattern = fields.Char(
        "Account Pattern", help="The segments of your chart around the account, for example 101.10.{account}.000"
    )
    oracle_poll_for = fields.Integer("Wait for an Import (Seconds)", default=120)
    oracle_applied_codes = fields.Char(
        "“Applied Already” Errors",
        default="ALREADY_APPLIED,ALREADY APPLIED",
        help="Codes or words by which Oracle says that a receipt settles this invoice already.",
    )
    oracle_paths = fields.Text("Service Paths", help="Only what differs, one a line: invoice=/fscmService/…")
    oracle_business_unit = fields.Char("Business Unit")
    oracle_business_unit_id = fields.Char("Business Unit ID")
    oracle_order_type = fields.Char("Order Type Code")
    oracle_transaction_source = fields.Char(
        "Transaction Source", help="Batch source of our invoices. No other system may number its invoices in it."
    )
    oracle_invoice_type = fields.Char("Invoice Type")
    oracle_credit_note_type = fields.Char("Credit Memo Type")
    oracle_bill_to_location = fields.Char("Bill-To Location")
    oracle_conversion_type = fields.Char("Conversion Rate Type", help="For invoices in a foreign currency: Corporate.")
    oracle_payment_term = fields.Char("Payment Term", help="Unless the value map “payment_term” says otherwise.")
    oracle_memo_line = fields.Char("Memo Line", help="For lines without a product.")
    oracle_ledger_id = fields.Char("Ledger ID")
    oracle_journal_source = fields.Char("Journal Source")
    oracle_journal_category = fields.Char("Journal Category")
    oracle_access_set = fields.Char("Data Access Set ID", help="The job that imports journals needs it.")

    def _prepare_options(self):
        options = super()._prepare_options()
        if self.dialect != "oracle_fusion":
            return options
        return options | {
            "login": self.oracle_login,
            "source_system": self.oracle_source_system or "",
            "number_by": self.oracle_number_by,
            "journal_way": self.oracle_journal_way,
            "account_pattern": self.oracle_account_pattern or "",
            "poll_for": self.oracle_poll_for,
            "applied_codes": self.oracle_applied_codes or "",
            "paths": read_paths(self.oracle_paths),
            "site": self._oracle_site(SITE),
            "followed_orders": self._oracle_followed_orders(),
        }

    @api.model
    def _gap_fields(self):
        return [*super()._gap_fields(), "oracle_source_system"]

    def _gaps(self):
        gaps = super()._gaps()
        if self.dialect == "oracle_fusion" and not self.oracle_source_system:
            gaps.append(self.env._("Oracle Fusion needs the code of a source system."))
        return gaps

    @api.constrains("dialect", "oracle_account_pattern", "oracle_paths")
    def _check_oracle_fusion(self):
        for backend in self.filtered(lambda backend: backend.dialect == "oracle_fusion"):
            if backend.oracle_account_pattern and "{account}" not in backend.oracle_account_pattern:
                raise ValidationError(self.env._("The account pattern has {account} in the place of the account."))
            try:
                read_paths(backend.oracle_paths)
            except ValueError as error:
                raise ValidationError(
                    self.env._("Service paths: “%s” is not a known service, “=” and a path.", error)
                ) from None
