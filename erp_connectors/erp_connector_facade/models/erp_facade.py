from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ErpFacade(models.Model):
    """One service that a site has written for its ERP: what it is called, and what its texts look like."""

    _name = "erp.facade"
    _description = "ERP Site Service"
    _order = "backend_id, kind"
    _rec_name = "kind"

    backend_id = fields.Many2one("erp.backend", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="backend_id.company_id")
    kind = fields.Selection(
        [
            ("customer", "Customer"),
            ("product", "Product"),
            ("order", "Sales Order"),
            ("invoice", "Invoice"),
            ("credit_note", "Credit Note"),
            ("payment", "Payment"),
            ("journal_entry", "Journal Entry"),
            ("order_status", "Order Status"),
            ("delivery", "Delivery"),
            ("stock", "Stock"),
            ("price", "Price"),
            ("open_item", "Open Item"),
            ("credit_limit", "Credit Limit"),
        ],
        required=True,
    )
    service = fields.Char(
        required=True, help="Name or path of the service: WSOdooFacade, nc.itf.crm.IOdoo, odoo/service.ashx…"
    )
    operation = fields.Char(help="Empty: the usual one of this ERP.")
    namespace = fields.Char(help="Empty: the usual one of this ERP.")
    argument = fields.Char(help="Name of the argument that takes the text. Empty: the usual one of this ERP.")
    style = fields.Selection([("json", "JSON"), ("xml", "XML")], "Text Is", required=True, default="json")
    send = fields.Text("Text to Send", help="Empty: our own form. Places: {{data}}, {{kind}}, {{action}}, {{key}}…")
    find = fields.Text("Question by Key", help="Empty: our own form. A dash: the service cannot be asked.")
    list = fields.Text("Question for Changes", help="Empty: our own form. A dash: the service gives no list.")
    ledger_question = fields.Text(
        "Question for a Period", help="Empty: our own form. A dash: it cannot be reconciled by period."
    )
    fetch_question = fields.Text(
        "Question for One Document", help="Empty: our own form. A dash: one document cannot be read again."
    )
    read_question = fields.Text(
        "Question for One Document as Sent", help="Empty: our own form. A dash: a dry run cannot compare fields."
    )
    yes_path = fields.Char("Success Is In", required=True, default="success")
    yes = fields.Char("Words for Success", required=True, default="true", help="Separated by commas.")
    id_path = fields.Char("Key Is In", required=True, default="id")
    number_path = fields.Char("Number Is In", default="number")
    code_path = fields.Char("Error Code Is In", default="code")
    message_path = fields.Char("Error Text Is In", default="message")
    field_path = fields.Char("Wrong Field Is In", default="field")
    rows_path = fields.Char("Rows Are In", default="rows")

    _kind_once = models.UniqueIndex("(backend_id, kind)", "There is a service for this kind of document already.")

    @api.constrains("send")
    def _check_send(self):
        """A text without the document in it would be accepted by many services, and would say nothing."""
        for facade in self:
            if facade.send and facade.send.strip() != "-" and "{{data}}" not in facade.send:
                raise ValidationError(self.env._("The text to send must hold the place {{data}}."))

    def _prepare_option(self):
        """What engine.facade.Facade.of takes."""
        self.ensure_one()
        names = ("service", "operation", "namespace", "argument", "style", "send", "find", "list", "yes_path", "yes")
        names += ("id_path", "number_path", "code_path", "message_path", "field_path", "rows_path")
        option = {name: (self[name] or "").strip() for name in names}
        # The model has methods of these names.
        return option | {name: (self[f"{name}_question"] or "").strip() for name in ("ledger", "fetch", "read")}
