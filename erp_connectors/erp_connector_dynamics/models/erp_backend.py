from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine import posting, words
from ..engine.dynamics import BATCH, KEY_FIELDS, SERVICES, Dynamics
from ..engine.journals import PAGES as JOURNALS


class ErpBackend(models.Model):
    """What a backend needs to know about a NAV or Business Central: login, page names, key fields."""

    _inherit = "erp.backend"

    dialect = fields.Selection(
        selection_add=[("dynamics", "Dynamics NAV / Business Central")], ondelete={"dynamics": "cascade"}
    )
    dynamics_login = fields.Selection(
        [
            ("basic", "User and Web Service Key"),
            ("ntlm", "Windows Account (NTLM)"),
            ("oauth2", "Microsoft Entra Application"),
            ("bearer", "Access Token"),
        ],
        "Sign In With",
        default="basic",
        help="Business Central in the cloud takes a Microsoft Entra application: client id as login, secret as "
        "password.",
    )
    dynamics_token_url = fields.Char(
        "Token Address", help="For example https://login.microsoftonline.com/your-tenant/oauth2/v2.0/token"
    )
    dynamics_scope = fields.Char("Scope", default="https://api.businesscentral.dynamics.com/.default")
    dynamics_customer_page = fields.Char("Customer Page", default=SERVICES["customer"])
    dynamics_product_page = fields.Char("Item Page", default=SERVICES["product"])
    dynamics_order_page = fields.Char("Sales Order Page", default=SERVICES["order"])
    dynamics_invoice_page = fields.Char("Posted Invoice Page", default=SERVICES["invoice"])
    dynamics_entry_page = fields.Char("Customer Ledger Page", default=SERVICES["entry"])
    dynamics_sales_invoice_page = fields.Char(
        "Sales Invoice Page",
        default=SERVICES["sales_invoice"],
        help="Only where Odoo's invoices go to Dynamics. They arrive there unposted.",
    )
    dynamics_credit_memo_page = fields.Char("Sales Credit Memo Page", default=SERVICES["credit_memo"])
    dynamics_posted_credit_page = fields.Char(
        "Posted Credit Memo Page",
        default=SERVICES["posted_credit"],
        help="Credit memos are read where this page is published. Needed where Odoo's credit notes go to Dynamics.",
    )
    dynamics_shipment_page = fields.Char(
        "Posted Shipment Page", default=SERVICES["shipment"], help="Empty: deliveries are not read."
    )
    dynamics_application_page = fields.Char(
        "Detailed Ledger Page",
        default=SERVICES["application"],
        help="Detailed customer ledger entries, from which payments are read one by one. Empty: an invoice is only read "
        "as paid when all of it is.",
    )
    dynamics_cash_receipt_page = fields.Char(
        "Cash Receipt Journal Page",
        default=SERVICES["cash_receipt"],
        help="Only where Odoo's payments go to Dynamics. They arrive there unposted.",
    )
    dynamics_payment_batch = fields.Char(
        "Payment Batch", default=BATCH, help="Batch of the cash receipt journal in which payments arrive."
    )
    dynamics_general_journal_page = fields.Char(
        "General Journal Page",
        default=SERVICES["general_journal"],
        help="Only where journal entries go to Dynamics. They arrive there unposted.",
    )
    dynamics_journal_entry_batch = fields.Char(
        "Entry Batch", default=BATCH, help="Batch of the general journal in which entries arrive."
    )
    dynamics_ledger_page = fields.Char(
        "General Ledger Page",
        default=SERVICES["ledger"],
        help="Where an entry is looked for that has left the journal because it was posted.",
    )
    dynamics_posting = fields.Text(
        "Posting",
        help="Empty: what Odoo sends arrives unposted. Otherwise one line for each kind of document (invoice, credit_note, "
        "payment, journal_entry) with the codeunit of your site that posts it, its function and its parameters, for "
        "example: invoice = OdooPosting.PostInvoice(documentNo={number}). {number}, {key} and {batch} are filled in.",
    )
    dynamics_customer_key = fields.Char(
        "Customer Key Field",
        default=KEY_FIELDS["customer"],
        help="Field of the page that carries our key, so that a customer is never created twice.",
    )
    dynamics_product_key = fields.Char("Item Key Field", default=KEY_FIELDS["product"])
    dynamics_order_key = fields.Char("Order Key Field", default=KEY_FIELDS["order"])
    dynamics_page_size = fields.Integer("Rows per Page", default=100)
    dynamics_date_format = fields.Selection(
        [
            ("iso", "Year-Month-Day (2026-11-22)"),
            ("us", "Month/Day/Year (11/22/2026)"),
            ("uk", "Day/Month/Year (22/11/2026)"),
            ("dots", "Day.Month.Year (22.11.2026)"),
        ],
        "Dates in Filters",
        default="iso",
        required=True,
        help="How the language of the Dynamics server writes a day. A reconciliation asks for the documents of a period "
        "and fails when Dynamics cannot read the days.",
    )

    @api.model
    def _secret_addresses(self):
        return [*super()._secret_addresses(), "dynamics_token_url"]

    @api.onchange("dynamics_token_url")
    def _onchange_dynamics_token_url(self):
        return self._warn_of_another_server("dynamics_token_url")

    @api.model
    def _dialect_classes(self):
        return super()._dialect_classes() | {"dynamics": Dynamics}

    @api.model
    def _dialect_words(self):
        return super()._dialect_words() | {
            words.NOT_IN_PAGE: self.env._("publish this field on the page in Dynamics, or take it out of the mapping"),
            words.NO_SERVICE: self.env._(
                "publish the page as a web service in Dynamics and write its name into the backend"
            ),
            words.CHANGED: self.env._("somebody keeps changing this record in Dynamics: try again later"),
            words.NO_DOCUMENT: self.env._(
                "Dynamics does not have this document any more: look whether it was posted or deleted there"
            ),
            words.NO_CODEUNIT: self.env._(
                "publish the codeunit as a web service in Dynamics and write its name into the backend"
            ),
            words.NOT_IN_CODEUNIT: self.env._(
                "write function and parameters into the backend as the codeunit publishes them"
            ),
            words.NOT_POSTED: self.env._(
                "the document waits in Dynamics: correct there what it names and send again, or post it there"
            ),
            words.POSTED: self.env._("the order has been posted in Dynamics: correct it there with a credit memo"),
            words.REFUSALS["RecordNotFound"][1]: self.env._(
                "a value names something that Dynamics does not have: correct it or create it there"
            ),
            words.REFUSALS["DuplicateKey"][1]: self.env._(
                "there is one with this number in Dynamics already: match the two instead"
            ),
            words.REFUSALS["TestField"][1]: self.env._(
                "a field that Dynamics needs is empty: add it to the mapping or to the record"
            ),
            words.REFUSALS["FieldValidation"][1]: self.env._(
                "Dynamics does not accept a value: correct the record and send it again"
            ),
            words.REFUSALS["Permission"][1]: self.env._("give the backend's user the right in Dynamics"),
            words.OTHER[1]: self.env._("correct what Dynamics names and send it again"),
        }

    def _prepare_options(self):
        options = super()._prepare_options()
        if self.dialect != "dynamics":
            return options
        return options | {
            "login": self.dynamics_login,
            "token_url": self.dynamics_token_url or "",
            "scope": self.dynamics_scope or "",
            "services": {kind: self[f"dynamics_{kind}_page"] or "" for kind in SERVICES},
            "key_fields": {kind: self[f"dynamics_{kind}_key"] or "" for kind in KEY_FIELDS},
            "batches": {kind: self[f"dynamics_{kind}_batch"] or "" for kind in JOURNALS},
            "posting": self.dynamics_posting or "",
            "page_size": self.dynamics_page_size,
            "date_format": self.dynamics_date_format,
            "key_prefix": self.key_prefix,
            # NAV leaves the currency of a document empty where it is the company's own.
            "local_currency": self.company_id.currency_id.name,
        }

    @api.model
    def _gap_fields(self):
        return [*super()._gap_fields(), "dynamics_login", "dynamics_token_url"]

    def _gaps(self):
        gaps = super()._gaps()
        if self.dialect == "dynamics" and not self.erp_company:
            gaps.append(self.env._("Dynamics needs the name of the company: it is part of the address."))
        if self.dialect == "dynamics" and self.dynamics_login == "oauth2" and not self.dynamics_token_url:
            gaps.append(self.env._("A Microsoft Entra application needs a token address (https://…)."))
        return gaps

    @api.constrains("dialect", "dynamics_posting")
    def _check_dynamics_posting(self):
        for backend in self.filtered(lambda backend: backend.dialect == "dynamics"):
            try:
                posting.postings(backend.dynamics_posting)
            except ValueError as error:
                raise ValidationError(self.env._("“%s” names no codeunit, function and parameters.", error)) from None

    @api.constrains("dialect", "dynamics_token_url", "dynamics_page_size")
    def _check_dynamics(self):
        for backend in self.filtered(lambda backend: backend.dialect == "dynamics"):
            if not (backend.dynamics_token_url or "https://").startswith("https://"):
                raise ValidationError(self.env._("A Microsoft Entra application needs a token address (https://…)."))
            if backend.dynamics_page_size < 1:
                raise ValidationError(self.env._("A page has at least one row."))
