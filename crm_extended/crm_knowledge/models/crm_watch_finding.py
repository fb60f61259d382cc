from odoo import fields, models


class CrmWatchFinding(models.Model):
    """Something new at a watched source: a page changed, or a feed has an entry that was not there before."""

    _name = "crm.watch.finding"
    _description = "News of a Watched Source"
    _order = "id DESC"
    _rec_name = "title"

    source_id = fields.Many2one("crm.watch.source", required=True, readonly=True, index=True, ondelete="cascade")
    competitor_id = fields.Many2one(related="source_id.competitor_id", store=True)
    company_id = fields.Many2one(related="source_id.company_id", store=True)
    guid = fields.Char("Key", required=True, readonly=True)
    title = fields.Char(readonly=True)
    link = fields.Char(readonly=True)
    summary = fields.Text("What Is New", readonly=True)
    diff = fields.Html("Change", readonly=True, sanitize=False)
    keyword_ids = fields.Many2many("crm.watch.keyword", string="Keywords", readonly=True)
    state = fields.Selection([("new", "New"), ("read", "Read")], required=True, default="new", index=True)

    _once = models.UniqueIndex("(source_id, guid)", "This was found already.")

    def action_read(self):
        self.state = "read"

    def _alert(self):
        """Tell about news with a keyword. A finding is created once, so it is told once."""
        for finding in self.filtered(lambda finding: finding.state == "new" and finding.keyword_ids):
            words = ", ".join(finding.keyword_ids.mapped("name"))
            finding.source_id.activity_schedule(
                "crm_knowledge.activity_watch",
                user_id=finding.source_id.user_id.id,
                summary=self.env._("%(words)s: %(title)s", words=words, title=finding.title)[:250],
                note=finding.diff or finding.summary,
            )
