from odoo import api, fields, models

from ..engine.lifecycle import warranty_end
from .crm_service_request import OPEN

MOST_UNITS = 500


class CrmAsset(models.Model):
    _name = "crm.asset"
    _description = "Customer Asset"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "partner_id, name, id"
    _check_company_auto = True

    name = fields.Char("Asset", compute="_compute_name", store=True, readonly=False, required=True, precompute=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company, required=True, index=True)
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, tracking=True, check_company=True
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id", string="Customer Company", store=True, index=True, precompute=True
    )
    site_id = fields.Many2one("res.partner", "Where It Stands", check_company=True)
    product_id = fields.Many2one("product.product", "Product", required=True, index=True, check_company=True)
    serial = fields.Char("Serial Number", copy=False, index="trigram", tracking=True)
    state = fields.Selection(
        [("ordered", "Ordered"), ("installed", "In Use"), ("repair", "In Repair"), ("retired", "Retired")],
        default="installed",
        required=True,
        tracking=True,
    )
    sale_line_id = fields.Many2one("sale.order.line", "Sold By", readonly=True, copy=False, index="btree_not_null")
    unit = fields.Integer("Unit of the Order Line", readonly=True, copy=False)
    order_id = fields.Many2one(related="sale_line_id.order_id", string="Order", groups="sales_team.group_sale_salesman")
    date_installed = fields.Date("Installed", default=fields.Date.context_today)
    warranty_months = fields.Integer(
        "Warranty (months)", compute="_compute_warranty_months", store=True, readonly=False, precompute=True
    )
    warranty_end = fields.Date("Warranty Until", compute="_compute_warranty_end", store=True, precompute=True)
    in_warranty = fields.Boolean(compute="_compute_in_warranty", search="_search_in_warranty")
    last_service = fields.Date(readonly=True, copy=False)
    next_service = fields.Date(compute="_compute_next_service")
    plan_ids = fields.One2many("crm.maintenance.plan", "asset_id", "Maintenance Plans")
    request_ids = fields.One2many("crm.service.request", "asset_id", "Requests")
    entitlement_ids = fields.One2many("crm.entitlement", "asset_id", "Entitlements")
    prompt_ids = fields.One2many("crm.asset.prompt", "asset_id", "Prompts", readonly=True)
    request_count = fields.Integer(compute="_compute_request_count")
    open_request_count = fields.Integer(compute="_compute_request_count")
    note = fields.Html("Notes for Service", groups="base.group_user")

    _serial_once = models.UniqueIndex(
        "(company_id, product_id, serial) WHERE serial IS NOT NULL AND serial != '' AND state != 'retired'",
        "This serial number of the product is known already.",
    )
    _unit_once = models.UniqueIndex(
        "(sale_line_id, unit) WHERE sale_line_id IS NOT NULL", "This unit of the order is an asset already."
    )
    _warranty_not_negative = models.Constraint("CHECK (warranty_months >= 0)", "A warranty is counted from zero up.")

    @api.depends("product_id")
    def _compute_name(self):
        for asset in self:
            asset.name = asset.name or asset._in_customers_language().product_id.display_name

    def _in_customers_language(self):
        """What the customer will read is written in the customer's language, whoever writes it."""
        return self.with_context(lang=self.partner_id.lang or self.env.lang)

    @api.depends("product_id")
    def _compute_warranty_months(self):
        for asset in self:
            asset.warranty_months = asset.product_id.warranty_months

    @api.depends("date_installed", "warranty_months")
    def _compute_warranty_end(self):
        for asset in self:
            asset.warranty_end = asset.date_installed and warranty_end(asset.date_installed, asset.warranty_months)

    @api.depends("warranty_end", "date_installed")
    def _compute_in_warranty(self):
        today = fields.Date.context_today(self)
        for asset in self:
            asset.in_warranty = bool(asset.warranty_end and asset.date_installed <= today <= asset.warranty_end)

    def _search_in_warranty(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        return [("warranty_end", ">=", today), ("date_installed", "<=", today)]

    @api.depends("plan_ids.next_date", "plan_ids.active")
    def _compute_next_service(self):
        for asset in self:
            asset.next_service = min(asset.plan_ids.filtered("active").mapped("next_date"), default=False)

    def _compute_request_count(self):
        Request = self.env["crm.service.request"]
        total = dict(Request._read_group([("asset_id", "in", self.ids)], ["asset_id"], ["__count"]))
        still = dict(Request._read_group(OPEN & fields.Domain("asset_id", "in", self.ids), ["asset_id"], ["__count"]))
        for asset in self:
            asset.request_count, asset.open_request_count = total.get(asset, 0), still.get(asset, 0)

    @api.depends("name", "serial")
    def _compute_display_name(self):
        for asset in self:
            asset.display_name = f"{asset.name} [{asset.serial}]" if asset.serial else asset.name

    @api.model
    def _search_display_name(self, operator, value):
        if operator in fields.Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        return fields.Domain("name", operator, value) | fields.Domain("serial", operator, value)

    @api.model_create_multi
    def create(self, vals_list):
        assets = super().create(vals_list)
        assets._grant_warranty()
        assets._plan_maintenance()
        return assets

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"date_installed", "warranty_months", "product_id", "partner_id"}:
            self._grant_warranty()
        return result

    def _grant_warranty(self):
        """A warranty is an entitlement of its own; it follows the asset's dates."""
        # sudo: whoever sells or installs the asset need not have rights on entitlements.
        Entitlement = self.env["crm.entitlement"].sudo()
        known = {
            row.asset_id: row for row in Entitlement.search([("asset_id", "in", self.ids), ("kind", "=", "warranty")])
        }
        new = []
        for asset in self.filtered("warranty_end"):
            values = asset._prepare_warranty()
            if asset in known:
                known[asset].write(values)
            else:
                new.append(values)
        (Entitlement.union(*(row for asset, row in known.items() if not asset.warranty_end))).unlink()
        Entitlement.create(new)

    def _prepare_warranty(self):
        return {
            "name": self._in_customers_language().env._("Warranty of %(asset)s", asset=self.display_name),
            "kind": "warranty",
            "company_id": self.company_id.id,
            "partner_id": self.commercial_partner_id.id,
            "asset_id": self.id,
            "date_start": self.date_installed,
            "date_end": self.warranty_end,
            "unlimited_hours": True,
            "unlimited_visits": True,
            "parts": True,
        }

    def _plan_maintenance(self):
        # sudo: as for the warranty.
        self.env["crm.maintenance.plan"].sudo().create(
            [
                {
                    "asset_id": asset.id,
                    "every": asset.product_id.service_every,
                    "unit": "month",
                    "date_start": asset.date_installed or fields.Date.context_today(asset),
                }
                for asset in self
                if asset.product_id.service_every > 0
            ]
        )

    def action_install(self):
        """The asset stands at the customer: warranty and maintenance count from today."""
        for asset in self.filtered(lambda asset: asset.state == "ordered"):
            today = fields.Date.context_today(asset)
            asset.write({"state": "installed", "date_installed": today})
            asset.plan_ids.filtered(lambda plan: not plan.request_ids).write({"date_start": today})

    def action_requests(self):
        self.ensure_one()
        return self.env["crm.service.request"]._action_list(
            self.display_name,
            [("asset_id", "=", self.id)],
            default_asset_id=self.id,
            default_partner_id=self.partner_id.id,
            default_product_id=self.product_id.id,
        )

    def action_new_request(self):
        return dict(self.action_requests(), view_mode="form", views=[(False, "form")])
