import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import documents, mapping_file
from .erp_mapping_line import expression_problem


class ErpMapping(models.Model):
    """A mapping as a file, and what is wrong with it before anything is sent."""

    _inherit = "erp.mapping"

    rule_count = fields.Integer("Rules", compute="_compute_rule_count")
    file = fields.Binary(compute="_compute_file")
    problem_text = fields.Text("To Correct", compute="_compute_problem_text")
    field_list = fields.Text("Fields of Our Document", compute="_compute_field_list")

    @api.depends("line_ids")
    def _compute_rule_count(self):
        for mapping in self:
            mapping.rule_count = len(mapping.line_ids)

    @api.depends("kind", "backend_id")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for mapping in self:
            mapping.display_name = f"{mapping.backend_id.name or ''}: {labels.get(mapping.kind, '')}"

    def _compute_file(self):
        for mapping in self:
            content = mapping_file.dumps(mapping._rules())
            # The byte order mark makes spreadsheets read Chinese as UTF-8.
            mapping.file = base64.b64encode(content.encode("utf-8-sig"))

    @api.depends("line_ids", "line_ids.target", "line_ids.source", "line_ids.rule", "line_ids.map_name", "kind")
    def _compute_problem_text(self):
        for mapping in self:
            mapping.problem_text = "\n".join(mapping._problems()) or False

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_field_list(self):
        words = self.env["erp.backend"]._all_field_words()
        for mapping in self:
            rows = [(path, words[path.rpartition("[].")[2]]) for path in documents.paths(mapping.kind)]
            mapping.field_list = "\n".join(f"{path} — {said}" for path, said in rows)

    def _rules(self):
        """These mappings' rules as engine.mapping.Rule, in order."""
        return [line._rule() for line in self.line_ids]

    def _problems(self):
        """Sentences about rules that cannot work, or that take from a field which our document does not have."""
        self.ensure_one()
        known = documents.paths(self.kind)
        maps = set(self.backend_id.value_map_ids.mapped("name"))
        found = []
        for line in self.line_ids.filtered("target"):
            rule = line._rule()
            found += [line._problem_words(*problem) for problem in mapping_file.rule_problems(rule, expression_problem)]
            source = rule.source if "[]" not in rule.target or "[]." in rule.source else f"lines[].{rule.source}"
            if known and rule.kind in ("field", "reference", "map") and rule.source and source not in known:
                found.append(
                    self.env._(
                        "“%(target)s” takes from “%(name)s”, and our document has no such field.",
                        target=rule.target,
                        name=rule.source,
                    )
                )
            if rule.kind == "map" and rule.map_name and rule.map_name not in maps:
                found.append(
                    self.env._(
                        "“%(target)s” uses the value map “%(map)s”, which is still empty.",
                        target=rule.target,
                        map=rule.map_name,
                    )
                )
        return found

    def action_export(self):
        """Button: the rules as a CSV file."""
        self.ensure_one()
        name = f"{self.backend_id.dialect}-{self.kind}.csv"
        url = f"/web/content/erp.mapping/{self.id}/file/{name}?download=true"
        return {"type": "ir.actions.act_url", "url": url, "target": "download"}

    def action_import(self):
        """Button: open the import of a CSV file."""
        self.ensure_one()
        return self._open_wizard("erp.mapping.import", self.env._("Import Rules"))

    def action_preview(self):
        """Button: open the preview for a record that a person picks."""
        self.ensure_one()
        return self._open_wizard("erp.mapping.preview", self.env._("What Would Be Sent"))

    def _open_wizard(self, model, title):
        context = {"default_mapping_id": self.id}
        action = {"type": "ir.actions.act_window", "name": title, "res_model": model, "target": "new"}
        return action | {"views": [(False, "form")], "context": context}

    def _import_rules(self, content):
        """Replace the rules by those of a file's bytes; nothing is changed when a single line is wrong."""
        self.ensure_one()
        text = mapping_file.decoded(content)
        if text is None:
            raise UserError(self.env._("The file is not UTF-8. Save it as “CSV UTF-8” and try again."))
        rules, problems = mapping_file.loads(text.replace("\0", ""), expression_problem)
        if problems:
            line = self.env["erp.mapping.line"]
            words = [
                self.env._("Line %(number)s: %(problem)s", number=problem.line, problem=words)
                for problem in problems[:20]
                for words in [line._problem_words(problem.reason, problem.value)]
            ]
            if len(problems) > 20:
                words.append(self.env._("… and %s more.", len(problems) - 20))
            raise UserError(self.env._("Nothing was imported.") + "\n\n" + "\n".join(words))
        values = self.backend_id._prepare_mapping(self.kind, rules)
        self.write({"line_ids": [fields.Command.clear(), *values["line_ids"]]})
        return len(rules)
