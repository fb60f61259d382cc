from odoo import api, fields, models


class CrmKnowledgeArticle(models.Model):
    # One model in three files, one per subject.
    _inherit = "crm.knowledge.article"

    use_ids = fields.One2many("crm.knowledge.use", "article_id", "Used for")
    use_count = fields.Integer("Used", compute="_compute_uses")
    solved_count = fields.Integer("Solved", compute="_compute_uses")
    feedback_ids = fields.One2many("crm.knowledge.feedback", "article_id", "Feedback")
    helpful_count = fields.Integer("Helpful", compute="_compute_feedback")
    unhelpful_count = fields.Integer("Not Helpful", compute="_compute_feedback")
    to_fix_count = fields.Integer("To Fix", compute="_compute_feedback")
    shown_count = fields.Integer("Suggested", compute="_compute_deflection")
    deflected_count = fields.Integer(
        "Deflected", compute="_compute_deflection", help="Readers who said that this answered their question."
    )

    @api.depends("use_ids.solved")
    def _compute_uses(self):
        counts = {
            (article, solved): count
            for article, solved, count in self.env["crm.knowledge.use"]._read_group(
                [("article_id", "in", self.ids)], ["article_id", "solved"], ["__count"]
            )
        }
        for article in self:
            article.solved_count = counts.get((article, True), 0)
            article.use_count = article.solved_count + counts.get((article, False), 0)

    @api.depends("feedback_ids.helpful", "feedback_ids.state")
    def _compute_feedback(self):
        counts = {}
        for article, helpful, state, count in self.env["crm.knowledge.feedback"]._read_group(
            [("article_id", "in", self.ids)], ["article_id", "helpful", "state"], ["__count"]
        ):
            entry = counts.setdefault(article, [0, 0, 0])
            entry[0 if helpful else 1] += count
            entry[2] += count if state in ("new", "progress") else 0
        for article in self:
            article.helpful_count, article.unhelpful_count, article.to_fix_count = counts.get(article, (0, 0, 0))

    def _compute_deflection(self):
        counts = {
            article: (shown, solved)
            for article, shown, solved in self.env["crm.knowledge.suggestion"]._read_group(
                [("article_id", "in", self.ids)], ["article_id"], ["shown:sum", "solved:sum"]
            )
        }
        for article in self:
            article.shown_count, article.deflected_count = counts.get(article, (0, 0))

    def action_feedback(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_knowledge.action_feedback")
        return {**action, "domain": [("article_id", "=", self.id)], "context": {}}

    def action_uses(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_knowledge.action_use")
        return {**action, "domain": [("article_id", "=", self.id)]}
