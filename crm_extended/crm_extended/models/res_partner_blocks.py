from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date, formatLang

BLOCK_ROWS = 5
OPEN_LEADS = Domain("won_status", "=", "pending")


class ResPartner(models.Model):
    """The cards on the customer's page. What they show is looked up in one statement for all of them."""

    _inherit = "res.partner"

    customer_blocks = fields.Json(compute="_compute_customer_page", groups="sales_team.group_sale_salesman")
    next_step = fields.Char(compute="_compute_customer_page", groups="sales_team.group_sale_salesman")
    open_lead_count = fields.Integer(
        "Open Opportunities", compute="_compute_customer_page", groups="sales_team.group_sale_salesman"
    )

    @api.depends_context("uid", "allowed_company_ids", "lang", "tz")
    @api.depends("activity_ids.date_deadline", "commercial_partner_id")
    def _compute_customer_page(self):
        # One page is read at a time: nothing here is meant for lists.
        for partner in self:
            partner._read_customer_page(partner._look_up_file() if partner._origin else {})

    def _read_customer_page(self, found):
        """Fill the page's fields from what was found. Hook: each addon fills its own."""
        self.ensure_one()
        self.open_lead_count = self._count_found(found, "leads")
        blocks = [block for block in self._prepare_file_blocks(found) if block["rows"]] if found else []
        self.customer_blocks = sorted(blocks, key=lambda block: block["sequence"])
        steps = next((block["rows"] for block in blocks if block["key"] == "steps"), None)
        self.next_step = f"{steps[0]['value']} · {steps[0]['label']}" if steps else False

    # What is looked up

    def _get_file_searches(self):
        """Hook: {key: (model, domain, order, limit, names)}, looked up in one statement for all keys.

        `names` are paths like "stage_id.name": words of related records, which `_get_name` gives without another query.
        It is looked up with the reader's rights; a model the reader may not read is left out. The names are those that
        a form shows in a field, whoever may open the related record.
        """
        family = self._get_family()
        people = Domain("parent_id", "=", self.commercial_partner_id._origin.id) & Domain("type", "=", "contact")
        return {
            "steps": ("mail.activity", self._get_step_domain(), "date_deadline, id", BLOCK_ROWS, ["user_id.name"]),
            "contacts": ("res.partner", people, "complete_name, id", BLOCK_ROWS * 2, []),
            "plan": ("crm.account.plan", self._get_plan_domain(), "id", BLOCK_ROWS, ["level_id.name", "user_id.name"]),
            "leads": ("crm.lead", family & OPEN_LEADS, "date_deadline, id desc", BLOCK_ROWS, ["stage_id.name"]),
            "orders": ("sale.order", self._get_order_domain(), "date_order desc, id desc", BLOCK_ROWS, []),
        }

    def _look_up_file(self):
        """Return {key: (records, how many there are in all, {id: {path: word}})} for every search that has something."""
        self.ensure_one()
        searches = {
            key: search for key, search in self._get_file_searches().items() if self.env[search[0]].has_access("read")
        }
        branches = []
        for key, (model, domain, order, limit, names) in searches.items():
            # The domain of activities says itself who may read them.
            query = self.env[model]._search(domain, order=order, limit=limit, bypass_access=key == "steps")
            found = SQL.identifier(query.table, "id")
            words = SQL(", ").join(
                part for path in names for part in (SQL("%s", path), self._get_name_sql(model, path, query))
            )
            # The places keep the order of each search; a UNION alone promises none.
            branches.append(
                SQL(
                    "SELECT %s AS key, ROW_NUMBER() OVER () AS place, id, total, words FROM (%s) AS found",
                    key,
                    query.select(
                        SQL("%s AS id", found),
                        SQL("COUNT(*) OVER () AS total"),
                        SQL("jsonb_build_object(%s) AS words", words),
                    ),
                )
            )
        rows = self.env.execute_query(SQL("%s ORDER BY key, place", SQL(" UNION ALL ").join(branches)))
        found, totals = {}, {}
        for key, _place, record_id, total, words in rows:
            found.setdefault(key, {})[record_id] = words
            totals[key] = total
        return {key: (self.env[searches[key][0]].browse(words), totals[key], words) for key, words in found.items()}

    @api.model
    def _get_name_sql(self, model, path, query):
        """The word at `path`, in the reader's language; joins the related record to `query`."""
        link, name = path.split(".")
        related, alias = self.env[model]._fields[link].join(self.env[model], query.table, query)
        return related._field_to_sql(alias, name, query)

    @api.model
    def _get_found(self, found, key, model):
        return found[key][0] if key in found else self.env[model]

    @api.model
    def _get_name(self, found, key, record, path):
        """The word that the search `key` was asked for; empty where the record is related to none."""
        return found[key][2][record.id][path] or ""

    @api.model
    def _count_found(self, found, key):
        return found[key][1] if key in found else 0

    def _get_step_domain(self):
        """Domain of open activities on the customer, its contacts, leads and orders that the reader may read.

        Core allows the own ones and those on documents the reader may post on, and asks for them one model after the
        other; here that rule is part of the one statement.
        """
        family = Domain("commercial_partner_id", "=", self.commercial_partner_id._origin.id)
        steps = Domain.FALSE
        for model, domain in [
            ("res.partner", family),
            *((name, self._get_family()) for name in self._get_file_models()),
        ]:
            Document = self.env[model]
            if not Document.has_access("read"):
                continue
            seen = Domain("user_id", "=", self.env.uid)
            access = Document._mail_post_access
            if Document.has_access(access):
                allowed = domain & Domain(self.env["ir.rule"]._compute_domain(model, access) or Domain.TRUE)
                # sudo: a rule may speak of records that the reader may not read; `mine` asks with the reader's rights.
                seen |= Domain("res_id", "in", Document.sudo()._search(allowed))
            mine = Domain("res_id", "in", Document._search(domain))
            steps |= Domain("res_model", "=", model) & mine & seen
        return steps

    def _get_file_models(self):
        """Models with a partner_id whose activities are steps with the customer."""
        return ["crm.lead", "sale.order"]

    def _get_plan_domain(self):
        return Domain("partner_id", "=", self.commercial_partner_id._origin.id)

    def _get_order_domain(self):
        return self._get_family() & Domain("state", "in", ["draft", "sent", "sale"])

    # What is shown

    def _prepare_file_blocks(self, found):
        """Hook: each addon appends the blocks it knows about, from what `_get_file_searches` found.

        A block is {"key", "title", "icon", "sequence", "rows"}; it may have "count" and "action" (opened by its
        title). A row is {"label"} and may have "value", "note", "model" and "id" (what a click opens), "badge" (a
        Bootstrap colour). A block without rows is not shown. Cost must not depend on the length of the history.
        """
        self.ensure_one()
        return [
            self._prepare_activity_block(found),
            self._prepare_contact_block(found),
            self._prepare_plan_block(found),
            self._prepare_opportunity_block(found),
            self._prepare_order_block(found),
        ]

    def _prepare_activity_block(self, found):
        today = fields.Date.context_today(self)
        rows = [
            {
                "label": activity._get_step_name(),
                "value": format_date(self.env, activity.date_deadline),
                "note": self._get_name(found, "steps", activity, "user_id.name"),
                "badge": "danger"
                if activity.date_deadline < today
                else "warning"
                if activity.date_deadline == today
                else "",
                "model": activity.res_model,
                "id": activity.res_id,
            }
            # sudo: only those the reader may read were found; asking again would cost as much as finding them.
            for activity in self._get_found(found, "steps", "mail.activity").sudo()
        ]
        return {"key": "steps", "title": self.env._("Next Steps"), "icon": "fa-clock-o", "sequence": 10, "rows": rows}

    def _prepare_contact_block(self, found):
        contacts = self._get_found(found, "contacts", "res.partner")
        # Without an open opportunity nobody has a part in one.
        roles = contacts._get_buying_roles() if self.open_lead_count else {}
        rows = [contact._prepare_contact_row(roles.get(contact, "")) for contact in contacts]
        return {
            "key": "contacts",
            "title": self.env._("Contacts"),
            "icon": "fa-users",
            "sequence": 20,
            "count": self._count_found(found, "contacts"),
            "rows": rows,
        }

    def _get_buying_roles(self):
        """Return {contact: its roles in opportunities that are open, in words}."""
        Stakeholder = self.env["crm.lead.stakeholder"]
        if not self or not Stakeholder.has_access("read"):
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

    def _prepare_opportunity_block(self, found):
        rows = [
            {
                "label": lead.name,
                "note": self._get_name(found, "leads", lead, "stage_id.name"),
                "value": formatLang(self.env, lead.expected_revenue, currency_obj=lead.company_currency),
                "model": "crm.lead",
                "id": lead.id,
            }
            for lead in self._get_found(found, "leads", "crm.lead")
        ]
        return {
            "key": "leads",
            "title": self.env._("Open Opportunities"),
            "icon": "fa-star-o",
            "sequence": 30,
            "rows": rows,
            "action": self._prepare_file_action(
                "crm.lead", self.env._("Opportunities"), self._get_family() & OPEN_LEADS
            ),
        }

    def _prepare_plan_block(self, found):
        rows = [
            {
                "label": " · ".join(
                    self._get_name(found, "plan", plan, path) for path in ("level_id.name", "user_id.name")
                ),
                "note": self.env._("Next visit due"),
                "value": format_date(self.env, plan.next_visit_date),
                "badge": "danger" if plan.neglected else "",
                "model": "crm.account.plan",
                "id": plan.id,
            }
            for plan in self._get_found(found, "plan", "crm.account.plan")
        ]
        return {"key": "plan", "title": self.env._("Key Account"), "icon": "fa-diamond", "sequence": 25, "rows": rows}

    def _prepare_order_block(self, found):
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
            for order in self._get_found(found, "orders", "sale.order")
        ]
        return {
            "key": "orders",
            "title": self.env._("Quotations and Orders"),
            "icon": "fa-file-text-o",
            "sequence": 40,
            "rows": rows,
            "action": self._prepare_file_action(
                "sale.order", self.env._("Quotations and Orders"), self._get_order_domain()
            ),
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
