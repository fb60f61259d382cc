from odoo import api, fields, models


class CrmKnowledgeMixin(models.AbstractModel):
    """For records that articles help with: which were used, which solved it, and a button to look for more."""

    _name = "crm.knowledge.mixin"
    _description = "Helped by Knowledge"

    knowledge_use_ids = fields.One2many(
        "crm.knowledge.use", "res_id", "Articles", domain=lambda self: [("res_model", "=", self._name)],
        groups="base.group_user",
    )  # fmt: skip
    knowledge_use_count = fields.Integer(compute="_compute_knowledge_use_count", groups="base.group_user")

    @api.depends("knowledge_use_ids")
    def _compute_knowledge_use_count(self):
        counts = dict(
            self.env["crm.knowledge.use"]._read_group(
                [("res_model", "=", self._name), ("res_id", "in", self.ids)], ["res_id"], ["__count"]
            )
        )
        for record in self:
            record.knowledge_use_count = counts.get(record.id, 0)

    def _knowledge_question(self):
        """What the customer wants to know, in words: the start of the search. To be overridden."""
        self.ensure_one()
        return self.display_name

    def action_find_articles(self):
        self.ensure_one()
        return self.env["crm.knowledge.finder"]._open(self)

    @api.ondelete(at_uninstall=False)
    def _unlink_knowledge_uses(self):
        # Whoever may delete the record may delete what hangs on it.
        self.env["crm.knowledge.use"].sudo().search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        ).unlink()
