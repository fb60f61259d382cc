from odoo.tests import TransactionCase, new_test_user


class CrmExtendedCommon(TransactionCase):
    """A customer with a contact, a salesperson of ours, and one of another company who must see nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "no_reset_password": True, "mail_create_nosubscribe": True})
        cls.acme = cls.env["res.partner"].create({"name": "Acme Steel", "is_company": True, "email": "info@acme.test"})
        cls.li = cls.env["res.partner"].create({"name": "李伟", "parent_id": cls.acme.id, "email": "li.wei@acme.test"})
        cls.salesperson = new_test_user(
            cls.env, "sally", groups="sales_team.group_sale_salesman_all_leads", email="sally@us.test"
        )
        cls.foreign_company = cls.env["res.company"].create({"name": "Elsewhere Ltd"})
        cls.foreign_salesperson = new_test_user(
            cls.env,
            "foreigner",
            groups="sales_team.group_sale_salesman_all_leads",
            company_id=cls.foreign_company.id,
            company_ids=[(6, 0, cls.foreign_company.ids)],
        )
        cls.Touchpoint = cls.env["crm.touchpoint"]

    def touchpoints(self, partner=None, **values):
        """Touchpoints of a customer with these values, newest first."""
        domain = [("customer_id", "=", (partner or self.acme).commercial_partner_id.id)]
        return self.Touchpoint.search(domain + [(name, "=", value) for name, value in values.items()])

    def record(self, key, partner=None, **values):
        """Record one touchpoint as the system does."""
        return self.Touchpoint._record(
            [
                {
                    "partner_id": (partner or self.li).id,
                    "company_id": self.env.company.id,
                    "channel": "phone",
                    "kind": "call",
                    "source_key": key,
                    **values,
                }
            ]
        )
