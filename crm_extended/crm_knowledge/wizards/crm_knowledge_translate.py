from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmKnowledgeTranslate(models.TransientModel):
    _name = "crm.knowledge.translate"
    _description = "Translate an Article"

    article_id = fields.Many2one("crm.knowledge.article", required=True, readonly=True)
    lang = fields.Selection(lambda self: self.env["res.lang"].get_installed(), "Into", required=True)
    owner_id = fields.Many2one(
        "res.users", "Translator", required=True, default=lambda self: self.env.user, domain=[("share", "=", False)]
    )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        values.setdefault("article_id", self.env.context.get("active_id"))
        return values

    def action_translate(self):
        """Create the translation as a draft that starts from the original's text, and open it."""
        self.ensure_one()
        original = self.article_id.source_id or self.article_id
        taken = {original.lang, *original.translation_ids.mapped("lang")}
        if self.lang in taken:
            raise UserError(self.env._("This article already exists in that language."))
        translation = self.env["crm.knowledge.article"].create(self._prepare_translation_values(original))
        if self.owner_id != self.env.user:
            translation.activity_schedule("crm_knowledge.activity_translate", user_id=self.owner_id.id)
        return translation.get_formview_action()

    def _prepare_translation_values(self, original):
        return {
            "name": original.name,
            "body": original.body,
            "lang": self.lang,
            "source_id": original.id,
            "folder_id": original.folder_id.id,
            "tag_ids": original.tag_ids.ids,
            "audience": original.audience,
            "company_id": original.company_id.id,
            "owner_id": self.owner_id.id,
            "review_every": original.review_every,
        }
