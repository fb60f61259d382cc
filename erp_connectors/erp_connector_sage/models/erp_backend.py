from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine import words
from ..engine.sage import KEY_BLOCKS, KEYS, PUBLIC_NAMES, SageX3


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
    sage_customer_key = fields.Char("Customer Key Field", default=KEYS["customer"])
    sage_product_key = fields.Char("Product Key Field", default=KEYS["product"])
    sage_order_key = fields.Char("Order Key Field", default=KEYS["order"])
    sage_customer_block = fields.Char("Customer Key Block", default=KEY_BLOCKS["customer"])
    sage_product_block = fields.Char("Product Key Block", default=KEY_BLOCKS["product"])
    sage_order_block = fields.Char("Order Key Block", default=KEY_BLOCKS["order"])
    sage_site = fields.Char("Sales Site")
    sage_order_type = fields.Char("Order Type", default="SON")
    sage_customer_category = fields.Char("Customer Category")
    sage_product_category = fields.Char("Product Category")
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
            words.SITE_MISSING: self.env._("fill in the X3 values of this backend: site, order type, categories"),
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
            "key_fields": {kind: self[f"sage_{kind}_key"] or "" for kind in KEYS},
            "key_blocks": {kind: self[f"sage_{kind}_block"] or "" for kind in KEYS},
            "constants": {
                "site": self.sage_site or "",
                "order_type": self.sage_order_type or "",
                "customer_category": self.sage_customer_category or "",
                "product_category": self.sage_product_category or "",
            },
            "paid_field": self.sage_paid_field or "",
            "read_from": self.sage_read_from.isoformat() if self.sage_read_from else "",
        }

    @api.onchange("dialect")
    def _onchange_dialect_sage(self):
        """A call of several seconds is normal in X3, and its pool has few connections."""
        if self.dialect == "sage":
            self.timeout, self.settle, self.lanes = 120.0, 60.0, 1

    @api.constrains("dialect", "sage_pool")
    def _check_sage(self):
        if any(backend.dialect == "sage" and not backend.sage_pool for backend in self):
            raise ValidationError(self.env._("Sage X3 needs the alias of its web service pool."))
