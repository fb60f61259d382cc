from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..engine import canonical, conflict
from .erp_backend_inbox import InboxProblem
from .erp_mapping_policy import POLICIES


class ErpConflict(models.Model):
    """Odoo and the ERP do not say the same. Both values stay here for ever, whoever won and whoever decided."""

    _name = "erp.conflict"
    _description = "ERP Conflict"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "state desc, id desc"

    name = fields.Char("Record", required=True, readonly=True)
    backend_id = fields.Many2one("erp.backend", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="backend_id.company_id", store=True, index=True)
    reason = fields.Selection(
        [("field", "Both Changed a Field"), ("content", "Other Content under the Same Message")],
        required=True,
        readonly=True,
    )
    kind = fields.Char(required=True, readonly=True)
    res_model = fields.Char("Model", readonly=True)
    res_id = fields.Many2oneReference("Record Id", model_field="res_model", readonly=True)
    field_name = fields.Char("Field", readonly=True)
    field_label = fields.Char("What", compute="_compute_field_label")
    odoo_value = fields.Text("Odoo Says", readonly=True)
    erp_value = fields.Text("The ERP Says", readonly=True)
    base_value = fields.Text("Both Said Before", readonly=True)
    erp_changed_at = fields.Char("Changed in the ERP (UTC)", readonly=True)
    policy = fields.Selection(POLICIES, readonly=True)
    state = fields.Selection(
        [("open", "Open"), ("erp", "The ERP Won"), ("odoo", "Odoo Won")],
        required=True,
        readonly=True,
        default="open",
        tracking=True,
    )
    message_id = fields.Many2one("erp.message", "Message", readonly=True, index="btree_not_null", ondelete="set null")
    resolved_by_id = fields.Many2one("res.users", "Decided by", readonly=True)
    resolved_at = fields.Datetime("Decided on", readonly=True)

    _open_once = models.UniqueIndex(
        "(backend_id, res_model, res_id, field_name) WHERE state = 'open' AND reason = 'field'",
        "This conflict is open already.",
    )

    def _compute_field_label(self):
        fields_known = dict(self.env["erp.mapping.policy"]._fields["field_name"]._description_selection(self.env))
        kinds = dict(self.env["erp.message"]._fields["kind"]._description_selection(self.env))
        for record in self:
            label = fields_known.get(record.field_name) or record.field_name or kinds.get(record.kind, record.kind)
            record.field_label = label

    # how conflicts come into being

    def _note_decisions(self, backend, record, decisions, document):
        """Keep both values of every decision that passed somebody's value over; a person is asked by an activity."""
        noted = [row for row in decisions if row.conflict]
        still_open = self.search(
            [
                ("backend_id", "=", backend.id),
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
                ("state", "=", "open"),
                ("reason", "=", "field"),
            ]
        ).grouped("field_name")
        for row in noted:
            known = still_open.get(row.field)
            values = self._prepare_field_conflict(backend, record, row, document)
            if known:
                known._replace(values)
            else:
                self.create(values)._ask()

    def _prepare_field_conflict(self, backend, record, row, document):
        won = row.winner != conflict.ASK
        return {
            "name": record.display_name or str(record.id),
            "backend_id": backend.id,
            "reason": "field",
            "kind": record._erp_kind_of(),
            "res_model": record._name,
            "res_id": record.id,
            "field_name": row.field,
            "odoo_value": row.ours,
            "erp_value": row.theirs,
            "base_value": row.base,
            "erp_changed_at": (document.get("changed_at") or "")[:19] or False,
            "policy": row.policy,
            "state": row.winner if won else "open",
            "resolved_at": fields.Datetime.now() if won else False,
            "message_id": self.env.context.get("erp_message_id"),
        }

    def _replace(self, values):
        """An open conflict about which the ERP has said something newer: the earlier words stay in the history."""
        self.ensure_one()
        if (self.odoo_value, self.erp_value) != (values["odoo_value"], values["erp_value"]):
            self.message_post(
                body=self.env._(
                    "Before: Odoo “%(odoo)s”, ERP “%(erp)s”.", odoo=self.odoo_value or "", erp=self.erp_value or ""
                )
            )
        self.write(values)
        if self.state != "open":
            self.activity_unlink(["mail.mail_activity_data_todo"])

    def _ask(self):
        for record in self.filtered(lambda record: record.state == "open" and record.backend_id.user_id):
            record.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("%(name)s: who is right, Odoo or the ERP?", name=record.name),
                user_id=record.backend_id.user_id.id,
            )

    def _note_other_content(self, message, kind, payload):
        """A message came a second time under the same id, with other content: nothing is applied, both are kept."""
        same = self.search([("message_id", "=", message.id), ("reason", "=", "content"), ("erp_value", "=", payload)])
        if same:
            return same
        return self.create(
            {
                "name": message.sender_id or message.name,
                "backend_id": message.backend_id.id,
                "reason": "content",
                "kind": kind,
                "odoo_value": message.payload,
                "erp_value": payload,
                "message_id": message.id,
            }
        )

    # how they end

    def action_erp_wins(self):
        """Button: the ERP's value is written here."""
        self._check_open()
        for record in self:
            # sudo: checked above; the value is the ERP's, written on the backend's behalf as an incoming change is.
            record.sudo()._let_erp_win()
        return self._resolve("erp")

    def action_odoo_wins(self):
        """Button: Odoo's value stays, and the ERP is told."""
        self._check_open()
        for record in self.filtered(lambda record: record.reason == "field"):
            target = record._record()
            # sudo: as above; the message goes into the outbox on the backend's behalf.
            record.sudo().backend_id._enqueue(record.kind, "update", target.sudo())
        return self._resolve("odoo")

    def action_open_record(self):
        self.ensure_one()
        record = self._record() if self.res_model else self.message_id
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }

    def _check_open(self):
        if not self.env.user.has_group("erp_connector.group_erp_user"):
            raise AccessError(self.env._("Only the ERP team decides conflicts."))
        self.check_access("read")
        # Two people at once: the second waits for the first and then finds it decided.
        self.lock_for_update()
        self.invalidate_recordset(["state"])
        decided = self.filtered(lambda record: record.state != "open")
        if decided:
            raise UserError(self.env._("“%s” has been decided already.", decided[0].display_name))

    def _record(self):
        record = self.env[self.res_model].browse(self.res_id).exists()
        if not record:
            raise UserError(self.env._("The record of this conflict has been deleted."))
        return record

    def _let_erp_win(self):
        if self.reason == "field":
            try:
                self.backend_id._take_over(self._record(), {self.field_name: self.erp_value or ""})
            except InboxProblem as problem:
                raise UserError(str(problem)) from None
            return
        first = self.message_id
        if not first:
            raise UserError(self.env._("The first message has been deleted."))
        self.env["erp.message"].create(
            {
                "backend_id": self.backend_id.id,
                "company_id": self.company_id.id,
                "direction": "in",
                "kind": self.kind,
                "action": "read",
                "name": first.name,
                "message_key": f"{first.message_key}/{self.id}",
                "partition_key": first.partition_key,
                "payload": self.erp_value,
                "payload_hash": canonical.digest(self.erp_value),
                "external_id": first.external_id,
                "external_ref": first.external_ref,
                "sender_id": first.sender_id,
                "next_try_at": fields.Datetime.now(),
            }
        )
        self.backend_id._wake_inbox()

    def _resolve(self, winner):
        # sudo: the ERP team reads conflicts and decides them with these buttons only.
        records = self.sudo()
        records.write({"state": winner, "resolved_by_id": self.env.uid, "resolved_at": fields.Datetime.now()})
        records.activity_unlink(["mail.mail_activity_data_todo"])
        return True
