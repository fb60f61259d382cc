from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

PAGE = 30
ICONS = {
    "email": "fa-envelope-o",
    "phone": "fa-phone",
    "sms": "fa-mobile",
    "chat": "fa-comments-o",
    "social": "fa-weixin",
    "web": "fa-globe",
    "portal": "fa-user-circle-o",
    "shop": "fa-shopping-cart",
    "pos": "fa-shopping-bag",
    "event": "fa-ticket",
    "mailing": "fa-paper-plane-o",
    "survey": "fa-star-half-o",
    "visit": "fa-handshake-o",
    "fax": "fa-fax",
    "letter": "fa-file-text-o",
    "office": "fa-file-text",
}


class ResPartner(models.Model):
    """The customer's file: one page with what a salesperson needs, at a cost that does not grow with the history."""

    _inherit = "res.partner"

    last_touchpoint_at = fields.Datetime(
        "Last Touch", compute="_compute_last_touchpoint_at", groups="sales_team.group_sale_salesman"
    )
    order_count = fields.Integer("Orders", compute="_compute_sold", groups="sales_team.group_sale_salesman")
    sold_amount = fields.Monetary(
        "Sold",
        compute="_compute_sold",
        currency_field="sold_currency_id",
        groups="sales_team.group_sale_salesman",
        help="All confirmed orders without taxes, at today's rates.",
    )
    sold_currency_id = fields.Many2one("res.currency", compute="_compute_sold_currency_id")

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("commercial_partner_id")
    def _compute_last_touchpoint_at(self):
        # One dive into the index per customer: the newest row, not the whole history.
        last = dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT customer.id, (
                        SELECT occurred_at FROM crm_touchpoint
                         WHERE customer_id = customer.id AND (company_id IS NULL OR company_id = ANY(%s))
                      ORDER BY occurred_at DESC, id DESC LIMIT 1)
                      FROM unnest(%s) AS customer(id)
                    """,
                    self.env.companies.ids,
                    list({partner.commercial_partner_id.id for partner in self if partner.commercial_partner_id.id}),
                )
            )
            if self.ids
            else []
        )
        for partner in self:
            partner.last_touchpoint_at = last.get(partner.commercial_partner_id._origin.id)

    @api.depends_context("allowed_company_ids")
    def _compute_sold_currency_id(self):
        self.sold_currency_id = self.env.company.currency_id

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("commercial_partner_id")
    def _compute_sold(self):
        for partner in self:
            sold = self.env["sale.order"]._read_group(
                partner._get_family() & Domain("state", "=", "sale"), ["currency_id"], ["__count", "amount_untaxed:sum"]
            )
            company, today = self.env.company, fields.Date.context_today(self)
            partner.order_count = sum(count for _currency, count, _amount in sold)
            partner.sold_amount = sum(
                currency._convert(amount, company.currency_id, company, today) for currency, _count, amount in sold
            )

    # The timeline

    @api.readonly
    def get_timeline_page(self, channels=None, before=None):
        """One page of the customer's touchpoints, newest first.

        `channels` limits it; `before` is the `next` of the page above. Of a contact only the own ones are shown.
        Return {"rows": [...], "next": cursor or False}. Costs the same for ten rows and ten million.
        """
        self.ensure_one()
        touchpoints = self.env["crm.touchpoint"].search_fetch(
            self._get_timeline_domain(channels, before), limit=PAGE + 1
        )
        page = touchpoints[:PAGE]
        more = len(touchpoints) > PAGE
        return {
            "rows": [touchpoint._prepare_timeline_row() for touchpoint in page],
            "next": [fields.Datetime.to_string(page[-1].occurred_at), page[-1].id] if more else False,
        }

    def _get_timeline_domain(self, channels, before):
        self.ensure_one()
        domain = Domain("customer_id", "=", self.commercial_partner_id.id)
        if self != self.commercial_partner_id:
            domain = Domain("partner_id", "=", self.id)
        if channels:
            domain &= Domain("channel", "in", channels)
        if before:
            when, row_id = before
            # The first condition is implied by the second, but only it tells PostgreSQL where in the index to start.
            domain &= Domain("occurred_at", "<=", when)
            domain &= Domain("occurred_at", "<", when) | Domain("id", "<", row_id)
        return domain

    def _get_family(self):
        """Domain on models with a partner_id: the records of this customer, those of its contacts included."""
        return Domain("partner_id.commercial_partner_id", "=", self.commercial_partner_id._origin.id)

    # What a salesperson does from the page

    def action_open_customer_file(self):
        """The customer's page, of a contact the company's."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Customer File"),
            "res_model": "res.partner",
            "res_id": self.id,
            "views": [(self.env.ref("crm_extended.view_customer_file_form").id, "form")],
        }

    def action_new_opportunity(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Opportunity"),
            "res_model": "crm.lead",
            "views": [(False, "form")],
            "context": {"default_partner_id": self.id, "default_type": "opportunity", "default_user_id": self.env.uid},
        }

    def action_write_mail(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Write a Mail"),
            "res_model": "mail.compose.message",
            "target": "new",
            "views": [(False, "form")],
            "context": {
                "default_model": "res.partner",
                "default_res_ids": self.ids,
                "default_partner_ids": self.ids,
                "default_composition_mode": "comment",
            },
        }

    def action_view_file_leads(self):
        self.ensure_one()
        return self._prepare_file_action("crm.lead", self.env._("Opportunities"), self._get_family())

    def action_view_file_orders(self):
        self.ensure_one()
        return self._prepare_file_action("sale.order", self.env._("Orders"), self._get_family())

    def action_view_touchpoints(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_extended.action_touchpoint")
        return action | {
            "domain": [("customer_id", "=", self.commercial_partner_id.id)],
            "context": {"default_partner_id": self.id},
        }
