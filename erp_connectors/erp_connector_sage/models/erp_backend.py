from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine import lists, words
from ..engine.objects import KEY_BLOCKS, KEYS, PUBLIC_NAMES
from ..engine.sage import LIST_SIZE, SageX3

# A credit note is an invoice of another type: it carries our key in the same field.
SAME_KEY = {"credit_note": "invoice"}

# Values of the site that a mapping may name as {site} and so on.
CONSTANTS = ("site", "order_type", "customer_category", "product_category", "invoice_type", "credit_note_type")
CONSTANTS += ("bank", "receipt_attribute", "refund_attribute", "entry_type", "journal")


class ErpBackend(models.Model):
    """What a backend needs to know about a Sage X3: pool, public names, key fields, the site's own values."""

    _inherit = "erp.backend"

    dialect = fields.Selection(selection_add=[("sage", "Sage X3")], ondelete={"sage": "cascade"})
    sage_v6 = fields.Boolean("Version 6", help="The classic service of X3 V6, which takes the login in the message.")
    sage_path = fields.Char(
        "Service Path", help="Only where it differs from /soap-generic/syracuse/collaboration/syracuse/…"
    )
    sage_pool = fields.Char("Pool Alias", help="Name of the web service pool, as the X3 administrator set it up.")
    sage_language = fields.Char("Language Code", default="ENG", help="Language of X3's own error texts: ENG, FRA, CHI…")
    sage_customer_service = fields.Char("Customer Service", default=PUBLIC_NAMES["customer"])
    sage_product_service = fields.Char("Product Service", default=PUBLIC_NAMES["product"])
    sage_order_service = fields.Char("Order Service", default=PUBLIC_NAMES["order"])
    sage_invoice_service = fields.Char("Invoice Service", default=PUBLIC_NAMES["invoice"])
    sage_credit_note_service = fields.Char("Credit Note Service", default=PUBLIC_NAMES["credit_note"])
    sage_payment_service = fields.Char(
        "Payment Service",
        default=PUBLIC_NAMES["payment"],
        help="Object PAY, published with the entry transaction that your customers' payments are entered with. An empty "
        "name here or below: not read.",
    )
    sage_journal_entry_service = fields.Char("Journal Entry Service", default=PUBLIC_NAMES["journal_entry"])
    sage_delivery_service = fields.Char("Delivery Service", default=PUBLIC_NAMES["delivery"])
    sage_price_service = fields.Char("Price Service", default=PUBLIC_NAMES["price"])
    sage_stock_service = fields.Char("Stock Service", default=PUBLIC_NAMES["stock"])
    sage_credit_limit_service = fields.Char("Credit Limit Service", default=PUBLIC_NAMES["credit_limit"])
    sage_open_item_service = fields.Char("Open Item Service", default=PUBLIC_NAMES["open_item"])
    sage_list_size = fields.Integer(
        "Rows of a List",
        default=LIST_SIZE,
        help="X3 knows no second page: a list with as many rows as this is not read, because it may be longer.",
    )
    sage_columns = fields.Text(
        "Other Columns",
        help="Where a list of your site names a column differently. One line each, such as "
        "open_item.paid = PAYCUR or credit_limit.limit = OSTAUZ.",
    )
    sage_customer_key = fields.Char("Customer Key Field", default=KEYS["customer"])
    sage_product_key = fields.Char("Product Key Field", default=KEYS["product"])
    sage_order_key = fields.Char("Order Key Field", default=KEYS["order"])
    sage_invoice_key = fields.Char("Invoice Key Field", default=KEYS["invoice"])
    sage_payment_key = fields.Char("Payment Key Field", default=KEYS["payment"])
    sage_journal_entry_key = fields.Char("Journal Entry Key Field", default=KEYS["journal_entry"])
    sage_customer_block = fields.Char("Customer Key Block", default=KEY_BLOCKS["customer"])
    sage_product_block = fields.Char("Product Key Block", default=KEY_BLOCKS["product"])
    sage_order_block = fields.Char("Order Key Block", default=KEY_BLOCKS["order"])
    sage_invoice_block = fields.Char("Invoice Key Block", default=KEY_BLOCKS["invoice"])
    sage_payment_block = fields.Char("Payment Key Block", default=KEY_BLOCKS["payment"])
    sage_journal_entry_block = fields.Char("Journal Entry Key Block", default=KEY_BLOCKS["journal_entry"])
    sage_site = fields.Char("Sales Site")
    sage_order_type = fields.Char("Order Type", default="SON")
    sage_customer_category = fields.Char("Customer Category")
    sage_product_category = fields.Char("Product Category")
    sage_invoice_type = fields.Char("Invoice Type", default="INV")
    sage_credit_note_type = fields.Char("Credit Note Type", default="CRN")
    sage_bank = fields.Char("Bank", help="Where payments go whose journal is not in the value map “bank”.")
    sage_receipt_attribute = fields.Char(
        "Receipt Attribute", help="Payment attribute (DENCOD) of the lines of a payment from a customer."
    )
    sage_refund_attribute = fields.Char(
        "Refund Attribute", help="Payment attribute (DENCOD) of the lines of a payment back to a customer."
    )
    sage_entry_type = fields.Char("Entry Type", help="Type of the journal entries that come from Odoo.")
    sage_journal = fields.Char("Journal", help="For entries whose journal is not in the value map “journal”.")
    sage_read_from = fields.Date("Read Invoices From", help="Empty: from thirty days ago.")
    sage_paid_field = fields.Char(
        "Paid Amount Field",
        help="Field of the invoice service with the amount paid. X3 keeps payments apart from invoices: without this "
        "field an invoice stays open here until somebody registers its payment.",
    )

    @api.model
    def _dialect_classes(self):
        return super()._dialect_classes() | {"sage": SageX3}

    @api.model
    def _dialect_words(self):
        return super()._dialect_words() | {
            words.REFUSED: self.env._("correct what X3 names and send it again"),
            words.NOT_DESCRIBED: self.env._("publish this field in X3's web service, or take it out of the mapping"),
            words.NOT_PUBLISHED: self.env._(
                "publish the object as a web service in X3 and write its public name into the backend"
            ),
            words.SITE_MISSING: self.env._(
                "fill in the X3 values of this backend: site, types, categories, bank, attributes, journal"
            ),
            words.NOT_TEXT: self.env._("remove the control characters from the record's texts and send it again"),
            words.POOL: self.env._("start the web service pool in X3, or give it more connections"),
        }

    def _prepare_options(self):
        options = super()._prepare_options()
        if self.dialect != "sage":
            return options
        return options | {
            "v6": self.sage_v6,
            "path": self.sage_path or ("/adxwsvc/services/CAdxWebServiceXmlCC" if self.sage_v6 else ""),
            "pool": self.sage_pool or "",
            "language": self.sage_language or "",
            "public_names": {kind: self[f"sage_{kind}_service"] or "" for kind in PUBLIC_NAMES},
            "key_fields": {kind: self[f"sage_{SAME_KEY.get(kind, kind)}_key"] or "" for kind in KEYS},
            "key_blocks": {kind: self[f"sage_{SAME_KEY.get(kind, kind)}_block"] or "" for kind in KEYS},
            "constants": {name: self[f"sage_{name}"] or "" for name in CONSTANTS},
            "list_size": self.sage_list_size,
            "columns": lists.columns(self.sage_columns),
            "paid_field": self.sage_paid_field or "",
            "read_from": self.sage_read_from.isoformat() if self.sage_read_from else "",
        }

    @api.onchange("dialect")
    def _onchange_dialect_sage(self):
        """A call of several seconds is normal in X3, and its pool has few connections."""
        if self.dialect == "sage":
            self.timeout, self.settle, self.lanes = 120.0, 60.0, 1

    @api.model
    def _gap_fields(self):
        switches = ("invoices_from", "payments_from", "send_entries")
        return [*super()._gap_fields(), "sage_pool", *switches, *(f"sage_{name}" for name in CONSTANTS)]

    def _gaps(self):
        gaps = super()._gaps()
        if self.dialect == "sage" and not self.sage_pool:
            gaps.append(self.env._("Sage X3 needs the alias of its web service pool."))
        for name in self._sage_needed() if self.dialect == "sage" else ():
            if not self[name]:
                label = self._fields[name]._description_string(self.env)
                gaps.append(self.env._("Sage X3 needs a value for “%s”.", label))
        return gaps

    def _sage_needed(self):
        """The fields whose values the documents that are sent cannot do without."""
        needed = ["sage_site", "sage_order_type", "sage_customer_category", "sage_product_category"]
        needed += ["sage_invoice_type", "sage_credit_note_type"] if self.invoices_from == "odoo" else []
        needed += ["sage_receipt_attribute"] if self.payments_from == "odoo" else []
        return needed + (["sage_entry_type"] if self.send_entries else [])

    @api.constrains("sage_columns", "sage_list_size")
    def _check_sage_lists(self):
        for backend in self:
            if backend.sage_list_size < 2:
                raise ValidationError(self.env._("A list has at least two rows."))
            try:
                lists.columns(backend.sage_columns)
            except ValueError as error:
                raise ValidationError(self.env._("“%s” names no column of a list.", error)) from None
