from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmKnowledgeFolder(models.Model):
    _name = "crm.knowledge.folder"
    _description = "Knowledge Folder"
    _parent_store = True
    _order = "sequence, name, id"
    _rec_name = "complete_name"

    name = fields.Char(required=True, translate=True)
    complete_name = fields.Char(compute="_compute_complete_name", recursive=True, search="_search_complete_name")
    sequence = fields.Integer(default=10)
    parent_id = fields.Many2one("crm.knowledge.folder", "Parent Folder", index=True, ondelete="restrict")
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("crm.knowledge.folder", "parent_id", "Subfolders")
    company_id = fields.Many2one("res.company", index=True, help="Empty: all companies share this folder.")
    article_ids = fields.One2many("crm.knowledge.article", "folder_id", "Articles")
    article_count = fields.Integer(compute="_compute_article_count")

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for folder in self:
            above = folder.parent_id.complete_name
            folder.complete_name = f"{above} / {folder.name}" if above else folder.name

    def _search_complete_name(self, operator, value):
        return [("name", operator, value)]

    @api.depends("article_ids")
    def _compute_article_count(self):
        """Articles in the folder and in all folders below it."""
        counts = self.env["crm.knowledge.article"]._read_group(
            [("folder_id", "child_of", self.ids)], ["folder_id"], ["__count"]
        )
        for folder in self:
            folder.article_count = sum(
                count for inside, count in counts if (inside.parent_path or "").startswith(folder.parent_path or "-")
            )

    @api.constrains("parent_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A folder cannot lie in itself."))
