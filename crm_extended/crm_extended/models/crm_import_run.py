import psycopg2

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..engine.import_file import Unreadable, row_key

BATCH = 200


class CrmImport(models.Model):
    """Writing the rows: in batches, each row on its own when its batch fails, none twice."""

    _inherit = "crm.import"

    @api.model
    def _cron_run(self):
        """Write what is left of all running imports. Stopped at any moment it goes on where it was."""
        waiting = self.search([("state", "=", "running")], order="id")
        todo = [("import_id", "in", waiting.ids), ("state", "=", "new")]
        cron = self.env["ir.cron"]
        inside = bool(self.env.context.get("cron_id"))
        if inside:
            cron._commit_progress(remaining=self.env["crm.import.row"].search_count(todo))
        for one in waiting:
            while count := one._run_batch():
                if inside and not cron._commit_progress(count):
                    return

    def _run_batch(self):
        """Write the next rows with the rights of whoever began the import; return how many were settled."""
        self.ensure_one()
        # Another worker may have the import already; it goes on with it alone.
        if not self.try_lock_for_update() or self.state != "running":
            return 0
        rows = (
            self.env["crm.import.row"]
            .sudo()
            .search(  # sudo: rows belong to the machine
                [("import_id", "=", self.id), ("state", "=", "new")], limit=BATCH
            )
        )
        if not rows:
            self.sudo().state = "done"
            return 0
        person = self.with_user(self.user_id).with_company(self.company_id)
        person = person.with_context(
            allowed_company_ids=self.company_id.ids, lang=self.user_id.lang, tz=self.user_id.tz
        )
        # sudo: the book of the import is kept by the machine; records are written in the person's environment only.
        self.sudo().with_context(lang=self.user_id.lang)._settle(rows, person.env)
        return len(rows)

    def _settle(self, rows, env):
        """Each of these rows gets its record, written in `env`, or the reason why not."""
        columns = [(column.place, column.target) for column in self.column_ids if column.target]
        contents = {row: {target: row.content[place] for place, target in columns} for row in rows}
        keys = {row: self._get_row_key(values) for row, values in contents.items()}
        known = self._find_keys(keys.values())
        finder = env["crm.import.finder"]._begin(self.kind, list(contents.values()))
        ready, taken = [], set()
        for row, values in contents.items():
            if keys[row] in known or keys[row] in taken:
                self._mark(row, "known", self.env._("This row was written before."), *known.get(keys[row], ()))
                continue
            try:
                vals, twin = getattr(finder, f"prepare_{self.kind}")(values)
            except Unreadable as refusal:
                self._mark(row, "error", self._explain(refusal))
                continue
            if twin:
                self._mark(row, "known", self.env._("This customer is there already."), twin._name, twin.id)
                continue
            taken.add(keys[row])
            ready.append((row, vals))
        self._write_rows(ready, keys, env)

    def _get_row_key(self, values):
        return f"key:{values['key']}" if values.get("key") else row_key(values)

    def _find_keys(self, keys):
        """{key: (model, id)} of rows written before, by this file or another."""
        found = self.env["crm.import.key"].search_fetch(
            [("company_id", "=", self.company_id.id), ("kind", "=", self.kind), ("key", "in", list(keys))],
            ["key", "res_model", "res_id"],
        )
        return {one.key: (one.res_model, one.res_id) for one in found}

    def _write_rows(self, ready, keys, env):
        """All at once; when that fails one by one, so that one bad row costs only itself."""
        if not ready:
            return
        try:
            self._write_together(ready, keys, env)
        except (UserError, ValueError, psycopg2.IntegrityError, psycopg2.DataError) as error:
            if isinstance(error, psycopg2.OperationalError):
                raise
            if len(ready) == 1:
                self._mark(ready[0][0], "error", self._explain(error))
                return
            for pair in ready:
                self._write_rows([pair], keys, env)

    def _write_together(self, ready, keys, env):
        with self.env.cr.savepoint():
            Model = env[self._get_model()].with_context(
                mail_create_nosubscribe=True, mail_auto_subscribe_no_notify=True, tracking_disable=True
            )
            records = Model.create([vals for _row, vals in ready])
            self.env["crm.import.key"].create(
                [
                    {
                        "company_id": self.company_id.id,
                        "kind": self.kind,
                        "key": keys[row],
                        "res_model": record._name,
                        "res_id": record.id,
                    }
                    for (row, _vals), record in zip(ready, records, strict=True)
                ]
            )
            for (row, _vals), record in zip(ready, records, strict=True):
                self._mark(row, "done", False, record._name, record.id)

    def _get_model(self):
        models_of = {"customer": "res.partner", "contact": "res.partner", "lead": "crm.lead"}
        return models_of.get(self.kind, "crm.touchpoint")

    @api.model
    def _mark(self, row, state, reason, res_model=False, res_id=False):
        row.write({"state": state, "reason": reason, "res_model": res_model, "res_id": res_id})

    def _explain(self, error):
        """Why a row was not taken, in the words of whoever began the import."""
        if isinstance(error, AccessError):
            return self.env._("You may not write this.")
        if isinstance(error, UserError):
            return str(error)
        if not isinstance(error, Unreadable):
            return self.env._("The database refuses this row: %(why)s", why=str(error).splitlines()[0][:150])
        value = error.value
        texts = {
            "missing": self.env._("“%(name)s” is empty.", name=self._get_target_names().get(value, value)),
            "number": self.env._("“%(value)s” is not a number.", value=value),
            "day": self.env._("“%(value)s” is not a date.", value=value),
            "moment": self.env._("“%(value)s” is not a time.", value=value),
            "which_day": self.env._("“%(value)s” can be two days: write it like 2026-03-31.", value=value),
            "future": self.env._("“%(value)s” (UTC) lies in the future.", value=value),
            "yes": self.env._("“%(value)s” is neither yes nor no.", value=value),
            "email": self.env._("“%(value)s” is not an e-mail address.", value=value),
            "country": self.env._("No country is called “%(value)s”.", value=value),
            "owner": self.env._("No user is called “%(value)s”.", value=value),
            "word": self.env._("“%(value)s” is not one of the values of this column.", value=value),
            "company": self.env._("No company is called “%(value)s”.", value=value),
            "companies": self.env._("Several companies are called “%(value)s”.", value=value),
            "customer": self.env._("No customer is “%(value)s”.", value=value),
            "customers": self.env._("Several customers are “%(value)s”.", value=value),
        }
        return texts.get(error.code, error.code)
