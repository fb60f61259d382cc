from markupsafe import Markup

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

# Compared field by field; the rest (tags, documents, history) is united by itself.
FIELDS = (
    *("name", "vat", "company_registry", "ref", "email", "phone", "website", "function", "parent_id", "industry_id"),
    *("street", "street2", "city", "zip", "state_id", "country_id", "user_id", "grade_id", "lang"),
)


class CrmPartnerMerge(models.TransientModel):
    """Merge any number of partners into one, choosing for each field whose value survives."""

    _name = "crm.partner.merge"
    _description = "Merge Customers"

    partner_ids = fields.Many2many("res.partner", string="Customers", readonly=True)
    master_id = fields.Many2one(
        "res.partner", "Kept Record", required=True, domain="[('id', 'in', partner_ids)]", help="Keeps its number."
    )
    line_ids = fields.One2many("crm.partner.merge.line", "merge_id", "Different Values")

    @api.model
    def _open_for(self, partners):
        """A merge of these partners with a proposal: the fuller record is kept, empty fields are filled."""
        if len(partners) < 2:
            raise UserError(self.env._("Choose at least two customers to merge."))
        if len(set(partners.mapped("is_company"))) > 1:
            raise UserError(self.env._("A company and a person can not become one."))
        # Core can not merge away a partner somebody logs in with.
        master = max(partners, key=lambda p: (bool(p.user_ids), sum(bool(p[name]) for name in FIELDS), -p.id))
        wizard = self.create({"partner_ids": [Command.set(partners.ids)], "master_id": master.id})
        wizard._propose_lines()
        return wizard

    @api.onchange("master_id")
    def _onchange_master_id(self):
        self._propose_lines()

    def _propose_lines(self):
        """One line for each field in which the records differ; the kept record's value wins, else the newest."""
        self.ensure_one()
        partners = self.partner_ids.sorted(lambda partner: (partner != self.master_id, -partner.write_date.timestamp()))
        lines = []
        for name in FIELDS:
            holders = partners.filtered(name)
            # Two ways of writing one number are no choice to ask for.
            known = "phone_sanitized" if name == "phone" else name
            if len({partner[known] for partner in holders}) > 1:
                shown = " | ".join(dict.fromkeys(holders[0]._show_merge_value(name, partner) for partner in holders))
                lines.append({"field_name": name, "winner_id": holders[0]._origin.id or holders[0].id, "shown": shown})
        self.line_ids = [Command.clear(), *(Command.create(line) for line in lines)]

    def action_merge(self):
        """Merge, pair by pair: core's own merge takes three at the most, and each pair is one step that can fail."""
        self.ensure_one()
        if not self.env.user.has_group("sales_team.group_sale_manager"):
            raise AccessError(self.env._("Only a sales administrator may merge customers."))
        master = self.master_id
        partners = self.partner_ids.exists()
        if len(partners) < 2 or master not in partners:
            raise UserError(self.env._("Somebody else has merged or deleted one of these customers in the meantime."))
        partners.check_access("write")
        survivors = self._get_surviving_values(partners)
        lost = self._describe_lost_values(partners, survivors)
        wizard = self.env["base.partner.merge.automatic.wizard"]
        for source in partners - master:
            wizard._merge((master | source).ids, master, extra_checks=False)
        master.write(survivors)
        master.message_post(body=lost)
        return master.action_open_customer_file()

    def _get_surviving_values(self, partners):
        """Values of the one record: chosen ones where the records differ, else the one there is."""
        chosen = {line.field_name: line.winner_id for line in self.line_ids}
        values = {}
        for name in FIELDS:
            holder = chosen.get(name) or (self.master_id if self.master_id[name] else partners.filtered(name)[:1])
            value = holder[name] if holder else False
            # A company must not come to belong to one that it is merged with.
            if name == "parent_id" and value and value in partners:
                value = False
            values[name] = value.id if isinstance(value, models.BaseModel) else value
        return values

    def _describe_lost_values(self, partners, survivors):
        """HTML for the chatter with every value that did not survive: nothing is lost, it can be read up."""
        names = self.env["res.partner"].fields_get(FIELDS, ["string"])
        items = Markup()
        for partner in partners:
            for name in FIELDS:
                value = partner[name]
                if value and (value.id if isinstance(value, models.BaseModel) else value) != survivors[name]:
                    items += Markup("<li>%s: %s</li>") % (
                        names[name]["string"],
                        partner._show_merge_value(name, partner),
                    )
        merged = ", ".join((partners - self.master_id).mapped("display_name"))
        head = self.env._("Merged: %(names)s. Values that were replaced:", names=merged)
        return Markup("<p>%s</p><ul>%s</ul>") % (head, items)


class CrmPartnerMergeLine(models.TransientModel):
    _name = "crm.partner.merge.line"
    _description = "Field of a Merge"

    merge_id = fields.Many2one("crm.partner.merge", required=True, ondelete="cascade", index=True)
    field_name = fields.Char(required=True)
    label = fields.Char("Field", compute="_compute_label")
    shown = fields.Char("Values", readonly=True)
    partner_ids = fields.Many2many(related="merge_id.partner_ids")
    winner_id = fields.Many2one("res.partner", "Take It From", required=True, domain="[('id', 'in', partner_ids)]")
    value = fields.Char("Kept", compute="_compute_value")

    @api.depends("field_name")
    def _compute_label(self):
        names = self.env["res.partner"].fields_get(FIELDS, ["string"])
        for line in self:
            line.label = names.get(line.field_name, {}).get("string", "")

    @api.depends("winner_id")
    def _compute_value(self):
        for line in self:
            known = line.winner_id and line.field_name in FIELDS
            line.value = line.winner_id._show_merge_value(line.field_name, line.winner_id) if known else ""

    @api.constrains("field_name")
    def _check_field_name(self):
        if any(line.field_name not in FIELDS for line in self):
            raise UserError(self.env._("This field can not be chosen in a merge."))
