from odoo import api, fields, models

from ..engine.lifecycle import Milestone

PATIENCE_DAYS = 60


class CrmAssetMilestone(models.Model):
    _name = "crm.asset.milestone"
    _description = "Lifecycle Prompt"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char("Offer", required=True, translate=True, help="Becomes the name of the opportunity.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company")
    kind = fields.Selection(
        [
            ("service", "Service"),
            ("insurance", "Insurance or warranty"),
            ("upgrade", "Upgrade"),
            ("trade_in", "Trade-in"),
        ],
        required=True,
        default="service",
    )
    anchor = fields.Selection(
        [("installed", "Installation"), ("warranty_end", "End of warranty"), ("serviced", "Last service")],
        "Counted From",
        required=True,
        default="installed",
    )
    months = fields.Integer(help="Months after that day.")
    days = fields.Integer(help="And days; negative is before.")
    product_category_ids = fields.Many2many(
        "product.category", string="Product Categories", help="Empty: every product."
    )
    sales_team_id = fields.Many2one("crm.team", "Sales Team", check_company=True)
    expected_share = fields.Float(
        "Expected Revenue (% of price)", help="Share of the product's list price expected as revenue."
    )
    prompt_count = fields.Integer("Prompts Made", compute="_compute_prompt_count")

    _share_not_negative = models.Constraint("CHECK (expected_share >= 0)", "An expected revenue is not negative.")

    def _compute_prompt_count(self):
        counts = dict(
            self.env["crm.asset.prompt"]._read_group([("milestone_id", "in", self.ids)], ["milestone_id"], ["__count"])
        )
        for milestone in self:
            milestone.prompt_count = counts.get(milestone, 0)

    def _to_engine(self):
        return Milestone(self.anchor, self.months, self.days)

    def _concerns(self, asset):
        categories = self.product_category_ids
        above = {int(key) for key in (asset.product_id.categ_id.parent_path or "").split("/") if key}
        same_company = not self.company_id or self.company_id == asset.company_id
        return same_company and (not categories or bool(above & set(categories.ids)))

    @api.model
    def _cron_prompt(self):
        """Make a lead of each offer whose day has come, once per asset and day."""
        milestones = self.search([])
        Asset = self.env["crm.asset"]
        last_id = 0
        while milestones:
            assets = Asset.search(
                [("state", "in", ["installed", "repair"]), ("id", ">", last_id)], order="id", limit=500
            )
            if not assets:
                break
            last_id = assets[-1].id
            self.env["crm.asset.prompt"]._make(assets, milestones)
            self.env["ir.cron"]._commit_progress(len(assets))
