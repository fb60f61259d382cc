from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date, formatLang

PAGE = 30
BLOCK_ROWS = 5
OPEN_LEADS = Domain("won_status", "=", "pending")
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
    next_step = fields.Char(compute="_compute_next_step", groups="sales_team.group_sale_salesman")
    open_lead_count = fields.Integer(
        "Open Opportunities", compute="_compute_file_counts", groups="sales_team.group_sale_salesman"
    )
    order_count = fields.Integer("Orders", compute="_compute_file_counts", groups="sales_team.group_sale_salesman")
    sold_amount = fields.Monetary(
        "Sold",
        compute="_compute_file_counts",
        currency_field="sold_currency_id",
        groups="sales_team.group_sale_salesman",
        help="All confirmed orders without taxes, at today's rates.",
    )
    sold_currency_id = fields.Many2one("res.currency", compute="_compute_sold_currency_id")

    @api.depends_context("uid", "allowed_company_ids")
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
    def _compute_file_counts(self):
        for partner in self:
            family = partner._get_family()
            partner.open_lead_count = self.env["crm.lead"].search_count(family & OPEN_LEADS)
            sold = self.env["sale.order"]._read_group(
                family & Domain("state", "=", "sale"), ["currency_id"], ["__count", "amount_untaxed:sum"]
            )
            company, today = self.env.company, fields.Date.context_today(self)
            partner.order_count = sum(count for _currency, count, _amount in sold)
            partner.sold_amount = sum(
                currency._convert(amount, company.currency_id, company, today) for currency, _count, amount in sold
            )

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("activity_ids.date_deadline")
    def _compute_next_step(self):
        for partner in self:
            activity = partner._get_file_activities(limit=1)
            day = activity and format_date(self.env, activity.date_deadline)
            partner.next_step = f"{day} · {activity._get_step_name()}" if activity else False

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

    # The page

    @api.readonly
    def get_customer_file(self):
        """What the page shows beside the form's own fields: {"blocks": [...]}, in the order of reading."""
        self.ensure_one()
        return {"blocks": sorted(self._prepare_file_blocks(), key=lambda block: block["sequence"])}

    def _prepare_file_blocks(self):
        """Hook: each addon appends the blocks it knows about.

        A block is {"key", "title", "icon", "sequence", "rows"}; it may have "count" and "action" (opened by its
        title). A row is {"label"} and may have "value", "note", "model" and "id" (what a click opens), "badge" (a
        Bootstrap colour). A block without rows is not shown. Cost must not depend on the length of the history.
        """
        self.ensure_one()
        blocks = [self._prepare_activity_block(), self._prepare_contact_block()]
        if self.env["crm.lead"].has_access("read"):
            blocks.append(self._prepare_opportunity_block())
        if self.env["sale.order"].has_access("read"):
            blocks.append(self._prepare_order_block())
        if self.env["crm.account.plan"].has_access("read"):
            blocks.append(self._prepare_plan_block())
        return [block for block in blocks if block["rows"]]

    def _get_family(self):
        """Domain on models with a partner_id: the records of this customer, those of its contacts included."""
        return Domain("partner_id.commercial_partner_id", "=", self.commercial_partner_id._origin.id)

    def _get_file_activities(self, limit=BLOCK_ROWS):
        """Open activities on the customer, its contacts, leads and orders, the most urgent first."""
        self.ensure_one()
        family = self.env["res.partner"]._search(
            [("commercial_partner_id", "=", self.commercial_partner_id._origin.id)]
        )
        domain = Domain("res_model", "=", "res.partner") & Domain("res_id", "in", family)
        for model in self._get_file_models():
            if self.env[model].has_access("read"):
                domain |= Domain("res_model", "=", model) & Domain(
                    "res_id", "in", self.env[model]._search(self._get_family())
                )
        names = ["summary", "activity_type_id", "date_deadline", "user_id", "res_model", "res_id"]
        return self.env["mail.activity"].search_fetch(domain, names, order="date_deadline, id", limit=limit)

    def _get_file_models(self):
        """Models with a partner_id whose activities are steps with the customer."""
        return ["crm.lead", "sale.order"]

    def _prepare_activity_block(self):
        today = fields.Date.context_today(self)
        rows = [
            {
                "label": activity._get_step_name(),
                "value": format_date(self.env, activity.date_deadline),
                "note": activity.user_id.name,
                "badge": "danger"
                if activity.date_deadline < today
                else "warning"
                if activity.date_deadline == today
                else "",
                "model": activity.res_model,
                "id": activity.res_id,
            }
            for activity in self._get_file_activities()
        ]
        return {"key": "steps", "title": self.env._("Next Steps"), "icon": "fa-clock-o", "sequence": 10, "rows": rows}

    def _prepare_contact_block(self):
        contacts = self.commercial_partner_id.child_ids.filtered(lambda contact: contact.type == "contact")
        shown = contacts[: BLOCK_ROWS * 2]
        roles = shown._get_buying_roles()
        rows = [contact._prepare_contact_row(roles.get(contact, "")) for contact in shown]
        return {
            "key": "contacts",
            "title": self.env._("Contacts"),
            "icon": "fa-users",
            "sequence": 20,
            "count": len(contacts),
            "rows": rows,
        }

    def _get_buying_roles(self):
        """Return {contact: its roles in opportunities that are open, in words}."""
        Stakeholder = self.env["crm.lead.stakeholder"]
        if not Stakeholder.has_access("read"):
            return {}
        words = dict(Stakeholder._fields["role"]._description_selection(self.env))
        groups = Stakeholder._read_group(
            [("partner_id", "in", self.ids), ("lead_id.won_status", "=", "pending")], ["partner_id", "role"]
        )
        roles = {}
        for contact, role in groups:
            roles.setdefault(contact, []).append(words[role])
        return {contact: ", ".join(names) for contact, names in roles.items()}

    def _prepare_contact_row(self, roles=""):
        self.ensure_one()
        return {
            "label": self.name or "",
            "note": " · ".join(part for part in (self.function, roles) if part),
            "value": self.phone or self.email or "",
            "model": "res.partner",
            "id": self.id,
        }

    def _prepare_opportunity_block(self):
        domain = self._get_family() & OPEN_LEADS
        names = ["name", "stage_id", "expected_revenue", "company_id"]
        leads = self.env["crm.lead"].search_fetch(domain, names, order="date_deadline, id desc", limit=BLOCK_ROWS)
        rows = [
            {
                "label": lead.name,
                "note": lead.stage_id.name,
                "value": formatLang(self.env, lead.expected_revenue, currency_obj=lead.company_currency),
                "model": "crm.lead",
                "id": lead.id,
            }
            for lead in leads
        ]
        return {
            "key": "leads",
            "title": self.env._("Open Opportunities"),
            "icon": "fa-star-o",
            "sequence": 30,
            "rows": rows,
            "action": self._prepare_file_action("crm.lead", self.env._("Opportunities"), domain),
        }

    def _prepare_plan_block(self):
        domain = [("partner_id", "=", self.commercial_partner_id.id)]
        names = ["partner_id", "level_id", "user_id", "date_start", "visit_every", "visit_grace"]
        plans = self.env["crm.account.plan"].search_fetch(domain, names, limit=BLOCK_ROWS)
        rows = [
            {
                "label": f"{plan.level_id.name} · {plan.user_id.name or ''}",
                "note": self.env._("Next visit due"),
                "value": format_date(self.env, plan.next_visit_date),
                "badge": "danger" if plan.neglected else "",
                "model": "crm.account.plan",
                "id": plan.id,
            }
            for plan in plans
        ]
        return {"key": "plan", "title": self.env._("Key Account"), "icon": "fa-diamond", "sequence": 25, "rows": rows}

    def _prepare_order_block(self):
        domain = self._get_family() & Domain("state", "in", ["draft", "sent", "sale"])
        names = ["name", "date_order", "state", "amount_total", "currency_id"]
        orders = self.env["sale.order"].search_fetch(domain, names, order="date_order desc, id desc", limit=BLOCK_ROWS)
        states = dict(self.env["sale.order"]._fields["state"]._description_selection(self.env))
        rows = [
            {
                "label": order.name,
                "note": f"{format_date(self.env, order.date_order)} · {states[order.state]}",
                "value": formatLang(self.env, order.amount_total, currency_obj=order.currency_id),
                "badge": "" if order.state == "sale" else "info",
                "model": "sale.order",
                "id": order.id,
            }
            for order in orders
        ]
        return {
            "key": "orders",
            "title": self.env._("Quotations and Orders"),
            "icon": "fa-file-text-o",
            "sequence": 40,
            "rows": rows,
            "action": self._prepare_file_action("sale.order", self.env._("Quotations and Orders"), domain),
        }

    def _prepare_file_action(self, model, name, domain):
        """A window with the records behind a block."""
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "domain": list(domain),
            "views": [[False, "list"], [False, "form"]],
        }

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
