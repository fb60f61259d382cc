from odoo import api, fields, models

from ..engine import words
from ..engine.ebs import OracleEBS
from ..engine.fusion import OracleFusion

FOLLOWED = 200


class ErpBackend(models.Model):
    """What Oracle Fusion and E-Business Suite have in common: values of the site, their sentences, orders to follow."""

    _inherit = "erp.backend"

    dialect = fields.Selection(
        selection_add=[("oracle_fusion", "Oracle Fusion Cloud"), ("oracle_ebs", "Oracle E-Business Suite")],
        ondelete={"oracle_fusion": "cascade", "oracle_ebs": "cascade"},
    )
    oracle_tax_code = fields.Char(
        "Tax Classification", help="Of every line, unless the value map “tax” says otherwise."
    )
    oracle_receipt_method_id = fields.Char("Receipt Method ID")
    oracle_remittance_bank_account_id = fields.Char("Remittance Bank Account ID")

    @api.model
    def _dialect_classes(self):
        return super()._dialect_classes() | {"oracle_fusion": OracleFusion, "oracle_ebs": OracleEBS}

    def _oracle_site(self, names):
        """{name: value} of the values that a mapping may use as {name}."""
        return {name: self[f"oracle_{name}"] or "" for name in names}

    def _oracle_followed_orders(self):
        """[[our key, number]] of the newest orders that Oracle has and has not finished: it lists none by itself."""
        links = self.env["erp.link"].search(
            [("backend_id", "=", self.id), ("kind", "=", "order"), ("document_key", "!=", False)], limit=FOLLOWED
        )
        orders = self.env["sale.order"].browse(links.mapped("res_id")).exists()
        open_orders = orders.filtered(lambda order: order.erp_status not in ("completed", "cancelled"))
        names = {order.id: order.name for order in open_orders}
        return [[link.document_key, names[link.res_id]] for link in links if link.res_id in names]

    @api.model
    def _dialect_words(self):
        return (
            super()._dialect_words()
            | {
                words.UNIT: self.env._(
                    "map the unit of measure to one that Oracle has (value map “unit” or “invoice_unit”)"
                ),
                words.NOT_FOUND: self.env._(
                    "a value names something that Oracle does not have: correct it or create it there"
                ),
                words.NEEDED: self.env._("a field that Oracle needs is empty: add it to the mapping or to the record"),
                words.WRONG: self.env._("Oracle does not accept a value: correct the record and send it again"),
                words.TWICE: self.env._("there is one with this number in Oracle already: match the two instead"),
                words.PERIOD: self.env._(
                    "the accounting period is not open in Oracle: open it there, or change the date"
                ),
                words.RIGHT: self.env._("give the backend's user the right in Oracle"),
                words.CUSTOMER: self.env._("Oracle does not know this customer: send or match the customer first"),
                words.PRICE: self.env._(
                    "Oracle misses a price: send list and net price with every line, or do not freeze prices"
                ),
                words.UNAPPLIED: self.env._(
                    "Oracle cannot settle this much: look at the receipt and the invoice there"
                ),
                words.OTHER: self.env._("correct what Oracle names and send it again"),
            }
            | self._oracle_setup_words()
        )

    @api.model
    def _oracle_setup_words(self):
        """What whoever set up the backend has to do, not whoever wrote the document."""
        return {
            words.SYSTEM: self.env._(
                "set up the source system of this backend in Oracle, or write the right one into the backend"
            ),
            words.OPAQUE: self.env._(
                "Oracle does not say why: its reasons are shown there with the document (order exceptions, process log)"
            ),
            words.SITE: self.env._("fill in the Oracle values of this backend: the mapping uses one that is empty"),
            words.CONTRACT: self.env._("take this field out of the mapping, or write it the way the contract names it"),
            words.PROFILE: self.env._(
                "correct the profile of this backend: it does not fit the mapping or is not valid"
            ),
            words.SERVICE: self.env._(
                "this service is not there: check the address and the service names of the backend"
            ),
            words.OUTBOUND: self.env._(
                "register money that goes back to the customer in Oracle: only receipts are sent"
            ),
            words.JOB: self.env._(
                "look at this request in Oracle's scheduled processes; correct what its log names and send it again"
            ),
            words.GONE: self.env._("Oracle does not have this document any more: look there what happened to it"),
            words.GROUND: self.env._(
                "Oracle checked the document and stored nothing: have a wrapper procedure return AR_TRX_ERRORS_GT"
            ),
            words.LOGIN: self.env._("correct user, password or responsibility of this backend"),
        }
