import base64
from urllib.parse import quote

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from ..engine import import_file
from ..engine.import_file import Unreadable

MOST_ROWS = 50_000
MOST_BYTES = 25 * 2**20
PREVIEW = 5
SHEETS = ("xlsx", "xls", "ods")


class CrmImport(models.Model):
    """A file of customers, contacts, leads or history: read, mapped, previewed, written in batches that resume."""

    _name = "crm.import"
    _description = "Bulk Import"
    _inherit = ["mail.thread"]
    _order = "id desc"

    name = fields.Char(compute="_compute_name", store=True, readonly=False)
    kind = fields.Selection(
        [("customer", "Customers"), ("contact", "Contacts"), ("lead", "Leads"), ("touchpoint", "History")],
        required=True,
        default="customer",
    )
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    user_id = fields.Many2one(
        "res.users",
        "By",
        default=lambda self: self.env.user,
        readonly=True,
        required=True,
        help="The rows are written with the rights of this person.",
    )
    file = fields.Binary(attachment=True, copy=False)
    file_name = fields.Char()
    encoding = fields.Selection(
        [("utf-8", "UTF-8"), ("gb18030", "GBK / GB18030"), ("utf-16", "UTF-16"), ("cp1252", "Western (Windows)")],
        help="Empty: found out by itself.",
    )
    found_encoding = fields.Char("Read As", readonly=True, copy=False)
    state = fields.Selection(
        [("draft", "File"), ("ready", "Columns"), ("running", "Running"), ("done", "Done")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    column_ids = fields.One2many("crm.import.column", "import_id", "Columns")
    row_ids = fields.One2many("crm.import.row", "import_id", "Rows", readonly=True)
    preview = fields.Html(compute="_compute_preview", sanitize=False)
    row_count = fields.Integer("Rows", compute="_compute_counts")
    done_count = fields.Integer("Written", compute="_compute_counts")
    known_count = fields.Integer("Known Already", compute="_compute_counts")
    error_count = fields.Integer("Not Taken", compute="_compute_counts")
    progress = fields.Float(compute="_compute_counts")
    error_file = fields.Binary("Rows Not Taken", compute="_compute_error_file")
    error_file_name = fields.Char(compute="_compute_error_file")

    @api.depends("file_name", "kind")
    def _compute_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for one in self:
            one.name = one.file_name or kinds.get(one.kind)

    @api.depends("row_ids.state")
    def _compute_counts(self):
        counts = {}
        groups = self.env["crm.import.row"]._read_group(
            [("import_id", "in", self.ids)], ["import_id", "state"], ["__count"]
        )
        for one, state, count in groups:
            counts.setdefault(one.id, {})[state] = count
        for one in self:
            mine = counts.get(one.id, {})
            one.row_count = sum(mine.values())
            one.done_count, one.known_count = mine.get("done", 0), mine.get("known", 0)
            one.error_count = mine.get("error", 0)
            settled = one.row_count - mine.get("new", 0)
            one.progress = 100 * settled / one.row_count if one.row_count else 0

    @api.depends("column_ids.target", "state")
    def _compute_preview(self):
        for one in self:
            columns = one.column_ids.filtered("target")
            rows = self.env["crm.import.row"].search([("import_id", "in", one.ids)], limit=PREVIEW)
            names = self._get_target_names()
            one.preview = self.env["ir.qweb"]._render(
                "crm_extended.import_preview",
                {
                    "heads": [names[column.target] for column in columns],
                    "rows": [[row.content[column.place] for column in columns] for row in rows],
                },
            )

    def _compute_error_file(self):
        for one in self:
            one.error_file_name = f"{(one.file_name or 'import').rsplit('.', 1)[0]}-errors.csv"
            rows = self.env["crm.import.row"].search([("import_id", "in", one.ids), ("state", "=", "error")])
            heads = [*one.column_ids.sorted("place").mapped("header"), self.env._("Line"), self.env._("Reason")]
            content = [[*(row.content or []), row.line, row.reason or ""] for row in rows]
            one.error_file = base64.b64encode(import_file.write_csv(heads, content)) if rows else False

    def _get_targets(self):
        """{target: names its column may go by} for this kind. Filled in models/crm_import_target.py."""
        return {}

    # From file to rows

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_foreign(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_foreign(vals)
        if {"file", "kind", "company_id"} & vals.keys() and any(one.state != "draft" for one in self):
            raise UserError(self.env._("The file is read already; make a new import for another one."))
        if "column_ids" in vals and any(one.state != "ready" for one in self) and not self.env.su:
            raise UserError(self.env._("The columns are chosen before the first row is written."))
        return super().write(vals)

    def _refuse_foreign(self, vals):
        """Rows are written with the rights of `user_id`: nobody may put another person there, nor skip a step."""
        if not self.env.su and ("state" in vals or vals.get("user_id", self.env.uid) != self.env.uid):
            raise AccessError(self.env._("An import runs with the rights of whoever began it."))

    @api.ondelete(at_uninstall=False)
    def _unlink_not_running(self):
        if any(one.state == "running" for one in self):
            raise UserError(self.env._("The import is running: stop it first."))

    def action_read(self):
        """Read the file and guess what the columns are."""
        self.ensure_one()
        if self.state != "draft":
            raise UserError(self.env._("The file is read already; make a new import for another one."))
        if not self.file:
            raise UserError(self.env._("Choose a file first."))
        table = self._read_table()
        guessed = import_file.guess(table.headers, self._get_targets())
        own = self.sudo()  # sudo: rows are written by this method only; the user may not make up any
        own.column_ids = [Command.clear()] + [
            Command.create(
                {
                    "place": place,
                    "header": header[:200],
                    "sample": " | ".join(row[1][place] for row in table.rows[:3] if row[1][place])[:200],
                    "target": guessed.get(place),
                }
            )
            for place, header in enumerate(table.headers)
        ]
        own.env["crm.import.row"].create(
            [{"import_id": self.id, "line": line, "content": list(values)} for line, values in table.rows]
        )
        own.state = "ready"

    def _read_table(self):
        data = base64.b64decode(self.file)
        if len(data) > MOST_BYTES:
            raise UserError(self.env._("The file is too large: at most %(count)s MB.", count=MOST_BYTES // 2**20))
        try:
            table = import_file.tabulate(self._read_lines(data))
        except Unreadable as refusal:
            texts = {
                "encoding": self.env._("The file is not in this encoding. Choose another one."),
                "csv": self.env._("The file is not a table: %(why)s", why=refusal.value),
                "empty": self.env._("The file is empty."),
            }
            raise UserError(texts[refusal.code]) from None
        if not table.rows:
            raise UserError(self.env._("The file has a head, but no rows."))
        if len(table.rows) > MOST_ROWS:
            raise UserError(self.env._("The file has too many rows: at most %(count)s.", count=MOST_ROWS))
        return table

    def _read_lines(self, data):
        kind = (self.file_name or "").rsplit(".", 1)[-1].lower()
        if kind in SHEETS or data.startswith(b"PK\x03\x04"):
            # Sheets are read by Odoo's own import; its guess of a CSV's encoding takes short GBK for something else.
            reader = self.env["base_import.import"].new({"file": data, "file_name": self.file_name, "file_type": ""})
            try:
                _length, lines = reader._read_file({})
            except (UserError, ValueError) as error:
                raise UserError(self.env._("The sheet can not be read: %(why)s", why=error)) from None
            return lines
        text, found = import_file.decode(data, self.encoding or None)
        self.sudo().found_encoding = found  # sudo: a fact about the file
        return import_file.split_lines(text)

    # Start, stop, again

    def action_start(self):
        """Write the rows in the background; what is written stays when it is stopped and resumed."""
        self.ensure_one()
        self.lock_for_update()
        if self.state not in ("ready", "done"):
            raise UserError(self.env._("Read the file first."))
        self._check_columns()
        self._set_state("running")
        self.env.ref("crm_extended.cron_run_imports").sudo()._trigger()  # sudo: only wakes the job up

    def _check_columns(self):
        chosen = set(self.column_ids.mapped("target"))
        names = self._get_target_names()
        for group in self._get_needed():
            if not chosen & set(group):
                wanted = self.env._(" or ").join(names[target] for target in group)
                raise UserError(self.env._("No column is taken for “%(wanted)s”.", wanted=wanted))

    def action_stop(self):
        if any(one.state != "running" for one in self):
            raise UserError(self.env._("This import is not running."))
        self._set_state("ready")

    def action_retry(self):
        """Try the rows again that were not taken, e.g. after a missing company was added."""
        self.ensure_one()
        if self.state == "draft":
            raise UserError(self.env._("Read the file first."))
        rows = self.env["crm.import.row"].search([("import_id", "=", self.id), ("state", "=", "error")])
        rows.sudo().write({"state": "new", "reason": False})  # sudo: rows belong to the machine
        self.invalidate_recordset()
        if self.state != "running":
            self.action_start()

    def _set_state(self, state):
        self.check_access("write")
        self.sudo().state = state  # sudo: the state is written by the machine only; the right was asked above

    def action_download_errors(self):
        """The rows that were not taken as a file, each with its reason."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/error_file/{quote(self.error_file_name)}?download=true",
            "target": "self",
        }

    def action_view_rows(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Rows"),
            "res_model": "crm.import.row",
            "domain": [("import_id", "=", self.id)],
            "context": {"search_default_error": bool(self.error_count)},
            "views": [(False, "list")],
        }
