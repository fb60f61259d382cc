from uuid import uuid4

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import html2plaintext

MOST_ARTICLES = 5
# Who writes to us from outside may be sent these; what is for partners only if he is one.
OUTWARD = ("public", "customer")


class CrmServiceRequestKnowledge(models.Model):
    """Articles that answer a request: shown while it is written, sent with the receipt, linked when they helped."""

    _name = "crm.service.request"
    _inherit = ["crm.service.request", "crm.knowledge.mixin"]

    knowledge_ask = fields.Char(
        "Question Key", readonly=True, copy=False, index="btree_not_null", groups="base.group_system",
        help="Under this key the articles that were shown for this request are counted.",
    )  # fmt: skip
    read_article_ids = fields.Many2many(
        "crm.knowledge.article", string="Read by the Customer", compute="_compute_read_article_ids",
        groups="crm_service.group_agent", help="What the customer has opened before or after asking: no use to send again.",
    )  # fmt: skip

    @api.depends("knowledge_ask")
    def _compute_read_article_ids(self):
        # sudo: the statistics are the house's; which articles this request's customer opened concerns its agent.
        requests = self.sudo()
        rows = self.env["crm.knowledge.suggestion"].sudo()._read_group(
            [("ask", "in", [ask for ask in requests.mapped("knowledge_ask") if ask]), ("opened", ">", 0)],
            ["ask"],
            ["article_id:recordset"],
        )  # fmt: skip
        read = {ask: articles.ids for ask, articles in rows}
        for request, mine in zip(requests, self, strict=True):
            articles = self.env["crm.knowledge.article"].browse(read.get(request.knowledge_ask, []))
            mine.read_article_ids = articles._filtered_access("read")

    def _knowledge_question(self):
        self.ensure_one()
        return f"{self.name or ''} {html2plaintext(self.description or '')}".strip()[:500]

    def _knowledge_key(self):
        """The key under which suggestions for this request are counted; made when first needed."""
        self.ensure_one()
        request = self.sudo()  # sudo: the key is the house's; it is written once, whoever looks for articles first
        if not request.knowledge_ask:
            request.knowledge_ask = uuid4().hex
        return request.knowledge_ask

    @api.model
    def _suggest_articles(self, text, audience=None, limit=3, **options):
        """Articles that may answer `text`, best first: [{article_id, title, url, summary, sendable}].

        :param audience: for whom; never more than the user may read (see `crm.knowledge.search._find`).
        """
        hits = self.env["crm.knowledge.article"]._suggest(text, audience=audience, limit=limit, **options)
        # sudo: versions that the search found readable; only for whom they are is looked up.
        versions = self.env["crm.knowledge.version"].sudo().browse([hit["version_id"] for hit in hits])
        return [
            {
                "article_id": hit["article_id"],
                "title": hit["name"],
                "url": hit["url"],
                "summary": hit["snippet"],
                "sendable": version.audience in OUTWARD,
            }
            for hit, version in zip(hits, versions, strict=True)
        ]

    @api.model
    def suggest_articles(self, text, ask=""):
        """For the agent's form, while the request is being written: {ask, articles}. Counted once per `ask`."""
        self.check_access("create")
        suggestion = self.env["crm.knowledge.suggestion"].sudo()  # sudo: everyone may add what was shown, not read it
        ask, text = suggestion._key(ask), str(text or "")[:500]
        articles = self._suggest_articles(text, limit=MOST_ARTICLES, typing=True) if len(text.strip()) > 1 else []
        if text.strip():
            suggestion._record(ask, "agent", text, articles)
        return {"ask": ask, "articles": articles}

    def use_article(self, article_id, solved=False):
        """Link an article that helped with this request."""
        self.ensure_one()
        self.check_access("write")
        article = self.env["crm.knowledge.article"].browse(int(article_id))
        self.env["crm.knowledge.use"]._link(self, article, solved=bool(solved))
        return True

    def action_send_article(self, article_id):
        """Link the article and open an answer to the customer with its address."""
        self.use_article(article_id)
        article = self.env["crm.knowledge.article"].browse(int(article_id))
        url = f"{self.get_base_url()}{article._portal_url()}?ask={self._knowledge_key()}"
        self._count_sent(article)
        body = Markup('<p>%s</p><p><a href="%s">%s</a></p>') % (
            self.with_context(lang=self.partner_id.lang or self.env.lang).env._("This article answers your question:"),
            url,
            article.published_version_id.name or article.name,
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Answer"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_composition_mode": "comment",
                "default_body": body,
                "default_subtype_xmlid": "mail.mt_comment",
            },
        }

    def _count_sent(self, article):
        # sudo: as for the key: the house counts what was shown.
        self.env["crm.knowledge.suggestion"].sudo()._record(
            self._knowledge_key(), "agent", self._knowledge_question(), [{"article_id": article.id}]
        )

    def _customer_audience(self):
        """For whom articles may be sent to this customer: a stranger gets what everybody may read."""
        users = self.sudo().partner_id.user_ids  # sudo: whether the customer can sign in
        reader = users.filtered("active")[:1]
        if not reader:
            return "public"
        return "customer" if reader._is_internal() else reader._knowledge_reader()

    def _mail_articles(self):
        """Articles for the receipt that the customer gets by e-mail: [{title, url, summary}], counted as shown."""
        self.ensure_one()
        if not self.sudo().company_id.service_suggest:  # sudo: the company's choice, whoever sends the receipt
            return []
        text = self._knowledge_question()
        # sudo: found for the customer's circle of readers, which is asked for, not for whoever sends the receipt.
        request = self.sudo().with_context(lang=self.partner_id.lang or self.env.lang)
        reader = request.with_user(self.env.ref("base.user_root")).with_company(request.company_id)
        articles = reader._suggest_articles(text, audience=self._customer_audience())
        ask = self._knowledge_key()
        request.env["crm.knowledge.suggestion"]._record(ask, "email", text, articles)
        base = request.get_base_url()
        return [dict(article, url=f"{base}{article['url']}?ask={ask}") for article in articles]

    def _solved_by(self, article):
        """The customer says that an article answered the request: noted for the agent, who closes it."""
        for request in self.filtered(lambda request: request.clock != "stop" and not request.merged_into_id):
            request.env["crm.knowledge.use"]._link(request, article, solved=True)
            request.message_post(
                body=request.env._("The customer says that this article answered it: %(title)s", title=article.name),
                subtype_xmlid="mail.mt_note",
            )

    def _take_over_articles(self, sources):
        # sudo: as for messages, what helped with the merged requests is moved as a whole.
        use = self.env["crm.knowledge.use"].sudo()
        moved = use.search([("res_model", "=", self._name), ("res_id", "in", sources.ids)])
        for row in moved:
            use._link(self.sudo(), row.article_id, solved=row.solved)
        moved.unlink()
