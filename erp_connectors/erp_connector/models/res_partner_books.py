from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine import ageing

READERS = ",".join(
    (
        "sales_team.group_sale_salesman",
        "account.group_account_invoice",
        "account.group_account_readonly",
        "erp_connector.group_erp_user",
    )
)


class ResPartner(models.Model):
    """What a customer owes and may owe according to the ERP's books, in the company that is looked from."""

    _inherit = "res.partner"

    erp_open_item_ids = fields.One2many(
        "erp.open.item", compute="_compute_erp_open_items", string="Open Items", groups=READERS
    )
    erp_currency_id = fields.Many2one("res.currency", compute="_compute_erp_books", groups=READERS)
    erp_has_books = fields.Boolean(compute="_compute_erp_books", groups=READERS)
    erp_balance = fields.Monetary("Open in the ERP", "erp_currency_id", compute="_compute_erp_books", groups=READERS)
    erp_overdue = fields.Monetary("Overdue", "erp_currency_id", compute="_compute_erp_books", groups=READERS)
    erp_not_due = fields.Monetary("Not Due", "erp_currency_id", compute="_compute_erp_books", groups=READERS)
    erp_to_30 = fields.Monetary("1 to 30 Days", "erp_currency_id", compute="_compute_erp_books", groups=READERS)
    erp_to_60 = fields.Monetary("31 to 60 Days", "erp_currency_id", compute="_compute_erp_books", groups=READERS)
    erp_to_90 = fields.Monetary("61 to 90 Days", "erp_currency_id", compute="_compute_erp_books", groups=READERS)
    erp_over_90 = fields.Monetary("Over 90 Days", "erp_currency_id", compute="_compute_erp_books", groups=READERS)
    erp_has_limit = fields.Boolean(compute="_compute_erp_credit", groups=READERS)
    erp_credit_limit = fields.Monetary(
        "ERP Credit Limit", "erp_currency_id", compute="_compute_erp_credit", groups=READERS
    )
    erp_blocked = fields.Boolean(
        "Blocked in the ERP",
        compute="_compute_erp_credit",
        groups=READERS,
        help="The ERP delivers nothing to this customer.",
    )

    @api.depends_context("company")
    def _compute_erp_open_items(self):
        items = self.env["erp.open.item"].search(self.commercial_partner_id._erp_items_domain())
        by_partner = items.grouped("partner_id")
        for partner in self:
            partner.erp_open_item_ids = by_partner.get(partner.commercial_partner_id, items.browse())

    def _erp_items_domain(self):
        """Domain of what these customers have open in the current company."""
        return [("partner_id", "in", self.ids), ("company_id", "=", self.env.company.id), ("is_open", "=", True)]

    @api.depends_context("company")
    def _compute_erp_books(self):
        sums = self.commercial_partner_id._erp_ageing()
        for partner in self:
            found = sums.get(partner.commercial_partner_id.id)
            buckets = found or dict.fromkeys(ageing.BUCKETS, Decimal(0))
            partner.erp_currency_id = self.env.company.currency_id
            partner.erp_has_books = found is not None
            partner.erp_balance = float(sum(buckets.values()))
            partner.erp_overdue = float(sum(buckets.values()) - buckets[ageing.NOT_DUE])
            for name, amount in buckets.items():
                partner[f"erp_{name}"] = float(amount)

    def _erp_ageing(self, today=None):
        """{partner id: {bucket: Decimal in the company's currency}} of those who have open items; one query."""
        if not self.ids:
            return {}
        self.env["erp.open.item"].check_access("read")
        self.env["erp.open.item"].flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT partner_id, due, sum(open_company)::numeric(18, 6)::text FROM erp_open_item"
                " WHERE is_open AND company_id = %s AND partner_id IN %s GROUP BY partner_id, due",
                self.env.company.id,
                tuple(self.ids),
            )
        )
        today = today or fields.Date.context_today(self)
        items = {}
        for partner_id, due, amount in rows:
            items.setdefault(partner_id, []).append((due, Decimal(amount)))
        return {partner_id: ageing.ageing(pairs, today) for partner_id, pairs in items.items()}

    @api.depends_context("company")
    def _compute_erp_credit(self):
        credits = self.commercial_partner_id._erp_credits()
        for partner in self:
            limit, blocked = credits.get(partner.commercial_partner_id.id, (None, False))
            partner.erp_has_limit = limit is not None
            partner.erp_credit_limit = float(limit or 0)
            partner.erp_blocked = blocked

    def _erp_credits(self):
        """{partner id: (limit or None, blocked)} in the current company's currency. Where several ERPs keep one, their
        limits add up, and one that blocks is enough."""
        company, today = self.env.company, fields.Date.context_today(self)
        # sudo: whoever sells to a customer may know how far; who may read the figures is up to the fields' groups.
        credits = self.env["erp.credit"].sudo()
        found = {}
        domain = [("partner_id", "in", self.ids), ("company_id", "=", company.id)]
        for credit in credits.search_fetch(
            domain, ["partner_id", "currency_id", "has_limit", "limit", "blocked"], order="id"
        ):
            limit, blocked = found.get(credit.partner_id.id, (None, False))
            if credit.has_limit:
                ours = credit.currency_id._convert(credit.limit, company.currency_id, company, today)
                limit = (limit or Decimal(0)) + Decimal(f"{ours:.{company.currency_id.decimal_places}f}")
            found[credit.partner_id.id] = (limit, blocked or credit.blocked)
        return found

    def action_erp_open_items(self):
        """Smart button: what this customer has open in the ERP."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("erp_connector.erp_open_item_action")
        action["domain"] = [("partner_id", "=", self.commercial_partner_id.id)]
        action["context"] = {"search_default_open": 1}
        return action

    def action_erp_statement(self):
        """Button: the statement as a PDF."""
        return self.env.ref("erp_connector.erp_statement_report").report_action(self.commercial_partner_id)

    def _erp_statement(self):
        """Everything the statement shows of one customer, to whoever may read open items."""
        self.ensure_one()
        partner, company = self.commercial_partner_id, self.env.company
        items = self.env["erp.open.item"].search(partner._erp_items_domain(), order="due, date, id")
        buckets = partner._erp_ageing().get(partner.id) or dict.fromkeys(ageing.BUCKETS, Decimal(0))
        labels = dict(items._fields["bucket"]._description_selection(self.env))
        return {
            "partner": partner,
            "company": company,
            "currency": company.currency_id,
            "items": items,
            "buckets": [(labels[name], float(amount)) for name, amount in buckets.items()],
            "balance": float(sum(buckets.values())),
            "today": fields.Date.context_today(self),
            "foreign": any(item.currency_id != company.currency_id for item in items),
        }
