from odoo import api, fields, models
from odoo.exceptions import ValidationError


class UtmCampaign(models.Model):
    _inherit = "utm.campaign"

    date_start = fields.Date("From")
    date_end = fields.Date("To")
    budget_amount = fields.Monetary("Budget", groups="sales_team.group_sale_salesman_all_leads")
    cost_ids = fields.One2many(
        "crm.campaign.cost", "campaign_id", "Costs", groups="sales_team.group_sale_salesman_all_leads"
    )
    cost_amount = fields.Monetary(
        "Actual Cost",
        compute="_compute_return",
        groups="sales_team.group_sale_salesman_all_leads",
        help="Sum of the cost lines.",
    )
    touch_count = fields.Integer(
        "Touches", compute="_compute_return", groups="sales_team.group_sale_salesman_all_leads"
    )
    lead_count = fields.Integer(
        "Leads Won For Us", compute="_compute_return", groups="sales_team.group_sale_salesman_all_leads"
    )
    won_count = fields.Integer("Deals", compute="_compute_return", groups="sales_team.group_sale_salesman_all_leads")
    won_amount = fields.Monetary(
        "Won Revenue", compute="_compute_return", groups="sales_team.group_sale_salesman_all_leads"
    )
    profit_amount = fields.Monetary(
        "Surplus", compute="_compute_return", groups="sales_team.group_sale_salesman_all_leads"
    )
    return_rate = fields.Float(
        "Return",
        compute="_compute_return",
        groups="sales_team.group_sale_salesman_all_leads",
        help="Surplus in relation to the cost. 100 % means: each coin spent came back twice.",
    )

    @api.depends("cost_ids.amount")
    def _compute_return(self):
        sums = {
            campaign: values
            for campaign, *values in self.env["crm.campaign.return"]._read_group(
                [("campaign_id", "in", self.ids)],
                ["campaign_id"],
                ["cost:sum", "touches:sum", "leads:sum", "deals:sum", "revenue:sum"],
            )
        }
        for campaign in self:
            cost, touches, leads, deals, revenue = sums.get(campaign, (0, 0, 0, 0, 0))
            campaign.cost_amount, campaign.won_amount = cost, revenue
            campaign.touch_count, campaign.lead_count, campaign.won_count = touches, leads, deals
            campaign.profit_amount = revenue - cost
            campaign.return_rate = (revenue - cost) / cost if cost else 0

    @api.constrains("date_start", "date_end")
    def _check_campaign_dates(self):
        for campaign in self:
            if campaign.date_start and campaign.date_end and campaign.date_end < campaign.date_start:
                raise ValidationError(self.env._("A campaign does not end before it begins."))

    def action_view_return(self):
        self.ensure_one()
        return self.env["ir.actions.act_window"]._for_xml_id("crm_journey.action_campaign_return") | {
            "domain": [("campaign_id", "=", self.id)]
        }
