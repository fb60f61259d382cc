from uuid import uuid4

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..models.crm_knowledge_suggestion import KEY

CHANNELS = ("portal", "request")


class KnowledgePortal(CustomerPortal):
    """Published articles for everybody who may read them, signed in or not.

    Every page reads `crm.knowledge.version` with the visitor's own rights: the record rule lets through what is
    published for the visitor's circle, and nothing here widens it.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "knowledge_count" in counters:
            values["knowledge_count"] = request.env["crm.knowledge.version"].search_count([("is_live", "=", True)])
        return values

    # pages

    @http.route(["/knowledge", "/knowledge/page/<int:page>"], type="http", auth="public", website=True, sitemap=True)
    def knowledge(self, page=1, search="", folder=0, ask="", **_kw):
        search = self._text(search, 200)
        ask = self._ask(ask)
        values = self._prepare_portal_layout_values()
        values.update(page_name="knowledge", search=search, ask=ask, folder_id=self._number(folder), hits=[], pager={})
        if search:
            values["hits"] = self._search(search, ask, "portal", limit=10)
        else:
            values.update(self._prepare_shelf(page, values["folder_id"]))
        return request.render("crm_knowledge.portal_knowledge", values)

    @http.route("/knowledge/<int:article_id>", type="http", auth="public", website=True)
    def article(self, article_id, ask="", thanks="", **_kw):
        version = self._live(article_id)
        if KEY.fullmatch(ask):
            request.env["crm.knowledge.suggestion"]._mark_opened(ask, article_id)
        return request.render("crm_knowledge.portal_article", self._prepare_article_values(version, ask, thanks))

    @http.route("/knowledge/<int:article_id>/file/<int:attachment_id>", type="http", auth="public", website=True)
    def document(self, article_id, attachment_id, **_kw):
        version = self._live(article_id)
        # It belongs to a version that this visitor may read; the attachment itself has no reader of its own.
        attachment = version.sudo().attachment_ids.filtered(lambda file: file.id == attachment_id)
        if not attachment:
            raise NotFound()
        return request.env["ir.binary"]._get_stream_from(attachment).get_response(as_attachment=True)

    @http.route("/knowledge/<int:article_id>/feedback", type="http", auth="public", website=True, methods=["POST"])
    def feedback(self, article_id, helpful="", reason="", comment="", ask="", **_kw):
        version = self._live(article_id)
        try:
            request.env["crm.knowledge.feedback"]._give(
                version, self._reader(), helpful == "1", reason=reason, comment=self._text(comment, 2000)
            )
        except UserError as error:
            values = self._prepare_article_values(version, ask, "")
            return request.render("crm_knowledge.portal_article", {**values, "error": str(error)})
        if helpful == "1" and KEY.fullmatch(ask):
            request.env["crm.knowledge.suggestion"]._mark_solved(ask, article_id)
        query = f"thanks={'yes' if helpful == '1' else 'no'}" + (f"&ask={ask}" if KEY.fullmatch(ask) else "")
        return request.redirect(f"/knowledge/{article_id}?{query}")

    # while somebody types

    @http.route("/knowledge/suggest", type="jsonrpc", auth="public", website=True)
    def suggest(self, text, ask="", channel="portal", limit=5):
        """Articles for an unfinished question: {ask, hits: [{article_id, name, snippet, url}]}.

        Send the `ask` of the first answer back with the next letters, so that one question is counted once.
        """
        text = self._text(text, 500)
        ask = self._ask(ask)
        if len(text) < 2:
            return {"ask": ask, "hits": []}
        channel = channel if channel in CHANNELS else "portal"
        limit = min(max(self._number(limit), 1), 10)
        hits = self._search(text, ask, channel, limit=limit, typing=True)
        return {
            "ask": ask,
            "hits": [{name: hit[name] for name in ("article_id", "name", "snippet", "url")} for hit in hits],
        }

    @http.route("/knowledge/solved", type="jsonrpc", auth="public", website=True)
    def solved(self, ask, article_id):
        """The reader has the answer and asks nobody. True when this article was shown for this question."""
        if not KEY.fullmatch(str(ask)):
            return False
        return request.env["crm.knowledge.suggestion"]._mark_solved(ask, self._number(article_id))

    # what the pages need

    def _search(self, text, ask, channel, **options):
        hits = request.env["crm.knowledge.search"]._find(text, **options)
        # The statistics are the house's; a visitor may only add the line that says what was shown.
        request.env["crm.knowledge.suggestion"].sudo()._record(ask, channel, text, hits)
        return hits

    def _live(self, article_id):
        """The published version of an article that this visitor may read, else: there is no such page."""
        version = request.env["crm.knowledge.version"].search(
            [("article_id", "=", article_id), ("is_live", "=", True)], limit=1
        )
        try:
            version.check_access("read")
        except (AccessError, MissingError):
            raise NotFound() from None
        if not version:
            raise NotFound()
        return version

    def _prepare_shelf(self, page, folder_id):
        """Articles by folder, each subject once: in the visitor's language where there is one."""
        Version = request.env["crm.knowledge.version"]
        live = Domain("is_live", "=", True)
        mine = live & Domain("lang", "=", request.env.lang)
        in_my_language = [subject.id for (subject,) in Version.sudo()._read_group(mine, ["subject_id"])]
        domain = live & (Domain("lang", "=", request.env.lang) | Domain("subject_id", "not in", in_my_language))
        # Folders of articles that the visitor may read: names of other folders are not shown.
        shelves = Version._read_group(domain, ["folder_id"], ["__count"])
        if folder_id:
            domain &= Domain("folder_id", "=", folder_id)
        count = Version.search_count(domain)
        pager = portal_pager(
            url="/knowledge", url_args={"folder": folder_id or ""}, total=count, page=page, step=self._items_per_page
        )
        versions = Version.search(
            domain, limit=self._items_per_page, offset=pager["offset"], order="folder_id, name, id"
        )
        return {
            "versions": versions,
            "shelves": [
                (folder.id, folder.sudo().name, number) for folder, number in shelves if folder
            ],
            "shelf_total": sum(number for _folder, number in shelves),
            "pager": pager,
        }  # fmt: skip

    def _prepare_article_values(self, version, ask, thanks):
        languages = dict(request.env["res.lang"].get_installed())
        others = request.env["crm.knowledge.version"].search(
            [("subject_id", "=", version.subject_id.id), ("is_live", "=", True), ("id", "!=", version.id)]
        )
        related = request.env["crm.knowledge.search"]._find(version.name, limit=5)
        return {
            **self._prepare_portal_layout_values(),
            "page_name": "knowledge",
            "version": version,
            "folder": version.sudo().folder_id,
            "files": version.sudo().attachment_ids,
            "translations": [(languages.get(other.lang, other.lang), other) for other in others],
            "foreign": version.lang != request.env.lang
            and request.env.lang not in others.mapped("lang")
            and languages.get(version.lang),
            "related": [hit for hit in related if hit["article_id"] != version.article_id.id][:4],
            "reasons": request.env["crm.knowledge.feedback"]._fields["reason"]._description_selection(request.env),
            "ask": ask if KEY.fullmatch(ask) else "",
            "thanks": thanks,
            "error": "",
        }

    def _ask(self, ask):
        return request.env["crm.knowledge.suggestion"]._key(ask)

    def _reader(self):
        """Who says something about an article: a user, or a browser that keeps its session."""
        if not request.env.user._is_public():
            return f"user-{request.env.uid}"
        reader = request.session.get("knowledge_reader")
        if not reader:
            reader = request.session["knowledge_reader"] = uuid4().hex
        return reader

    def _text(self, value, longest):
        # PostgreSQL refuses the character NUL in any text.
        return str(value or "").replace("\x00", " ").strip()[:longest]

    def _number(self, value):
        try:
            return int(value or 0)
        except (TypeError, ValueError):
            return 0
