from odoo import api, fields, models

from ..engine import words
from ..engine.nc import REPEATED, YonyouNc, YonyouNc5
from ..engine.u8 import YonyouU8
from ..engine.u9 import YonyouU9

CLASSES = {"yonyou_nc": YonyouNc, "yonyou_nc5": YonyouNc5, "yonyou_u8": YonyouU8, "yonyou_u9": YonyouU9}
EXCHANGE = ("yonyou_nc", "yonyou_nc5")


class ErpBackend(models.Model):
    """What a backend needs to know about a Yonyou NC, U8 or U9."""

    _inherit = "erp.backend"

    dialect = fields.Selection(
        selection_add=[(code, dialect.name) for code, dialect in CLASSES.items()],
        ondelete=dict.fromkeys(CLASSES, "cascade"),
    )
    yonyou_sender = fields.Char("Sender", help="Number under which Odoo is registered as an external system.")
    yonyou_receiver = fields.Char("Receiver", help="NC5: company. U8: leave it empty.")
    yonyou_account = fields.Char("Account Set")
    yonyou_group = fields.Char("Group Code")
    yonyou_org = fields.Char("Organisation Code")
    yonyou_encoding = fields.Selection(
        [("UTF-8", "UTF-8"), ("GBK", "GBK"), ("GB2312", "GB2312")],
        "Encoding",
        help="Empty: UTF-8, for NC5 GBK. A letter that the encoding does not have is refused before anything is sent.",
    )
    yonyou_path = fields.Char("Path", help="Only where it differs from the usual one.")
    yonyou_transport = fields.Selection(
        [("exchange", "Exchange Platform"), ("uapws", "uapws Service")], "Documents Go To", default="exchange"
    )
    yonyou_component = fields.Char("Component", help="Full name of the uapws component that takes exchange documents.")
    yonyou_operation = fields.Char("Operation", help="Its operation with one text.")
    yonyou_refuses_repeats = fields.Boolean(
        "Repeated Documents Are Refused",
        default=True,
        help="A message whose answer was lost is sent again, because the platform refuses an id that it has. Try it in "
        "your test system: send a document twice. Switched off, such a message goes to a person.",
    )
    yonyou_repeated = fields.Char(
        "Words of That Refusal", default=REPEATED, help="Separated by semicolons; any of them in the answer is enough."
    )
    yonyou_ask_site = fields.Boolean("Ask the Site's Services", help="Site Services can find a document by its key.")

    @api.model
    def _dialect_classes(self):
        return super()._dialect_classes() | CLASSES

    @api.model
    def _dialect_words(self):
        return super()._dialect_words() | {
            words.REFUSED: self.env._("correct what Yonyou names in the document and send it again"),
            words.CROSS_REFERENCE: self.env._(
                "add the pair to the cross-reference tables of the exchange platform (基础数据对照), or correct the code"
            ),
            words.PERIOD: self.env._("open the period in Yonyou, or give the document a date in an open period"),
            words.NOT_CHANGED: self.env._(
                "the document has gone further in Yonyou and cannot be replaced: change it there"
            ),
        }

    def _prepare_options(self):
        options = super()._prepare_options()
        if self.dialect not in CLASSES:
            return options
        return options | {
            "sender": self.yonyou_sender or "",
            "receiver": self.yonyou_receiver or "",
            "account": self.yonyou_account or "",
            "groupcode": self.yonyou_group or "",
            "orgcode": self.yonyou_org or "",
            "encoding": self.yonyou_encoding or "",
            "path": self.yonyou_path or "",
            "transport": self.yonyou_transport,
            "uapws_component": self.yonyou_component or "",
            "uapws_operation": self.yonyou_operation or "",
            "refuses_repeats": self.yonyou_refuses_repeats,
            "repeated": self.yonyou_repeated or "",
            "ask_site": self.yonyou_ask_site,
        }

    @api.depends("dialect", "yonyou_sender")
    def _compute_setup(self):
        """NC and U8 know a sender, not a login."""
        result = super()._compute_setup()
        for backend in self.filtered(lambda backend: backend.dialect in (*EXCHANGE, "yonyou_u8")):
            before = backend.setup_address
            backend.setup_address = bool(backend.url and backend.yonyou_sender)
            backend.setup_progress += backend.setup_address - before
        return result

    @api.model
    def _gap_fields(self):
        return [*super()._gap_fields(), "yonyou_sender", "yonyou_transport", "yonyou_component"]

    def _gaps(self):
        gaps = super()._gaps()
        if self.dialect in (*EXCHANGE, "yonyou_u8") and not self.yonyou_sender:
            gaps.append(self.env._("Yonyou needs the sender under which Odoo is registered."))
        if self.dialect in EXCHANGE and self.yonyou_transport == "uapws" and not self.yonyou_component:
            gaps.append(self.env._("Name the uapws component that takes the documents."))
        return gaps
