from lxml import etree

from odoo.tests import TransactionCase, new_test_user, tagged

# Who opens what in everyday work, without any right on what our addons add to it.
ROLES = {
    "clerk": ("base.group_user", ["res.partner", "product.template", "product.product", "calendar.event"]),
    "contacts": ("base.group_partner_manager", ["res.partner"]),
    "accountant": ("account.group_account_invoice", ["res.partner", "product.template", "account.move", "sale.order"]),
    "auditor": ("account.group_account_readonly", ["res.partner", "account.move", "sale.order"]),
    "marketing": ("mass_mailing.group_mass_mailing_user", ["res.partner", "mailing.mailing", "utm.campaign"]),
    "events": ("event.group_event_user", ["res.partner", "event.event"]),
    "warehouse": ("stock.group_stock_user", ["res.partner", "product.product", "stock.picking", "stock.lot"]),
    "agent": ("crm_service.group_agent", ["res.partner", "crm.service.request"]),
    "finance": ("erp_connector.group_erp_user", ["res.partner", "erp.message"]),
    "seller": ("sales_team.group_sale_salesman", ["res.partner", "product.product", "sale.order", "crm.lead"]),
}


@tagged("post_install", "-at_install")
class TestOpenDoors(TransactionCase):
    """What core lets somebody open stays open, whatever is installed beside it."""

    def test_everybody_still_opens_what_is_theirs_to_open(self):
        for role, (group, models) in ROLES.items():
            if not self.env.ref(group, raise_if_not_found=False):
                continue
            user = new_test_user(self.env, f"door_{role}", f"base.group_user,{group}", email=f"{role}@us.test")
            for model in filter(self.env.registry.__contains__, models):
                with self.subTest(role=role, model=model):
                    self.open_all(model, user)

    def open_all(self, model, user):
        """All of ours that list and form show, asked for as the web client asks. What core shows is core's affair."""
        Model = self.env[model].with_user(user)
        ours = set(self.env["ir.module.module"].search([("author", "=", "CRM Extended")]).mapped("name"))
        views = [etree.fromstring(Model.get_view(view_type=kind)["arch"]) for kind in ("list", "form")]
        shown = {field.get("name") for view in views for field in view.xpath("//field[not(ancestor::field)]")}
        names = {name for name in shown if ours.intersection(Model._fields[name]._modules)}
        wanted = {name: {"fields": {"display_name": {}}} if Model._fields[name].relational else {} for name in names}
        self.env.invalidate_all()
        Model.search([], limit=1).web_read(wanted)
        if Model.has_access("create"):
            Model.onchange({}, [], {name: {} for name in names})
