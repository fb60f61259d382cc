from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.contract import OPEN as OPEN_CONTRACTS

OPEN_LEADS = Domain("won_status", "=", "pending")
QUOTATIONS = Domain("state", "in", ["draft", "sent"])
# Quiet writes: the log of the handover and one message to the successor stand for a thousand notifications.
QUIET = {
    "tracking_disable": True,
    "mail_auto_subscribe_no_notify": True,
    "mail_activity_quick_update": True,
    "no_mail_to_attendees": True,
    "dont_notify": True,
    "meeting_conflict_checked": True,
}


class CrmHandover(models.Model):
    """People leave, customers stay: what one looks after goes to others, with a preview, a log and a way back."""

    _name = "crm.handover"
    _description = "Handover"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _rec_name = "from_user_id"

    from_user_id = fields.Many2one("res.users", "Who Leaves", required=True, tracking=True)
    to_user_id = fields.Many2one(
        "res.users",
        "Successor",
        required=True,
        tracking=True,
        domain=[("share", "=", False)],
        help="Gets what you do not give to others below.",
    )
    reason = fields.Char(tracking=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    state = fields.Selection(
        [("draft", "Preview"), ("done", "Handed Over"), ("undone", "Undone")],
        default="draft",
        readonly=True,
        tracking=True,
    )
    done_on = fields.Datetime(readonly=True)
    part_ids = fields.One2many("crm.handover.part", "handover_id", "What Goes")
    line_ids = fields.One2many("crm.handover.line", "handover_id", "Log", readonly=True)
    line_count = fields.Integer(compute="_compute_line_count")

    _two_people = models.Constraint("CHECK (from_user_id != to_user_id)", "Successor and leaver are the same person.")

    @api.depends("line_ids")
    def _compute_line_count(self):
        counts = dict(
            self.env["crm.handover.line"]._read_group([("handover_id", "in", self.ids)], ["handover_id"], ["__count"])
        )
        for handover in self:
            handover.line_count = counts.get(handover, 0)

    @api.model
    def _get_sources(self):
        """What a person may look after. Hook: append {"key", "label", "model", "domain"}.

        `field` names the person's field if it is not user_id; `also` are fields that change with the person and come
        back when the handover is undone.
        """
        to_come = Domain("start", ">", fields.Datetime.now())
        return [
            {"key": "customers", "label": self.env._("Customers and contacts"), "model": "res.partner", "domain": []},
            {
                "key": "leads",
                "label": self.env._("Open leads and opportunities"),
                "model": "crm.lead",
                "domain": OPEN_LEADS,
                "also": ["team_id", "date_open"],
            },
            {
                "key": "quotations",
                "label": self.env._("Quotations"),
                "model": "sale.order",
                "domain": QUOTATIONS,
                "also": ["team_id"],
            },
            {
                "key": "meetings",
                "label": self.env._("Meetings to come"),
                "model": "calendar.event",
                "domain": to_come,
            },
            {
                "key": "contracts",
                "label": self.env._("Contracts"),
                "model": "crm.contract",
                "domain": Domain("state", "in", OPEN_CONTRACTS),
            },
            {"key": "plans", "label": self.env._("Key account plans"), "model": "crm.account.plan", "domain": []},
            # The last: an activity goes to a person only who may read the record it is on.
            {"key": "activities", "label": self.env._("Activities"), "model": "mail.activity", "domain": []},
        ]

    @api.model_create_multi
    def create(self, vals_list):
        handovers = super().create(vals_list)
        handovers.filtered(lambda handover: not handover.part_ids)._fill_parts()
        return handovers

    def write(self, vals):
        if {"from_user_id", "to_user_id", "company_id"} & vals.keys() and any(h.state != "draft" for h in self):
            raise UserError(self.env._("This handover is done; make a new one."))
        result = super().write(vals)
        if vals.get("from_user_id") or vals.get("company_id"):
            self._fill_parts()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_preview(self):
        if any(handover.state != "draft" for handover in self):
            raise UserError(self.env._("The log of a handover is kept."))

    def _fill_parts(self):
        """The preview: one part for each kind of thing the person has."""
        for handover in self.filtered(lambda handover: handover.state == "draft"):
            keys = [source["key"] for source in handover._get_sources() if handover._find(source)]
            handover.part_ids = [Command.clear(), *(Command.create({"key": key}) for key in keys)]

    def _find(self, source, limit=None):
        """Records of one source that the leaver has in this company, as superuser.

        sudo: who hands over must also move what only the leaver could see, e.g. private meetings. The group was
        asked before (access rows of this model), and the company is in the domain.
        """
        self.ensure_one()
        records = self.env[source["model"]].sudo().with_context(active_test=True, **QUIET)
        domain = Domain(source["domain"]) & Domain(source.get("field", "user_id"), "=", self.from_user_id.id)
        if "company_id" in records._fields:
            domain &= Domain("company_id", "in", [self.company_id.id, False])
        return records.search(domain, limit=limit)

    def action_refresh(self):
        self._fill_parts()

    def action_hand_over(self):
        """Give everything that is ticked to its successor, and write down each record with what it was before."""
        self.ensure_one()
        self.lock_for_update()
        if self.state != "draft":
            raise UserError(self.env._("This handover is done already."))
        sources = {source["key"]: source for source in self._get_sources()}
        # In the order of the sources, not of the screen: an activity needs its record handed over before.
        for key in sources:
            part = self.part_ids.filtered(lambda part, key=key: part.key == key and part.included)
            if part:
                self._give(sources[key], part.to_user_id or self.to_user_id)
        self.write({"state": "done", "done_on": fields.Datetime.now()})
        self._tell_successors()

    def _give(self, source, successor):
        if self.company_id not in successor.sudo().company_ids:
            raise UserError(
                self.env._("%(name)s does not work for %(company)s.", name=successor.name, company=self.company_id.name)
            )
        field = source.get("field", "user_id")
        records = self._find(source)
        also = source.get("also", [])
        lines = [
            {
                "handover_id": self.id,
                "key": source["key"],
                "res_model": record._name,
                "res_id": record.id,
                "res_name": record.display_name,
                "to_user_id": successor.id,
                "before": {name: self._to_json(record, name) for name in also},
            }
            for record in records
        ]
        self.env["crm.handover.line"].sudo().create(lines)  # sudo: the log is written by the handover only
        self._write_owner(records, field, successor)
        if "date_open" in also:
            self._restore_date_open(records, {line["res_id"]: line["before"]["date_open"] for line in lines})

    @api.model
    def _to_json(self, record, name):
        value = record[name]
        return record._fields[name].convert_to_write(value, record) if not hasattr(value, "isoformat") else str(value)

    @api.model
    def _write_owner(self, records, field, user):
        """Change the person on these records; at a meeting the new one sits in the old one's place."""
        if not records:
            return
        if records._name == "calendar.event":
            for old, events in records.grouped(field).items():
                seats = [Command.unlink(old.partner_id.id), Command.link(user.partner_id.id)]
                events.write({field: user.id, "partner_ids": seats})
            return
        records.write({field: user.id})
        if hasattr(records, "message_subscribe") and records._name != "mail.activity":
            records.message_subscribe(partner_ids=user.partner_id.ids)

    @api.model
    def _restore_date_open(self, leads, dates):
        """Core starts the clock of a lead anew with each new person; a handover is no new lead."""
        leads.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE crm_lead SET date_open = was.at FROM unnest(%s, %s::timestamp[]) AS was(id, at) "
                "WHERE crm_lead.id = was.id",
                list(dates),
                [value or None for value in dates.values()],
            )
        )
        leads.invalidate_recordset(["date_open"])

    def _tell_successors(self):
        """One message to each person who got something."""
        for user, lines in self.line_ids.grouped("to_user_id").items():
            body = self.env._(
                "%(name)s hands over %(count)s records to you.", name=self.from_user_id.name, count=len(lines)
            )
            self.message_post(body=body, partner_ids=user.partner_id.ids, subtype_xmlid="mail.mt_note")

    def action_undo(self):
        """Give back what is still with the successor; what has moved on since is left alone and counted."""
        self.ensure_one()
        self.lock_for_update()
        if self.state != "done":
            raise UserError(self.env._("There is nothing to undo."))
        if not self.from_user_id.active:
            raise UserError(self.env._("%(name)s is archived: restore the user first.", name=self.from_user_id.name))
        sources = {source["key"]: source for source in self._get_sources()}
        given_back = 0
        for key, lines in self.line_ids.grouped("key").items():
            source = sources.get(key)
            if source and lines:
                given_back += self._take_back(source, lines)
        self.state = "undone"
        self.message_post(
            body=self.env._(
                "Undone: %(back)s of %(all)s records went back; the others have changed since.",
                back=given_back,
                all=len(self.line_ids),
            )
        )

    def _take_back(self, source, lines):
        """Return how many records of these lines went back to the leaver."""
        field = source.get("field", "user_id")
        # sudo: as in _find; the same records go the same way back.
        records = self.env[source["model"]].sudo().with_context(**QUIET).browse(lines.mapped("res_id")).exists()
        by_id = {line.res_id: line for line in lines}
        mine = records.filtered(lambda record: record[field] == by_id[record.id].to_user_id)
        self._write_owner(mine, field, self.from_user_id)
        for record in mine:
            before = {name: value for name, value in (by_id[record.id].before or {}).items() if name != "date_open"}
            if before:
                record.write(before)
        if mine and "date_open" in source.get("also", []):
            self._restore_date_open(mine, {record.id: by_id[record.id].before["date_open"] for record in mine})
        by_ids = lines.filtered(lambda line: line.res_id in mine.ids)
        by_ids.sudo().returned = True  # sudo: the log is written by the handover only
        return len(mine)
