from odoo import api, fields, models


class CrmCompetitor(models.Model):
    """Who else sells to our customers, and what to say when they do: the battle card."""

    _name = "crm.competitor"
    _description = "Competitor"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    partner_id = fields.Many2one("res.partner", "Contact", index="btree_not_null", check_company=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: all companies share the card.")
    website = fields.Char()
    user_id = fields.Many2one("res.users", "Kept by", default=lambda self: self.env.user, tracking=True)
    strengths = fields.Html(help="Where they are really good: do not argue there.")
    weaknesses = fields.Html(help="Where customers are disappointed with them.")
    our_pitch = fields.Html("Why Us", help="What to say, in three sentences.")
    argument_ids = fields.One2many("crm.competitor.argument", "competitor_id", "Objections")
    product_ids = fields.One2many("crm.competitor.product", "competitor_id", "Products")
    product_count = fields.Integer(compute="_compute_product_count")
    lead_ids = fields.Many2many("crm.lead", string="Opportunities", readonly=True)
    open_count = fields.Integer("Open Opportunities", compute="_compute_results")
    won_count = fields.Integer("Won Against", compute="_compute_results")
    lost_count = fields.Integer("Lost To", compute="_compute_results")
    win_rate = fields.Float(compute="_compute_results", help="Share of the decided opportunities that we won.")

    @api.depends("product_ids")
    def _compute_product_count(self):
        counts = dict(
            self.env["crm.competitor.product"]._read_group(
                [("competitor_id", "in", self.ids)], ["competitor_id"], ["__count"]
            )
        )
        for competitor in self:
            competitor.product_count = counts.get(competitor, 0)

    @api.depends_context("uid")
    @api.depends("lead_ids.won_status", "lead_ids.lost_competitor_id")
    def _compute_results(self):
        """Among the opportunities that the user may see. Lost counts only where it was lost to this very competitor."""
        Lead = self.env["crm.lead"].with_context(active_test=False)
        counts = {competitor: [0, 0, 0] for competitor in self}
        seen = Lead.has_access("read")
        groups = [("won_status", "in", ("won", "pending")), ("competitor_ids", "in", self.ids)]
        for competitor, status, count in (
            Lead._read_group(groups, ["competitor_ids", "won_status"], ["__count"]) if seen else ()
        ):
            if competitor in counts:
                counts[competitor][1 if status == "won" else 0] = count
        lost = [("won_status", "=", "lost"), ("lost_competitor_id", "in", self.ids)]
        for competitor, count in Lead._read_group(lost, ["lost_competitor_id"], ["__count"]) if seen else ():
            counts[competitor][2] = count
        for competitor in self:
            competitor.open_count, competitor.won_count, competitor.lost_count = counts[competitor]
            decided = competitor.won_count + competitor.lost_count
            competitor.win_rate = competitor.won_count / decided if decided else 0.0

    def action_opportunities(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm.crm_lead_all_leads")
        return {
            **action,
            "name": self.env._("Opportunities against %(competitor)s", competitor=self.name),
            "domain": ["|", ("competitor_ids", "in", self.ids), ("lost_competitor_id", "in", self.ids)],
            "context": {"active_test": False},
        }

    def action_prices(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_knowledge.action_competitor_price")
        return {**action, "domain": [("competitor_id", "=", self.id)]}
