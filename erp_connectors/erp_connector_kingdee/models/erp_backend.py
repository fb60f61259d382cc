from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine import words
from ..engine.eas import BALANCE_COLUMNS, KingdeeEas
from ..engine.k3_entries import CARRIER, FROM_QUANTITY, SITE_FIELDS
from ..engine.k3cloud import K3Cloud
from ..engine.vouchers import FOUND_PARTS

DIALECTS = ("kingdee_eas", "kingdee_k3cloud")


class ErpBackend(models.Model):
    """What a backend needs to know about a Kingdee EAS or K/3 Cloud."""

    _inherit = "erp.backend"

    dialect = fields.Selection(
        selection_add=[("kingdee_eas", "Kingdee EAS"), ("kingdee_k3cloud", "Kingdee K/3 Cloud")],
        ondelete={"kingdee_eas": "cascade", "kingdee_k3cloud": "cascade"},
    )
    kingdee_language = fields.Char(
        "Language Code", help="Language of Kingdee's own texts. EAS: L2 is Chinese; K/3 Cloud: 2052 is Chinese."
    )
    eas_solution = fields.Char("Solution", default="eas", help="slnName of the login.")
    eas_database = fields.Selection(
        [("sqlserver", "SQL Server"), ("oracle", "Oracle"), ("db2", "DB2")],
        "EAS Database",
        default="oracle",
        help="dbType of the login.",
    )
    eas_auth_pattern = fields.Char(
        "Login Pattern", help="Only for sites that need it: BaseTrdAuth. It makes the login one argument longer."
    )
    eas_encoded_password = fields.Boolean("Password Is Encoded", help="The login takes an encoded password.")
    eas_credit = fields.Selection(
        [("0", "0"), ("-1", "-1")],
        "Credit Is",
        default="0",
        help="entryDC of a credit; differs between releases of EAS.",
    )
    eas_submit = fields.Boolean("Submit Vouchers")
    eas_verify = fields.Boolean("Verify Vouchers")
    eas_cashflow = fields.Boolean("Cash Flow in Vouchers")
    eas_found_parts = fields.Char(
        "Parts of findVoucher", default=FOUND_PARTS, help="What the parts of a findVoucher text mean at your site."
    )
    eas_receivable_account = fields.Char("Receivable Account", help="Account whose auxiliary balances are read.")
    eas_balance_columns = fields.Char(
        "Columns of Balances",
        default=BALANCE_COLUMNS,
        help="What the columns of getAssitBalance mean at your site: customer, document, currency and open are used.",
    )
    k3_app = fields.Char(
        "App", help="Application ID of a login by app; its secret goes into Key. Empty: user and password."
    )
    k3_key_field = fields.Char(
        "Key Field", help="Field of your forms that holds our key. Empty: the document number (FBillNo) is our key."
    )
    k3_order_field = fields.Char("Order on Receivables", help="Field of the receivable with the number of its order.")
    k3_until = fields.Selection(
        [("save", "Saved"), ("submit", "Submitted"), ("audit", "Audited")],
        "Documents Are",
        default="audit",
        help="How far a document is taken. One that is half done after a crash is finished, not sent again.",
    )
    k3_utc_offset = fields.Float("Server's Hours Ahead of UTC", default=8.0)
    k3_paid_field = fields.Char("Paid Is In", default="FWRITTENOFFSTATUS")
    k3_paid_value = fields.Char("Word for Paid", default="C")
    k3_open_field = fields.Char("Open Amount Is In", default="FNOTWRITTENOFFAMOUNTFOR")
    k3_carrier_field = fields.Char(
        "Carrier Is In",
        default=SITE_FIELDS[CARRIER],
        help="Field of a delivery with the name of its carrier. Empty: it is not read.",
    )
    k3_price_list = fields.Char(
        "Price List",
        help="Number of the price list whose prices are read, for example XSJMB0001. Empty: none are read.",
    )
    k3_from_quantity_field = fields.Char(
        "Minimum Quantity Is In",
        default=SITE_FIELDS[FROM_QUANTITY],
        help="Field of a row of the price list with the quantity from which its price holds. Empty: any quantity.",
    )
    k3_credit_form = fields.Char(
        "Form of Credit Limits",
        help="FormId under which your release keeps the credit limits of customers. Empty: none are read.",
    )
    k3_credit_fields = fields.Char(
        "Fields of Credit Limits",
        help="Fields of that form, separated by commas: customer, limit and, where there is one, currency.",
    )

    @api.model
    def _dialect_classes(self):
        return super()._dialect_classes() | {"kingdee_eas": KingdeeEas, "kingdee_k3cloud": K3Cloud}

    @api.model
    def _dialect_words(self):
        return super()._dialect_words() | {
            words.VOUCHER: self.env._(
                "correct what EAS names in the voucher (account, period, auxiliary accounts) and send it again"
            ),
            words.ACCOUNT: self.env._("create this account in EAS, or map it to one that exists there"),
            words.PERIOD: self.env._("open the period in EAS, or give the entry a date in an open period"),
            words.FORM: self.env._("correct what K/3 Cloud names in the document and send it again"),
            words.FORM_LEFT: self.env._(
                "the document was saved in K/3 Cloud and not approved: finish it there, or correct it and send it again"
            ),
            words.BASE_DATA: self.env._(
                "create or approve this base data in K/3 Cloud, or map it to one that exists there"
            ),
            words.RIGHT: self.env._("give the integration user of the ERP the right for this document"),
            words.DISPUTED: self.env._("look into the ERP for this key before you send it again"),
        }

    def _prepare_options(self):
        options = super()._prepare_options()
        if self.dialect == "kingdee_eas":
            switches = {"isSubmit": self.eas_submit, "isVerify": self.eas_verify, "isCashflow": self.eas_cashflow}
            return options | {
                "language": self.kingdee_language or "",
                "solution": self.eas_solution or "",
                "db_type": self.eas_database,
                "auth_pattern": self.eas_auth_pattern or "",
                "encoded_password": self.eas_encoded_password,
                "credit": self.eas_credit,
                "import_switches": switches,
                "found_parts": self.eas_found_parts or "",
                "receivable_account": self.eas_receivable_account or "",
                "balance_columns": self.eas_balance_columns or "",
            }
        if self.dialect == "kingdee_k3cloud":
            kinds = self._dialect_class().flows_out
            return options | {
                "language": self.kingdee_language or "",
                "app_id": self.k3_app or "",
                "key_field": self.k3_key_field or "",
                "order_field": self.k3_order_field or "",
                "until": dict.fromkeys(kinds, self.k3_until),
                "utc_offset": self.k3_utc_offset,
                "paid_field": self.k3_paid_field or "",
                "paid_value": self.k3_paid_value or "",
                "open_field": self.k3_open_field or "",
                CARRIER: (self.k3_carrier_field or "").strip(),
                FROM_QUANTITY: (self.k3_from_quantity_field or "").strip(),
                "price_list": (self.k3_price_list or "").strip(),
                "forms": {"credit_limit": (self.k3_credit_form or "").strip()},
                "credit_fields": self.k3_credit_fields or "",
            }
        return options

    def _gaps(self):
        gaps = super()._gaps()
        if self.dialect in DIALECTS and not self.erp_company:
            gaps.append(self.env._("Kingdee needs the account set (数据中心): fill in Company in the ERP."))
        return gaps

    @api.constrains("dialect", "kingdee_language")
    def _check_kingdee(self):
        for backend in self.filtered(lambda backend: backend.dialect == "kingdee_k3cloud"):
            if not (backend.kingdee_language or "2052").isdigit():
                raise ValidationError(self.env._("The language of K/3 Cloud is a number, for example 2052."))
