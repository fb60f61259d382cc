from odoo import api, models

from ..engine import words


class ErpBackend(models.Model):
    """What the SAP dialects advise, in the language of the reader."""

    _inherit = "erp.backend"

    @api.model
    def _dialect_words(self):
        return super()._dialect_words() | {
            words.REFUSED: self.env._("correct what SAP names and send it again"),
            words.SITE_MISSING: self.env._(
                "fill in the SAP values of this backend: company code, sales area, document types"
            ),
            words.NOT_IN_CONTRACT: self.env._(
                "SAP's contract does not take this field in this form: correct the record or the mapping"
            ),
            words.UNBALANCED: self.env._(
                "the amounts of the document do not add up to zero: look at taxes and rounding in Odoo"
            ),
            words.NO_CUSTOMER: self.env._("extend the customer to the company code or the sales area in SAP"),
            words.NO_ACCOUNT: self.env._(
                "create the account in SAP's chart of accounts, or correct the mapping of accounts"
            ),
            words.PERIOD: self.env._("open the posting period in SAP, or change the date"),
            words.NO_MATERIAL: self.env._(
                "create the material in SAP for this sales area, or correct the product's internal reference"
            ),
            words.NO_TAX: self.env._("correct the tax code in the value map of this backend"),
            words.CREDIT: self.env._("have the credit block looked at in SAP"),
            words.TWICE: self.env._("SAP has a document with this reference already: look at it there"),
            words.LOCKED: self.env._("somebody is working on this record in SAP: try again later"),
            words.NO_FUNCTION: self.env._(
                "write the address of this function's web service into the backend's SAP profile"
            ),
            words.NO_RFC_PROFILE: self.env._("correct the SAP profile of this backend"),
        }
