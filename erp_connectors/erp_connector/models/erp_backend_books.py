from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine import books


class ErpBackend(models.Model):
    """Whose books lead: which documents of the accounts go from Odoo to the ERP, and what may still be taken back."""

    _inherit = "erp.backend"

    invoices_from = fields.Selection(
        [("erp", "The ERP invoices"), ("odoo", "Odoo invoices go to the ERP")],
        "Invoices",
        default="erp",
        required=True,
        tracking=True,
        help="Where invoices and credit notes are made. They go one way only, so none is booked twice.",
    )
    payments_from = fields.Selection(
        [("erp", "The ERP books payments"), ("odoo", "Odoo's payments go to the ERP")],
        "Payments",
        default="erp",
        required=True,
        tracking=True,
        help="Where payments of customers are booked first.",
    )
    send_entries = fields.Boolean(
        "Journal Entries Go to the ERP",
        tracking=True,
        help="Entries made by hand in miscellaneous journals. Entries of invoices, payments, bank statements and "
        "currency differences stay here.",
    )
    entry_journal_ids = fields.Many2many(
        "account.journal",
        string="Only These Journals",
        check_company=True,
        domain="[('type', '=', 'general')]",
        help="Empty: every miscellaneous journal.",
    )
    books_offered = fields.Boolean(compute="_compute_books_offered")

    def _compute_books_offered(self):
        classes = self._dialect_classes()
        kinds = {"invoice", "credit_note", "payment", "journal_entry"}
        for backend in self:
            dialect = classes.get(backend.dialect)
            backend.books_offered = bool(dialect and kinds & set(dialect.flows_out))

    def _leads(self, kind):
        """True when documents of this kind are made in Odoo and go to this ERP."""
        self.ensure_one()
        if kind in ("invoice", "credit_note"):
            return self.invoices_from == "odoo"
        if kind == "payment":
            return self.payments_from == "odoo"
        return self.send_entries if kind == "journal_entry" else True

    def _live_for(self, company, kind):
        return super()._live_for(company, kind).filtered(lambda backend: backend._leads(kind))

    def _sends(self, kind, action="create"):
        return action in self._dialect_class().flows_out.get(kind, ())

    def _may_refer(self, record):
        """The ERP knows this record, or will when it is sent first."""
        if not record:
            return False
        kind = record._erp_kind_of()
        known = bool(self._linked_ids(record._name, record.ids))
        return known or (self._sends(kind) and record._erp_sendable())

    def _send_books(self, kind, records):
        """Write messages for documents that were posted; those that were posted before, sent and taken back here are
        sent as a change, or refused where the ERP takes none."""
        # sudo: the document says what the company's books say, whoever posts it and whatever else they may see.
        records = records.sudo()
        for backend in self:
            known = backend._first_messages(records)
            backend._enqueue(kind, "create", records.filtered(lambda record, known=known: record.id not in known))
            for record in records.filtered(lambda record, known=known: record.id in known):
                backend._send_again_after_draft(kind, record, known[record.id])

    def _first_messages(self, records):
        """{record id: its newest outgoing message that creates it}."""
        messages = self.env["erp.message"].search(
            [
                ("backend_id", "=", self.id),
                ("res_model", "=", records._name),
                ("res_id", "in", records.ids),
                ("direction", "=", "out"),
                ("action", "=", "create"),
            ],
            order="id",
        )
        return {message.res_id: message for message in messages}

    def _send_again_after_draft(self, kind, record, message):
        linked = bool(self._linked_ids(record._name, record.ids))
        if not linked and message.state in ("cancelled", "waiting", "dead"):
            self._renew({message: record})
        elif self._sends(kind, "update") and not self._was_cancelled(record):
            self._enqueue(kind, "update", record)
        elif kind != "order" or self._was_cancelled(record):
            raise UserError(
                self.env._(
                    "%(erp)s has %(document)s already and cannot change it. Correct it with a document of its own: a "
                    "credit note, a reversal or a new document.",
                    erp=self.name,
                    document=record.display_name,
                )
            )
        else:
            self._note_by_hand(record)

    def _was_cancelled(self, record):
        return bool(
            self.env["erp.message"].search_count(
                [
                    ("backend_id", "=", self.id),
                    ("res_model", "=", record._name),
                    ("res_id", "=", record.id),
                    ("direction", "=", "out"),
                    ("action", "=", "cancel"),
                    ("state", "!=", "cancelled"),
                ],
                limit=1,
            )
        )

    def _take_back(self, records):
        """A posted document is reset here. Messages that were never sent are given up; UserError where the ERP has it
        and cannot be told, or where nobody knows this very moment."""
        for backend in self:
            for record_id, message in backend._first_messages(records).items():
                record = records.browse(record_id)
                offered = set(backend._dialect_class().flows_out.get(message.kind, ()))
                decision = books.taking_back(message.state, message.ask_first, offered)
                if message.state == "cancelled":
                    continue
                if decision == books.GIVE_UP and not backend._give_up(message):
                    decision = books.WAIT
                backend._refuse_taking_back(decision, record)

    def _give_up(self, message):
        rows = self.env.execute_query(
            SQL(
                "UPDATE erp_message SET state = 'cancelled' WHERE id = %s AND state IN ('waiting', 'dead')"
                " RETURNING id",
                message.id,
            )
        )
        message.invalidate_recordset()
        return bool(rows)

    def _refuse_taking_back(self, decision, record):
        if decision == books.WAIT:
            raise UserError(
                self.env._(
                    "%(document)s is on its way to %(erp)s this very moment. Wait until it has arrived, then try again.",
                    document=record.display_name,
                    erp=self.name,
                )
            )
        if decision == books.REFUSE:
            raise UserError(
                self.env._(
                    "%(erp)s has %(document)s in its books and cannot take it back. Make a credit note or a reversal "
                    "instead: it goes there by itself.",
                    document=record.display_name,
                    erp=self.name,
                )
            )

    def _tell_cancelled(self, kind, records):
        """Documents that the ERP has were cancelled here: have them cancelled there, or refuse."""
        # sudo: as above.
        records = records.sudo()
        for backend in self:
            known = backend._first_messages(records)
            there = records.filtered(lambda r, known=known: r.id in known and known[r.id].state == "accepted")
            if there and not backend._sends(kind, "cancel"):
                backend._refuse_taking_back(books.REFUSE, there[0])
            backend._enqueue(kind, "cancel", there.filtered(lambda r, b=backend: not b._was_cancelled(r)))

    def _order_cancelled(self, orders):
        """Have orders cancelled in the ERP as far as it takes that; else the order's history says what is left to do."""
        self.ensure_one()
        # sudo: as above.
        orders = orders.sudo()
        for order_id, message in self._first_messages(orders).items():
            order = orders.browse(order_id)
            offered = self._dialect_class().flows_out.get("order", ())
            decision = books.taking_back(message.state, message.ask_first, {"cancel"} & set(offered))
            if message.state == "cancelled" or (decision == books.GIVE_UP and self._give_up(message)):
                continue
            if "cancel" in offered:
                # Behind a message that is still on its way: messages of one document keep their order.
                self._enqueue("order", "cancel", order)
            elif order.erp_status != "cancelled":
                words = self.env._(
                    "%s has this order and cannot be told that it is cancelled: cancel it there.", self.name
                )
                order.message_post(body=words)

    def _send_payments(self, payments):
        """Messages for payments that were posted."""
        self.ensure_one()
        self._send_books("payment", self._ready_payments(payments))

    def _send_settled(self, payments):
        """Payments settled something: one that waits in the outbox learns which invoices it pays, one that the ERP has
        is not sent again."""
        self.ensure_one()
        payments = self._ready_payments(payments)
        linked = self._linked_ids(payments._name, payments.ids) if payments else ()
        payments = payments.filtered(lambda payment: payment.id not in linked)
        known = self._first_messages(payments)
        self._enqueue("payment", "create", payments.filtered(lambda payment: payment.id not in known))
        # Where a payment goes only with its invoice, it is settled anew before one that was taken back goes again.
        again = {"waiting", "dead"} | ({"cancelled"} if self._dialect_class().payment_needs_invoice else set())
        records = {message: payments.browse(record_id) for record_id, message in known.items()}
        self._renew(
            {
                message: payment
                for message, payment in records.items()
                if message.state in again and not (message.state == "waiting" and message.ask_first)
            }
        )

    def _ready_payments(self, payments):
        # sudo: as above.
        payments = payments.sudo()
        if self._dialect_class().payment_needs_invoice:
            return payments.filtered(lambda payment: payment._erp_paid_invoices())
        return payments
