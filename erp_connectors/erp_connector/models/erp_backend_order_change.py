import json

from odoo import models

from ..engine import changing

# What a document says of an address, and the order's field it comes from.
ADDRESSES = {"delivery_address": "partner_shipping_id", "invoice_address": "partner_invoice_id"}


class ErpBackend(models.Model):
    """What the ERP is told when something that it has, or is about to get, is changed here."""

    _inherit = "erp.backend"

    def _orders_said(self, orders):
        """{order id: neutral document} to compare before and after a change; {} without a backend that asks."""
        company = self.company_id
        said = orders.with_company(company).with_context(lang=company.partner_id.lang, erp_zone=self[:1]._zone().zone)
        return {order.id: order._erp_document() for order in said} if self else {}

    def _order_changed(self, documents):
        """documents: {order: (neutral document before, neutral document now)}. Nothing is said of what the mapping does
        not use."""
        for backend in self:
            rules = backend._prepare_rules().get("order", [])
            orders = self.env["sale.order"].browse(
                order.id
                for order, (before, now) in documents.items()
                if changing.seen(before, rules) != changing.seen(now, rules)
            )
            backend._tell_changed(orders.sudo())

    def _tell_changed(self, orders):
        offered = self._dialect_class().flows_out.get("order", ())
        todo, carrying = {}, self._carrying_messages(orders)
        orders = orders.with_context(erp_told_addresses=self._told_addresses(carrying))
        for order_id, message in carrying.items():
            what = changing.tell(message.state, message.ask_first, offered)
            if what == changing.RENEW:
                self._renew({message: orders.browse(order_id)})
            else:
                todo.setdefault(what, []).append(order_id)
        self._enqueue("order", "update", orders.browse(todo.get(changing.UPDATE)))
        self._note_by_hand(orders.browse(todo.get(changing.BY_HAND)))

    def _document_changed(self, kind, records):
        """Master data was changed: what is still on its way says what the record says now, else a change follows it."""
        carrying = self._carrying_messages(records)
        renewed = {
            message: records.browse(record_id)
            for record_id, message in carrying.items()
            if changing.tell(message.state, message.ask_first, {"update"}) == changing.RENEW
        }
        self._renew(renewed)
        self._enqueue(kind, "update", records - records.browse().union(*renewed.values()))

    def _carrying_messages(self, records):
        """{record id: the newest message that brings it to the ERP}, without those that were given up or cancelled."""
        messages = self.env["erp.message"].search_fetch(
            [
                ("backend_id", "=", self.id),
                ("res_model", "=", records._name),
                ("res_id", "in", records.ids),
                ("direction", "=", "out"),
                ("state", "!=", "cancelled"),
            ],
            ["res_id", "action", "state", "ask_first", "payload"],
            order="id",
        )
        newest = {message.res_id: message for message in messages}
        return {order_id: message for order_id, message in newest.items() if message.action != "cancel"}

    @staticmethod
    def _told_addresses(carrying):
        """{(order id, field)} of the addresses beside the customer's own that the ERP may have heard of."""
        told = set()
        for order_id, message in carrying.items():
            new = message.action == "create" and changing.tell(message.state, message.ask_first, ())
            if new != changing.RENEW:
                payload = json.loads(message.payload)
                told |= {(order_id, field) for name, field in ADDRESSES.items() if payload.get(name)}
        return told

    def _note_by_hand(self, orders):
        """One activity per order, none while that is still to be done."""
        # In the company's language, whoever changes the order: otherwise two people make two activities of it.
        spoken = self.with_context(lang=self.company_id.partner_id.lang).env
        words = spoken._("Change this order in %s by hand: it cannot be told of changes.", self.name)
        for order in orders.filtered(lambda order: words not in order.activity_ids.mapped("summary")):
            person = order.user_id or self.user_id or self.env.user
            order.activity_schedule("mail.mail_activity_data_todo", summary=words, user_id=person.id)
