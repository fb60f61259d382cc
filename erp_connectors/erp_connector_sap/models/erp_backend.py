import json

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.ecc import SapEcc
from ..engine.ecc_profile import ProfileError, functions
from ..engine.s4 import PATHS, SapS4

DIALECTS = ("sap_s4", "sap_ecc")
# Values of the site that a mapping names: {company_code} and so on.
CONSTANTS = (
    *("company_code", "sales_organization", "distribution_channel", "division", "order_type", "posting_user"),
    *("invoice_type", "credit_note_type", "payment_type", "entry_type"),
    *("partner_group", "reconciliation_account"),
    *("plant", "shipping_point", "reference_customer", "credit_control_area"),
)


class ErpBackend(models.Model):
    """What one SAP system is called: its organisation, its document types, its addresses, its functions."""

    _inherit = "erp.backend"

    dialect = fields.Selection(
        selection_add=[("sap_s4", "SAP S/4HANA"), ("sap_ecc", "SAP ECC (BAPI)")],
        ondelete=dict.fromkeys(DIALECTS, "cascade"),
    )
    sap_company_code = fields.Char("Company Code", size=4)
    sap_sales_organization = fields.Char("Sales Organization", size=4)
    sap_distribution_channel = fields.Char("Distribution Channel", size=2)
    sap_division = fields.Char("Division", size=2)
    sap_order_type = fields.Char("Order Type", size=4, default="OR")
    sap_invoice_type = fields.Char("Document Type of Invoices", size=2, default="DR")
    sap_credit_note_type = fields.Char("Document Type of Credit Notes", size=2, default="DG")
    sap_payment_type = fields.Char("Document Type of Payments", size=2, default="DZ")
    sap_entry_type = fields.Char("Document Type of Entries", size=2, default="SA")
    sap_posting_user = fields.Char("Posting User", size=12, help="The SAP user under whose name documents are posted.")

    sap_sender = fields.Char("Sender System", help="How this Odoo is called in SAP's communication system.")
    sap_recipient = fields.Char("Recipient System")
    sap_partner_group = fields.Char(
        "Number Range of Partners", size=4, help="Grouping that gives a partner its number."
    )
    sap_reconciliation_account = fields.Char("Reconciliation Account", size=10)
    sap_roles = fields.Char("Roles of a Customer", default="FLCU00,FLCU01", help="Separated by commas.")
    sap_sold_to_function = fields.Char("Function of the Sold-to Party", size=2, default="AG")
    sap_price_condition = fields.Char(
        "Condition Type of Prices",
        size=4,
        help="Manual price condition that takes the price of the order line. Empty: SAP finds its own price.",
    )
    sap_rejection_reason = fields.Char(
        "Rejection Reason",
        size=2,
        help="A cancelled order has its items rejected with this reason. Empty: the order is deleted in SAP.",
    )
    sap_journal = fields.Selection(
        [("async", "Asynchronously"), ("sync", "Synchronously")],
        "Journal Entries",
        default="async",
        help="Asynchronously SAP drops a second sending by itself. Synchronously the answer comes at once, but after a "
        "broken connection a person has to look whether the document was posted.",
    )
    sap_customer_path = fields.Char("Business Partner Service", default=PATHS["customer"])
    sap_order_path = fields.Char("Sales Order Service", default=PATHS["order"])
    sap_journal_sync_path = fields.Char("Journal Service (Synchronous)", default=PATHS["journal_sync"])
    sap_journal_async_path = fields.Char("Journal Service (Asynchronous)", default=PATHS["journal_async"])

    sap_plant = fields.Char("Plant", size=4)
    sap_shipping_point = fields.Char("Shipping Point", size=4)
    sap_reference_customer = fields.Char(
        "Reference Customer", size=10, help="New customers are created after the pattern of this one."
    )
    sap_credit_control_area = fields.Char("Credit Control Area", size=4)
    sap_language = fields.Char("Language of Messages", size=2, help="For example EN, ZH or DE.")
    sap_profile = fields.Text(
        "Functions of This Site",
        help='What differs from the functions this addon knows, as JSON: {"order_create": {"function": "ZORDER", '
        '"path": "/sap/bc/srt/rfc/sap/zorder/{client}/zorder/zorder"}}.',
    )

    @api.model
    def _dialect_classes(self):
        return super()._dialect_classes() | {"sap_s4": SapS4, "sap_ecc": SapEcc}

    def _prepare_options(self):
        options = super()._prepare_options()
        if self.dialect not in DIALECTS:
            return options
        constants = {name: self[f"sap_{name}"] or "" for name in CONSTANTS}
        options |= {"constants": constants | {"currency": self.company_id.currency_id.name}}
        if self.dialect == "sap_ecc":
            return options | {"language": self.sap_language or "", "profile": self._sap_profile()}
        names = ("sender", "recipient", "roles", "sold_to_function", "price_condition", "rejection_reason", "journal")
        options |= {name: self[f"sap_{name}"] or "" for name in names}
        return options | {"paths": {service: self[f"sap_{service}_path"] or "" for service in PATHS}}

    def _sap_profile(self):
        return json.loads(self.sap_profile or "{}")

    @api.constrains("dialect", "sap_profile")
    def _check_sap_profile(self):
        for backend in self.filtered(lambda backend: backend.dialect == "sap_ecc"):
            try:
                profile = backend._sap_profile()
                if not isinstance(profile, dict) or not all(isinstance(one, dict) for one in profile.values()):
                    raise ProfileError(self.env._("every function is named and described"))
                functions(profile)
            except (ValueError, TypeError) as problem:
                raise ValidationError(
                    self.env._("The functions of this site cannot be read: %s", self._say(str(problem)))
                ) from problem

    @api.constrains("dialect", "erp_company")
    def _check_sap_client(self):
        for backend in self.filtered(lambda backend: backend.dialect in DIALECTS and backend.erp_company):
            if not (backend.erp_company.isdigit() and len(backend.erp_company) == 3):
                raise ValidationError(self.env._("The company in the ERP is SAP's client: three digits such as 100."))
