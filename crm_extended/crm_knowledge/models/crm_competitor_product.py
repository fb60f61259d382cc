from odoo import api, fields, models


class CrmCompetitorProduct(models.Model):
    _name = "crm.competitor.product"
    _description = "Competitor Product"
    _order = "competitor_id, name"
    _check_company_auto = True

    name = fields.Char(required=True)
    competitor_id = fields.Many2one("crm.competitor", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="competitor_id.company_id", store=True)
    product_tmpl_id = fields.Many2one(
        "product.template", "Our Product", index="btree_not_null", check_company=True,
        help="What we offer instead; its sales price is compared.",
    )  # fmt: skip
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
        help="Currency of their prices.",
    )
    note = fields.Text("Compared with Ours")
    price_ids = fields.One2many("crm.competitor.price", "product_id", "Prices")
    price = fields.Monetary("Latest Price", compute="_compute_price")
    price_date = fields.Date("Seen on", compute="_compute_price")
    our_price = fields.Monetary(compute="_compute_our_price")
    difference = fields.Float(
        "We Are", compute="_compute_our_price", help="Our price compared with theirs: +10 % means that we are dearer."
    )

    @api.depends("price_ids.amount", "price_ids.date")
    def _compute_price(self):
        latest = {}
        prices = self.env["crm.competitor.price"].search([("product_id", "in", self.ids)], order="date, id")
        for price in prices:
            latest[price.product_id] = price
        for product in self:
            price = latest.get(product)
            product.price = price.amount if price else 0.0
            product.price_date = price.date if price else False

    @api.depends("price", "product_tmpl_id.list_price", "currency_id")
    def _compute_our_price(self):
        """Our list price in their currency at today's rate."""
        today = fields.Date.context_today(self)
        for product in self:
            ours = product.product_tmpl_id
            company = product.company_id or self.env.company
            product.our_price = (
                ours.currency_id._convert(ours.list_price, product.currency_id, company, today) if ours else 0.0
            )
            comparable = product.price and product.our_price
            product.difference = (product.our_price - product.price) / product.price if comparable else 0.0


class CrmCompetitorPrice(models.Model):
    _name = "crm.competitor.price"
    _description = "Competitor Price"
    _order = "date DESC, id DESC"

    product_id = fields.Many2one("crm.competitor.product", required=True, index=True, ondelete="cascade")
    competitor_id = fields.Many2one(related="product_id.competitor_id", store=True, index=True)
    company_id = fields.Many2one(related="product_id.company_id", store=True)
    currency_id = fields.Many2one(related="product_id.currency_id", store=True)
    date = fields.Date(required=True, default=fields.Date.context_today)
    amount = fields.Monetary("Price", required=True, aggregator="avg")
    source = fields.Char(help="Where it was seen: a quotation, a web page, a fair.")
    lead_id = fields.Many2one("crm.lead", "Opportunity", readonly=True, index="btree_not_null", ondelete="set null")

    _amount_positive = models.Constraint("CHECK (amount > 0)", "A price is more than nothing.")
