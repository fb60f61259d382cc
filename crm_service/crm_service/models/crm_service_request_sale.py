from odoo import api, fields, models

from ..engine.coverage import Need, best, cover

COVERAGE = [("covered", "Covered"), ("partly", "Partly Covered"), ("billable", "Billable")]


class CrmServiceRequestSale(models.Model):
    """What the work costs the customer, and what he buys because of it."""

    _name = "crm.service.request"
    _inherit = ["crm.service.request"]

    currency_id = fields.Many2one(related="company_id.currency_id")
    entitlement_id = fields.Many2one(
        "crm.entitlement", "Entitlement", check_company=True, index="btree_not_null", copy=False,
        domain="[('commercial_partner_id', '=', commercial_partner_id), ('state', '=', 'valid')]",
        help="The contract or warranty that covers this request; the one that leaves least to pay is proposed.",
    )  # fmt: skip
    planned_hours = fields.Float("Expected Hours", help="How long the work will take, as far as we know.")
    planned_visits = fields.Integer("Expected Visits")
    needs_parts = fields.Boolean("Parts Needed")
    use_ids = fields.One2many("crm.entitlement.use", "request_id", "Work Done")
    spent_hours = fields.Float("Hours Spent", compute="_compute_spent", store=True)
    spent_visits = fields.Integer("Visits Made", compute="_compute_spent", store=True)
    coverage = fields.Selection(COVERAGE, compute="_compute_coverage", help="Known before the work starts.")
    billable_hours = fields.Float("Hours to Bill", compute="_compute_coverage")
    billable_visits = fields.Integer("Visits to Bill", compute="_compute_coverage")
    billable_parts = fields.Boolean("Parts to Bill", compute="_compute_coverage")
    lead_ids = fields.One2many(
        "crm.lead", "service_request_id", "Opportunities", groups="sales_team.group_sale_salesman"
    )
    lead_count = fields.Integer(compute="_compute_sales", groups="sales_team.group_sale_salesman")
    sold_amount = fields.Monetary(
        "Sold by Service", compute="_compute_sales", groups="base.group_user",
        help="Untaxed amount of confirmed orders that came from this request.",
    )  # fmt: skip

    @api.depends("use_ids.hours", "use_ids.visits")
    def _compute_spent(self):
        for request in self:
            request.spent_hours = sum(request.use_ids.mapped("hours"))
            request.spent_visits = sum(request.use_ids.mapped("visits"))

    @api.depends(
        "entitlement_id.hours_left", "entitlement_id.visits_left", "entitlement_id.parts", "entitlement_id.date_start",
        "entitlement_id.date_end", "entitlement_id.active", "closed_at", "planned_hours", "planned_visits", "needs_parts",
        "spent_hours", "spent_visits",
    )  # fmt: skip
    def _compute_coverage(self):
        for request in self:
            # What was spent on this request has left the entitlement already: it is offered back to the question.
            terms = request.entitlement_id._to_engine(request.spent_hours, request.spent_visits)
            # A closed request stays as it was when it was closed, whatever ends afterwards.
            day = fields.Date.context_today(request, request.closed_at or None)
            left = cover(terms, request._need(), day)
            request.coverage = left.state
            request.billable_hours, request.billable_visits, request.billable_parts = (
                left.hours,
                left.visits,
                left.parts,
            )

    def _need(self):
        hours, visits = max(self.planned_hours, self.spent_hours), max(self.planned_visits, self.spent_visits)
        return Need(max(0.0, hours), max(0, visits), self.needs_parts)

    def _choose_entitlement(self):
        """Propose the entitlement that leaves least to pay; one query for all requests."""
        asking = self.filtered(lambda request: request.commercial_partner_id)
        # sudo: the customer or an agent without rights on contracts gets what is his.
        found = self.env["crm.entitlement"].sudo()._valid_for(asking.commercial_partner_id)
        for request in asking.filtered(
            lambda request: not request.entitlement_id.is_valid
            or request.entitlement_id.commercial_partner_id != request.commercial_partner_id
            or (request.entitlement_id.asset_id and request.entitlement_id.asset_id != request.asset_id)
        ):
            choices = found.filtered(lambda entitlement, request=request: entitlement._concerns(request))
            terms = [(entitlement.id, entitlement._to_engine()) for entitlement in choices]
            chosen = best(terms, request.sudo()._need(), fields.Date.context_today(request))
            if chosen != (request.entitlement_id.id or None):
                request.sudo().entitlement_id = chosen or False

    def _compute_sales(self):
        # sudo: service is credited with the amount; the orders themselves stay with sales.
        Order = self.env["sale.order"].sudo()
        rows = Order._read_group(
            [("opportunity_id.service_request_id", "in", self.ids), ("state", "=", "sale")],
            ["opportunity_id", "currency_id"],
            ["amount_untaxed:sum"],
        )
        leads = (
            self.env["crm.lead"]
            .sudo()
            ._read_group([("service_request_id", "in", self.ids)], ["service_request_id"], ["__count"])
        )
        counts = {request.id: count for request, count in leads}
        sold = dict.fromkeys(self.ids, 0.0)
        for lead, currency, amount in rows:
            request = self.browse(lead.service_request_id.id)
            sold[request.id] += currency._convert(amount, request.company_id.currency_id, request.company_id)
        for request in self:
            request.lead_count = counts.get(request.id, 0)
            request.sold_amount = sold.get(request.id, 0.0)

    def action_create_lead(self):
        """An opportunity from a request, in one click; a second click opens the one that is still open."""
        self.ensure_one()
        self.lock_for_update()
        lead = self.lead_ids.filtered(lambda lead: lead.won_status == "pending")[:1]
        lead = lead or self.env["crm.lead"].create(self._prepare_lead())
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.lead",
            "res_id": lead.id,
            "view_mode": "form",
        }

    def _prepare_lead(self):
        source = self.env.ref("crm_service.utm_source_service", raise_if_not_found=False)
        return {
            "name": self.name,
            "type": "opportunity",
            "partner_id": self.partner_id.id,
            "email_from": self.email_from,
            "phone": self.phone,
            "company_id": self.company_id.id,
            "user_id": self.partner_id.user_id.id or self.env.uid,
            "service_request_id": self.id,
            "source_id": source.id if source else False,
            "description": self.description,
        }

    def action_view_leads(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("crm.crm_lead_opportunities")
        return dict(
            action, domain=[("service_request_id", "=", self.id)], context={"default_service_request_id": self.id}
        )
