from odoo import api, fields, models

from ..engine.lifecycle import due_prompts
from .crm_asset_milestone import PATIENCE_DAYS


class CrmAssetPrompt(models.Model):
    """An offer that was made for an asset; the unique key is what makes it once."""

    _name = "crm.asset.prompt"
    _description = "Lifecycle Prompt Made"
    _order = "date desc, id desc"
    _rec_name = "milestone_id"

    asset_id = fields.Many2one("crm.asset", required=True, readonly=True, index=True, ondelete="cascade")
    milestone_id = fields.Many2one(
        "crm.asset.milestone", "Offer", required=True, readonly=True, index=True, ondelete="cascade"
    )
    date = fields.Date(required=True, readonly=True)
    lead_id = fields.Many2one("crm.lead", "Lead", readonly=True, ondelete="set null", index="btree_not_null")

    _once = models.Constraint("UNIQUE (asset_id, milestone_id, date)", "This offer has been made already.")

    @api.model
    def _make(self, assets, milestones):
        """Create the prompts that are due and their leads, in batch."""
        made = {
            (prompt.asset_id.id, prompt.milestone_id.id, prompt.date)
            for prompt in self.search([("asset_id", "in", assets.ids)])
        }
        today = fields.Date.context_today(self)
        rows = []
        for asset in assets:
            concerned = [(milestone, milestone._to_engine()) for milestone in milestones if milestone._concerns(asset)]
            dates = {
                "installed": asset.date_installed,
                "warranty_end": asset.warranty_end,
                "serviced": asset.last_service,
            }
            for milestone, day in due_prompts(concerned, dates, today, PATIENCE_DAYS):
                if (asset.id, milestone.id, day) not in made:
                    rows.append((asset, milestone, day))
        leads = self.env["crm.lead"].create([self._prepare_lead(asset, milestone) for asset, milestone, _day in rows])
        return self.create(
            [
                {"asset_id": asset.id, "milestone_id": milestone.id, "date": day, "lead_id": lead.id}
                for (asset, milestone, day), lead in zip(rows, leads, strict=True)
            ]
        )

    @api.model
    def _prepare_lead(self, asset, milestone):
        source = self.env.ref("crm_service.utm_source_service", raise_if_not_found=False)
        user = asset.partner_id.user_id or asset.commercial_partner_id.user_id
        return {
            "name": f"{milestone.name}: {asset.display_name}",
            "type": "opportunity",
            "partner_id": asset.partner_id.id,
            "company_id": asset.company_id.id,
            "team_id": milestone.sales_team_id.id,
            "user_id": user.id,
            "expected_revenue": asset.product_id.list_price * milestone.expected_share / 100,
            "service_asset_id": asset.id,
            "source_id": source.id if source else False,
        }
