from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..engine import states


class ErpMessage(models.Model):
    """One row of the outbox or the inbox. Written in the business transaction, moved only by lanes and by buttons.

    partition_key: messages of one document share it and are sent in order; others flow.
    """

    _name = "erp.message"
    _description = "ERP Message"
    _order = "id desc"
    _rec_name = "name"

    name = fields.Char("Document", readonly=True)
    backend_id = fields.Many2one("erp.backend", required=True, readonly=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", readonly=True)
    direction = fields.Selection([("out", "To the ERP"), ("in", "From the ERP")], required=True, readonly=True)
    kind = fields.Selection(
        [
            ("customer", "Customer"),
            ("product", "Product"),
            ("order", "Sales Order"),
            ("invoice", "Invoice"),
            ("credit_note", "Credit Note"),
            ("payment", "Payment"),
            ("journal_entry", "Journal Entry"),
        ],
        required=True,
        readonly=True,
    )
    action = fields.Selection(
        [("create", "Create"), ("update", "Change"), ("cancel", "Cancel"), ("read", "Read")],
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [(state, label) for state, label in states.LABELS.items()], required=True, readonly=True, default="waiting"
    )
    document_key = fields.Char("Key", readonly=True, help="The key under which the ERP knows this document.")
    message_key = fields.Char(required=True, readonly=True)
    partition_key = fields.Char(required=True, readonly=True)
    res_model = fields.Char("Model", readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)
    payload = fields.Text(readonly=True, groups="erp_connector.group_erp_user")
    payload_hash = fields.Char(readonly=True)
    priority = fields.Integer(default=20, readonly=True)
    attempts = fields.Integer("Tries", readonly=True)
    round = fields.Integer(
        readonly=True,
        default=0,
        help="Counts how often this was sent anew after the ERP had refused it; each round is another sending for it.",
    )
    unanswered = fields.Integer(
        readonly=True,
        default=0,
        help="Counts how often in a row the ERP was reached and had no answer; each time it is tried again later.",
    )
    ask_first = fields.Boolean(readonly=True)
    worker = fields.Integer(readonly=True)
    next_try_at = fields.Datetime("Next Try", readonly=True)
    claimed_at = fields.Datetime(readonly=True)
    called_at = fields.Datetime("Last Try", readonly=True)
    done_at = fields.Datetime("Done", readonly=True)
    external_id = fields.Char("ERP Key", readonly=True)
    external_ref = fields.Char("ERP Number", readonly=True)
    error_code = fields.Char("Code", readonly=True)
    error_text = fields.Char("What Is Wrong", readonly=True)
    error_field = fields.Char("Field", readonly=True)
    advice = fields.Char("What to Do", readonly=True)
    attempt_ids = fields.One2many("erp.attempt", "message_id", "Attempts")
    required_ids = fields.Many2many(
        "erp.message", "erp_message_requires", "message_id", "required_id", "Waits For", readonly=True
    )

    _key_once = models.UniqueIndex("(backend_id, message_key)", "This message has been written already.")
    _ready = models.Index("(backend_id, priority, id) WHERE direction = 'out' AND state IN ('waiting', 'unknown')")
    _open_of_document = models.Index("(backend_id, partition_key, id) WHERE state NOT IN ('accepted', 'cancelled')")
    _sent = models.Index("(backend_id, next_try_at) WHERE state = 'sent'")
    _held = models.Index("(backend_id, worker) WHERE state IN ('claimed', 'calling')")
    _of_record = models.Index("(res_model, res_id)")
    _incoming = models.Index("(backend_id, id) WHERE direction = 'in' AND state = 'waiting'")

    def init(self):
        self.env.cr.execute(SQL("CREATE SEQUENCE IF NOT EXISTS erp_worker_seq AS integer CYCLE"))
        # Not a model: a row stays exactly as long as the server has not crashed since, see outbox/store.py.
        self.env.cr.execute(
            SQL(
                "CREATE UNLOGGED TABLE IF NOT EXISTS erp_worker"
                " (number integer PRIMARY KEY DEFAULT nextval('erp_worker_seq'), since timestamptz DEFAULT now())"
            )
        )

    def action_open_record(self):
        """Button: the record this message is about, with the user's own rights."""
        self.ensure_one()
        if not self.res_model or not self.env[self.res_model].browse(self.res_id).exists():
            raise UserError(self.env._("The record of this message has been deleted."))
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }

    def action_retry(self):
        """Button: send again what a person has put right. What may be in the ERP is asked for first; what it surely has
        not is sent as its record is now; where the ERP cannot be asked, the person's word is taken for it."""
        return self._retry(self.filtered(lambda message: message._looked_up_by_hand()))

    def _retry(self, looked_up):
        """Send again; `looked_up` are those of which a person has said, one by one, that the ERP has them not."""
        self._check_movable({"dead", "review", "waiting", "unknown"})
        self._renew_refused()
        looked_up._move({"review": "waiting"})
        moves = {"dead": "waiting", "review": "unknown", "waiting": "waiting", "unknown": "unknown"}
        (self - looked_up)._move(moves)
        self.backend_id._wake()
        return True

    def _looked_up_by_hand(self):
        """True when nobody but the person who sends this again can know that the ERP has it not."""
        if self.state != "review" or self.direction != "out":
            return False
        # sudo: the ERP team reads messages, not every field of the backend.
        can_ask = self.sudo().backend_id._dialect_class().can_ask
        return self.error_code == "CANNOT_ASK" or (self.error_code == "NOT_CONFIRMED" and not can_ask)

    def action_apply_again(self):
        """Button: apply an incoming document again after a person has put right what stood in its way."""
        self._move({"review": "waiting"})
        for backend in self.backend_id:
            # sudo: applying writes invoices and payments on the backend's behalf, as the reading job does.
            backend.sudo()._apply_inbox()
        return True

    def action_cancel(self):
        """Button: give up. Later messages of the same document no longer wait for this one."""
        self._move({"dead": "cancelled", "review": "cancelled", "waiting": "cancelled"})
        return True

    def _renew_refused(self):
        """Refused messages are written anew from their records; those without a record stay as they were."""
        # sudo: the ERP team may send what it may not edit. Nothing but the message itself is written.
        refused = self.sudo().filtered_domain(
            [("state", "=", "dead"), ("direction", "=", "out"), ("res_model", "!=", False)]
        )
        for (backend, model), messages in refused.grouped(lambda m: (m.backend_id, m.res_model)).items():
            records = self.env[model].sudo().browse(messages.mapped("res_id")).exists()
            sendable = {record.id: record for record in records if record._erp_sendable()}
            backend._renew({m: sendable[m.res_id] for m in messages if m.res_id in sendable})

    def _check_movable(self, states):
        """Only the ERP team moves messages, and only those in one of these states."""
        self.check_access("read")
        if not self.env.user.has_group("erp_connector.group_erp_user"):
            raise AccessError(self.env._("Only the ERP team can move messages."))
        wrong = self.filtered(lambda message: message.state not in states)
        if wrong:
            raise UserError(
                self.env._(
                    "“%(message)s” is %(state)s and cannot be changed by hand.",
                    message=wrong[0].display_name,
                    state=dict(self._fields["state"]._description_selection(self.env))[wrong[0].state],
                )
            )

    def _move(self, moves):
        """Move messages by {from: to}; refuses those that a lane holds or that are done.

        What the ERP may be busy with keeps its settling time: a person's wish shortens a back-off only.
        """
        self._check_movable(moves)
        for old, new in moves.items():
            ids = tuple(self.filtered(lambda message, old=old: message.state == old).ids)
            if ids:
                self.env.cr.execute(
                    SQL(
                        "UPDATE erp_message m SET state = %s, attempts = 0, unanswered = 0, round = COALESCE(round, 0) + %s,"
                        " write_date = now() AT TIME ZONE 'UTC', ask_first = m.ask_first AND %s,"
                        " next_try_at = now() AT TIME ZONE 'UTC' + CASE WHEN %s THEN GREATEST(make_interval(), LEAST("
                        "next_try_at - now() AT TIME ZONE 'UTC', make_interval(secs => b.timeout + b.settle)))"
                        " ELSE make_interval() END"
                        " FROM erp_backend b WHERE b.id = m.backend_id AND m.id IN %s AND m.state = %s",
                        new,
                        int(old == "dead"),
                        (old, new) != ("review", "waiting"),
                        new == "unknown",
                        ids,
                        old,
                    )
                )
        self.invalidate_recordset()
