from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date, formatLang

from ..engine.contract import last_day, read_days

# What is agreed with the customer: only a draft may be changed in this.
AGREED = {
    *("name", "title", "partner_id", "company_id", "order_ids", "date_start", "term_months", "amount", "currency_id"),
    *("renewal", "notice_days", "template_id", "text_ids"),
}
# What only the machine writes.
MACHINE = {"state", "date_end", "signature", "signed_by", "signed_on", "signed_version_id", "version_ids"}


class CrmContract(models.Model):
    """A sales contract: made from orders, worded with clauses, signed by the customer, renewed or ended in time."""

    _name = "crm.contract"
    _description = "Sales Contract"
    _inherit = ["portal.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_end desc, id desc"
    _check_company_auto = True
    _touchpoint_messages = True

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/", index="trigram")
    title = fields.Char("Subject", help="e.g. Supply of steel rolls 2026")
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, tracking=True, check_company=True, ondelete="restrict"
    )
    commercial_partner_id = fields.Many2one(related="partner_id.commercial_partner_id", store=True, index=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    user_id = fields.Many2one(
        "res.users",
        "Salesperson",
        default=lambda self: self.env.user,
        tracking=True,
        index=True,
        check_company=True,
        domain=[("share", "=", False)],
    )
    template_id = fields.Many2one("crm.contract.template", "Template", check_company=True, ondelete="set null")
    order_ids = fields.Many2many("sale.order", string="Orders", check_company=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("sent", "Waiting for Signature"),
            ("active", "In Force"),
            ("expired", "Expired"),
            ("terminated", "Terminated"),
            ("declined", "Declined"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
        group_expand=True,
    )
    date_start = fields.Date("From", required=True, default=fields.Date.context_today, tracking=True, copy=False)
    term_months = fields.Integer(
        "Term (months)", compute="_compute_from_template", store=True, readonly=False, required=True, precompute=True
    )
    date_end = fields.Date("Until", compute="_compute_date_end", store=True, tracking=True, index=True, copy=False)
    renewal = fields.Selection(
        selection=lambda self: self.env["crm.contract.template"]._fields["renewal"]._description_selection(self.env),
        compute="_compute_from_template",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        help="What happens at the end of the term.",
    )
    notice_days = fields.Integer(
        "Notice (days)", compute="_compute_from_template", store=True, readonly=False, precompute=True
    )
    reminder_days = fields.Char(
        "Remind Days Before",
        compute="_compute_from_template",
        store=True,
        readonly=False,
        precompute=True,
        help="Days before the end, separated by commas. The salesperson gets one activity each.",
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id", store=True, readonly=False)
    amount = fields.Monetary(
        "Value", compute="_compute_amount", store=True, readonly=False, tracking=True, help="Without taxes."
    )
    text_ids = fields.One2many("crm.contract.text", "contract_id", "Clauses", copy=True)
    version_ids = fields.One2many("crm.contract.version", "contract_id", "Versions", readonly=True)
    previous_id = fields.Many2one("crm.contract", "Renewal Of", readonly=True, copy=False, index="btree_not_null")
    next_ids = fields.One2many("crm.contract", "previous_id", "Renewed By", readonly=True)
    signature = fields.Image(copy=False, attachment=True, max_width=1024, max_height=1024, readonly=True)
    signed_by = fields.Char(copy=False, readonly=True, tracking=True)
    signed_on = fields.Datetime(copy=False, readonly=True)
    signed_version_id = fields.Many2one("crm.contract.version", "Signed Version", copy=False, readonly=True)
    ended_reason = fields.Char("Reason", copy=False, readonly=True, tracking=True)
    days_left = fields.Integer(compute="_compute_days_left")

    _term_positive = models.Constraint(
        "CHECK (term_months >= 1 AND notice_days >= 0)", "A contract has a term of at least one month."
    )
    _number_once = models.UniqueIndex("(company_id, name) WHERE name != '/'", "This contract number is taken.")

    @api.depends("template_id")
    def _compute_from_template(self):
        for contract in self:
            template = contract.template_id
            contract.term_months = template.term_months or contract.term_months or 12
            contract.renewal = template.renewal or contract.renewal or "manual"
            contract.notice_days = template.notice_days if template else contract.notice_days or 30
            contract.reminder_days = template.reminder_days if template else contract.reminder_days or "60, 30, 7"

    @api.depends("date_start", "term_months")
    def _compute_date_end(self):
        for contract in self:
            known = contract.date_start and contract.term_months >= 1
            contract.date_end = last_day(contract.date_start, contract.term_months) if known else False

    @api.depends("order_ids", "company_id")
    def _compute_currency_id(self):
        for contract in self:
            ordered = contract.order_ids.currency_id[:1]
            contract.currency_id = ordered or contract.currency_id or contract.company_id.currency_id

    @api.depends("order_ids", "company_id")
    def _compute_amount(self):
        for contract in self.filtered("order_ids"):
            company, currency = contract.company_id, contract.order_ids.currency_id[:1]
            contract.amount = sum(
                order.currency_id._convert(
                    order.amount_untaxed, currency, company, order.date_order or fields.Date.today()
                )
                for order in contract.order_ids
            )

    @api.depends("date_end")
    def _compute_days_left(self):
        today = fields.Date.context_today(self)
        for contract in self:
            contract.days_left = (contract.date_end - today).days if contract.date_end else 0

    def _compute_access_url(self):
        super()._compute_access_url()
        for contract in self:
            contract.access_url = f"/my/contracts/{contract.id}"

    @api.depends("name", "title")
    def _compute_display_name(self):
        for contract in self:
            contract.display_name = f"{contract.name} {contract.title}" if contract.title else contract.name

    @api.constrains("reminder_days")
    def _check_reminder_days(self):
        for contract in self:
            try:
                read_days(contract.reminder_days)
            except ValueError:
                raise ValidationError(self.env._("Write the days like this: 60, 30, 7.")) from None

    @api.constrains("order_ids", "partner_id")
    def _check_one_customer(self):
        for contract in self:
            # sudo: whether an order is the same customer's may be checked without a right to read that order.
            if contract.sudo().order_ids.partner_id.commercial_partner_id - contract.partner_id.commercial_partner_id:
                raise ValidationError(self.env._("All orders of a contract are from its customer."))

    @api.onchange("template_id", "partner_id")
    def _onchange_template_id(self):
        """The clauses of the template in the customer's language; texts already written by hand are not touched."""
        if self.template_id and not self.text_ids.filtered(lambda text: not text.clause_id):
            self.text_ids = [Command.clear(), *self._prepare_texts(self.template_id, self.partner_id)]

    @api.model
    def _prepare_texts(self, template, partner):
        lines = template.with_context(lang=partner.lang or self.env.lang).line_ids
        return [
            Command.create(
                {
                    "sequence": 10 * place,
                    "clause_id": line.clause_id.id,
                    "name": line.clause_id.name,
                    "body": line.clause_id.body,
                }
            )
            for place, line in enumerate(lines, 1)
        ]

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_machine(vals)
            if vals.get("name", "/") == "/":
                company = self.env["res.company"].browse(vals.get("company_id")) or self.env.company
                # The number is of the year in which the contract begins.
                day = fields.Date.to_date(vals.get("date_start"))
                vals["name"] = self.env["ir.sequence"].with_company(company).next_by_code("crm.contract", day) or "/"
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_machine(vals)
        if AGREED & vals.keys() and any(contract.state != "draft" for contract in self) and not self.env.su:
            raise UserError(self.env._("Take the contract back to draft before it is changed."))
        return super().write(vals)

    def _refuse_machine(self, vals):
        """States and signatures come from the buttons and the portal, not from whoever calls write."""
        if not self.env.su and MACHINE & vals.keys():
            raise AccessError(self.env._("The state and the signature of a contract are not written by hand."))

    @api.ondelete(at_uninstall=False)
    def _unlink_only_never_sent(self):
        if any(contract.state not in ("draft", "cancelled") or contract.version_ids for contract in self):
            raise UserError(self.env._("A contract that a customer has seen is kept: cancel or terminate it."))

    # The words

    def _get_language(self):
        self.ensure_one()
        return self.partner_id.lang or self.env.lang

    def _get_blanks(self):
        """Values of the blanks in clauses, in the customer's language. Hook: add your own."""
        self.ensure_one()
        own = self.with_context(lang=self._get_language())
        return {
            "customer": own.partner_id.commercial_partner_id.name or "",
            "company": own.company_id.name or "",
            "number": own.name,
            "start": format_date(own.env, own.date_start),
            "end": format_date(own.env, own.date_end),
            "months": str(own.term_months),
            "amount": formatLang(own.env, own.amount, currency_obj=own.currency_id),
            "orders": ", ".join(own.order_ids.mapped("name")),
            "notice_days": str(own.notice_days),
        }

    def _get_report_base_filename(self):
        self.ensure_one()
        return self.display_name

    def action_open_customer_file(self):
        return self.partner_id.action_open_customer_file()
