from odoo import api, fields, models
from odoo.tools import email_normalize

from ..engine.quality import judge


class ResPartner(models.Model):
    _inherit = "res.partner"

    quality_completeness = fields.Integer("Completeness (%)", compute="_compute_quality")
    quality_correctness = fields.Integer("Correctness (%)", compute="_compute_quality")
    quality_hint = fields.Char(
        "To Be Completed", compute="_compute_quality", help="What is missing or can not be right."
    )
    duplicate_count = fields.Integer(compute="_compute_customer_page", groups="sales_team.group_sale_salesman")

    # Which fields count is data; those named here are what the rules that come with the addon ask for.
    @api.depends(
        "name",
        "is_company",
        "parent_id",
        "function",
        "phone",
        "email",
        "website",
        "street",
        "city",
        "zip",
        "country_id",
        "vat",
        "industry_id",
        "user_id",
    )
    def _compute_quality(self):
        verdicts = self._judge_quality()
        labels = self.fields_get(attributes=["string"]) if any(v.missing or v.wrong for v in verdicts.values()) else {}
        for partner in self:
            verdict = verdicts[partner]
            partner.quality_completeness = verdict.completeness
            partner.quality_correctness = verdict.correctness
            names = [labels[name]["string"] for name in (*verdict.wrong, *verdict.missing) if name in labels]
            partner.quality_hint = ", ".join(names)

    def _judge_quality(self):
        """Return {partner: Verdict}, by the profile of companies or of people."""
        profiles = self.env["crm.quality.rule"]._get_profiles()
        verdicts = {}
        for partner in self:
            rules = profiles[bool(partner.is_company)]
            filled = {rule.field for rule in rules if partner[rule.field]}
            verdicts[partner] = judge(filled, partner._get_wrong_fields() & filled, rules)
        return verdicts

    def _get_wrong_fields(self):
        """Names of fields whose value can not be right. Hook: other addons know of more."""
        self.ensure_one()
        wrong = set()
        if self.email and not email_normalize(self.email):
            wrong.add("email")
        if self.phone and not self._phone_format(number=self.phone, force_format="E164", raise_exception=False):
            wrong.add("phone")
        if self.zip and self.country_id.code == "CN" and not (self.zip.isdigit() and len(self.zip) == 6):
            wrong.add("zip")
        return wrong

    def _read_customer_page(self, found):
        super()._read_customer_page(found)
        self.duplicate_count = self._count_found(found, "duplicates")

    def _get_file_searches(self):
        duplicates = ("crm.duplicate.candidate", self._get_duplicate_domain(), "id", 1, [])
        return super()._get_file_searches() | {"duplicates": duplicates}

    def _get_duplicate_domain(self):
        self.ensure_one()
        me = self._origin.id
        return ["&", ("state", "=", "new"), "|", ("partner_a_id", "=", me), ("partner_b_id", "=", me)]

    def action_view_duplicates(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_extended.action_duplicate_candidate")
        return action | {"domain": self._get_duplicate_domain(), "context": {}}

    @api.model
    def _get_quality_domain(self):
        """Whose data is kept in order: customers and their contacts, not our own people and not bare addresses."""
        return [("partner_share", "=", True), ("type", "=", "contact"), ("ref_company_ids", "=", False)]

    @api.model
    def _show_merge_value(self, name, partner):
        """How a value of a partner is shown to who decides between two."""
        value = partner[name]
        field = self._fields[name]
        if isinstance(value, models.BaseModel):
            return value.display_name or ""
        return dict(field._description_selection(self.env)).get(value, "") if field.type == "selection" else value or ""

    def action_merge_customers(self):
        """Merge the chosen customers; opened from the list's action menu."""
        wizard = self.env["crm.partner.merge"]._open_for(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge Customers"),
            "res_model": "crm.partner.merge",
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
        }
