from odoo.tests import TransactionCase, new_test_user


class KnowledgeCase(TransactionCase):
    """An author, an approver, an employee, a customer and a channel partner in the portal, and articles to read."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.author = new_test_user(cls.env, "kn_author", groups="crm_knowledge.group_author")
        cls.approver = new_test_user(cls.env, "kn_approver", groups="crm_knowledge.group_approver")
        cls.employee = new_test_user(cls.env, "kn_employee", groups="base.group_user")
        cls.customer = new_test_user(cls.env, "kn_customer", groups="base.group_portal")
        cls.partner = new_test_user(cls.env, "kn_partner", groups="base.group_portal")
        cls.partner.partner_id.grade_id = cls.env["res.partner.grade"].create({"name": "Silver"})
        cls.public = cls.env.ref("base.public_user")
        cls.Article = cls.env["crm.knowledge.article"]

    @classmethod
    def draft(cls, name="Change the filter", body="<p>Turn it left.</p>", **values):
        values = {"audience": "public", "lang": "en_US", **values}
        return cls.Article.with_user(cls.author).create({"name": name, "body": body, **values})

    @classmethod
    def publish(cls, article):
        if article.state == "published":
            article.with_user(cls.author).action_revise()
        article.with_user(cls.author).action_submit()
        article.with_user(cls.approver).action_approve()
        return article

    @classmethod
    def published(cls, name="Change the filter", body="<p>Turn it left.</p>", **values):
        return cls.publish(cls.draft(name, body, **values))

    def found(self, user, text, **options):
        hits = self.env["crm.knowledge.search"].with_user(user)._find(text, **options)
        return self.Article.browse([hit["article_id"] for hit in hits])
