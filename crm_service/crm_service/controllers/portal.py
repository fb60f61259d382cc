"""The customer's own pages. Every door checks for itself: nothing is reached by guessing a number."""

import uuid
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.fields import Domain
from odoo.http import request
from odoo.tools import plaintext2html

from odoo.addons.crm_knowledge.models.crm_knowledge_suggestion import KEY
from odoo.addons.portal.controllers.portal import CustomerPortal, pager

PAGE = 20
MOST_FILES = 10
LONGEST_SUBJECT = 200
LONGEST_TEXT = 20000


class ServicePortal(CustomerPortal):
    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        for key, model in (("asset_count", "crm.asset"), ("entitlement_count", "crm.entitlement")):
            if key in counters:
                values[key] = request.env[model].search_count([]) if request.env[model].has_access("read") else 0
        return values

    # Requests
    @http.route(["/my/requests", "/my/requests/page/<int:page>"], type="http", auth="user", website=True, readonly=True)
    def portal_requests(self, page=1, filterby="open", search="", **kw):
        filters = {
            "open": {"label": request.env._("Open"), "domain": [("clock", "in", ["run", "pause"])]},
            "closed": {"label": request.env._("Closed"), "domain": [("clock", "=", "stop")]},
            "all": {"label": request.env._("All"), "domain": []},
        }
        filterby = filterby if filterby in filters else "open"
        domain = self._own_domain() & Domain(filters[filterby]["domain"])
        if search:
            domain &= Domain("name", "ilike", search) | Domain("number", "ilike", search)
        Request = request.env["crm.service.request"]
        page_values = pager(
            url="/my/requests",
            url_args={"filterby": filterby, "search": search},
            total=Request.search_count(domain),
            page=page,
            step=PAGE,
        )
        records = Request.search(domain, order="id desc", limit=PAGE, offset=page_values["offset"])
        request.session["my_requests_history"] = records.ids
        values = self._prepare_portal_layout_values() | {
            "requests": records.sudo(),  # found with the customer's own rights; stage names need no further right
            "page_name": "service_request",
            "pager": page_values,
            "default_url": "/my/requests",
            "filterby": filterby,
            "searchbar_filters": filters,
            "search": search,
        }
        return request.render("crm_service.portal_my_requests", values)

    def _own_domain(self):
        """Also for a visitor who is staff: the customer's list shows the visitor's own company only."""
        partner = request.env.user.partner_id.commercial_partner_id
        return Domain("commercial_partner_id", "=", partner.id)

    @http.route("/my/requests/new", type="http", auth="user", website=True, methods=["GET", "POST"])
    def portal_request_new(self, **post):
        values, errors = self._prepare_portal_layout_values(), {}
        if request.httprequest.method == "POST":
            errors = self._form_errors(post)
            if not errors:
                return request.redirect(self._open_request(post).get_portal_url())
        values |= {
            "page_name": "service_request_new",
            "errors": errors,
            "post": post,
            "key": post.get("key") or uuid.uuid4().hex,
            "assets": self._own_assets(),
            "categories": self._offered_categories(),
        }
        return request.render("crm_service.portal_request_new", values)

    def _own_assets(self):
        return request.env["crm.asset"].search(self._own_domain() & Domain("state", "!=", "retired"))

    def _offered_categories(self):
        # sudo: customers choose among the categories offered to them, and have no right on the model.
        return request.env["crm.service.category"].sudo().search([("on_portal", "=", True)])

    def _form_errors(self, post):
        """{field: message} of what the customer has to mend."""
        errors = {}
        if not (post.get("name") or "").strip():
            errors["name"] = request.env._("Please say in a few words what it is about.")
        elif len(post["name"]) > LONGEST_SUBJECT:
            errors["name"] = request.env._("Please keep the subject below %(count)s characters.", count=LONGEST_SUBJECT)
        if len(post.get("description") or "") > LONGEST_TEXT:
            errors["description"] = request.env._(
                "Please keep the text below %(count)s characters.", count=LONGEST_TEXT
            )
        if post.get("category_id") and self._chosen(post["category_id"], self._offered_categories()) is None:
            errors["category_id"] = request.env._("Please choose one of the categories.")
        if post.get("asset_id") and self._chosen(post["asset_id"], self._own_assets()) is None:
            errors["asset_id"] = request.env._("Please choose one of your products.")
        if len(request.httprequest.files.getlist("files")) > MOST_FILES:
            errors["files"] = request.env._("Please attach at most %(count)s files.", count=MOST_FILES)
        return errors

    @staticmethod
    def _chosen(text, records):
        return next((record for record in records if str(record.id) == str(text)), None)

    def _open_request(self, post):
        """Create the request of a valid form; the same form sent twice is the same request."""
        # sudo: a customer may open requests through this form only, with the fields named here and no others.
        Request = request.env["crm.service.request"].sudo()
        partner = request.env.user.partner_id
        key = (post.get("key") or uuid.uuid4().hex)[:64]
        known = Request.search([("portal_key", "=", key), ("partner_id", "=", partner.id)], limit=1)
        if known:
            return known
        asset = self._chosen(post.get("asset_id"), self._own_assets())
        record = Request.create(
            {
                "name": post["name"].strip(),
                "description": plaintext2html((post.get("description") or "").strip()),
                "channel": "portal",
                "partner_id": partner.id,
                "company_id": (asset.company_id if asset else request.env.company).id,
                "category_id": getattr(self._chosen(post.get("category_id"), self._offered_categories()), "id", False),
                "asset_id": asset.id if asset else False,
                "product_id": asset.product_id.id if asset else False,
                "urgency": post.get("urgency") if post.get("urgency") in ("low", "normal", "high") else "normal",
                "user_id": False,
                "portal_key": key,
                "knowledge_ask": post["ask"] if KEY.fullmatch(post.get("ask") or "") else False,
            }
        )
        self._attach(record, request.httprequest.files.getlist("files"))
        return record

    @staticmethod
    def _attach(record, files):
        values = [(file.filename, file.read()) for file in files if file.filename]
        if values:
            record.message_post(
                body=request.env._("Files of the customer"),
                attachments=values,
                author_id=request.env.user.partner_id.id,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )

    @http.route("/my/requests/<int:request_id>", type="http", auth="public", website=True)
    def portal_request(self, request_id, access_token=None, **kw):
        record = self._reach("crm.service.request", request_id, access_token)
        if not record:
            return request.redirect("/my")
        if record.merged_into_id:
            # Merging is between requests of one customer: who may see this one may see the other.
            return request.redirect(record.merged_into_id.get_portal_url())
        return self._request_page(record, access_token, **kw)

    def _request_page(self, record, access_token, problem="", **kw):
        values = {
            "page_name": "service_request",
            "request_record": record,
            "thanks": kw.get("thanks"),
            "problem": problem,
            "zone": self._zone(record),
        }
        page = self._get_page_view_values(record, access_token, values, "my_requests_history", False, **kw)
        return request.render("crm_service.portal_my_request", page)

    def _zone(self, record):
        """The customer's own zone, without one that of the team he waits for."""
        own = request.env.user.tz if not request.env.user._is_public() else record.partner_id.tz
        zone = own or record.team_id.calendar_id.tz or record.company_id.partner_id.tz or "UTC"
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError):
            return "UTC"
        return zone

    def _reach(self, model, record_id, access_token=None):
        """The record with superuser rights if the visitor may see it by his rights or a token; else None."""
        try:
            return self._document_check_access(model, record_id, access_token)
        except (AccessError, MissingError):
            return None

    @http.route(
        "/my/requests/<int:request_id>/<any(close,reopen,rate):what>",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def portal_request_do(self, request_id, what, access_token=None, **post):
        record = self._reach("crm.service.request", request_id, access_token)
        if not record or record.merged_into_id:
            return request.redirect("/my")
        thanks = getattr(self, f"_{what}")(record, post)
        return request.redirect(record.get_portal_url(query_string=f"&thanks={what}" if thanks else ""))

    def _close(self, record, post):
        if record.clock != "stop":
            record.action_close()
            record.message_post(body=request.env._("Closed by the customer."), author_id=self._author(record).id)
            return True
        return False

    def _reopen(self, record, post):
        if record.clock == "stop":
            record._reopen()
            record.message_post(body=request.env._("Reopened by the customer."), author_id=self._author(record).id)
            return True
        return False

    def _rate(self, record, post):
        """A rating from one to five, of a closed request; a second one replaces the first."""
        rate = post.get("rate")
        if record.clock != "stop" or rate not in ("1", "2", "3", "4", "5"):
            return False
        partner = self._author(record)
        # Superuser already: the customer was let in by _reach.
        rating = record.rating_ids.filtered(lambda rating: rating.partner_id == partner)[:1]
        if not rating:
            token = record._rating_get_access_token(partner)
            rating = request.env["rating.rating"].sudo().search([("access_token", "=", token)], limit=1)
        record.rating_apply(int(rate), rating=rating, feedback=(post.get("feedback") or "")[:LONGEST_TEXT])
        return True

    def _author(self, record):
        """Who acts: the visitor, or behind a link without login the request's customer."""
        user = request.env.user
        return record.partner_id if user._is_public() else user.partner_id

    # Assets and entitlements
    @http.route(["/my/assets", "/my/assets/page/<int:page>"], type="http", auth="user", website=True, readonly=True)
    def portal_assets(self, page=1, **kw):
        Asset, domain = request.env["crm.asset"], self._own_domain()
        page_values = pager(url="/my/assets", total=Asset.search_count(domain), page=page, step=PAGE)
        assets = Asset.search(domain, limit=PAGE, offset=page_values["offset"])
        values = self._prepare_portal_layout_values() | {
            "assets": assets.sudo(),  # found with the customer's own rights; plans behind them give the next service
            "page_name": "service_asset",
            "pager": page_values,
            "default_url": "/my/assets",
        }
        return request.render("crm_service.portal_my_assets", values)

    @http.route("/my/assets/<int:asset_id>", type="http", auth="user", website=True, readonly=True)
    def portal_asset(self, asset_id, **kw):
        asset = self._reach("crm.asset", asset_id)
        if not asset:
            return request.redirect("/my")
        # sudo through `asset`: documents and requests of an asset the visitor may see.
        documents = self._documents(asset)
        requests = request.env["crm.service.request"].search(
            self._own_domain() & Domain("asset_id", "=", asset.id), order="id desc", limit=PAGE
        )
        values = self._prepare_portal_layout_values() | {
            "asset": asset,
            "documents": documents,
            "requests": requests.sudo(),
            "page_name": "service_asset",
        }
        return request.render("crm_service.portal_my_asset", values)

    @http.route("/my/entitlements", type="http", auth="user", website=True, readonly=True)
    def portal_entitlements(self, **kw):
        entitlements = request.env["crm.entitlement"].search(
            self._own_domain(), order="date_end desc, id desc", limit=200
        )
        values = self._prepare_portal_layout_values() | {
            "entitlements": entitlements.sudo(),  # found with the customer's own rights; names of assets follow
            "page_name": "service_entitlement",
        }
        return request.render("crm_service.portal_my_entitlements", values)

    @http.route("/my/entitlements/<int:entitlement_id>", type="http", auth="user", website=True, readonly=True)
    def portal_entitlement(self, entitlement_id, **kw):
        entitlement = self._reach("crm.entitlement", entitlement_id)
        if not entitlement:
            return request.redirect("/my")
        # sudo through `entitlement`: its work and documents are for those who may see it.
        values = self._prepare_portal_layout_values() | {
            "page_name": "service_entitlement",
            "entitlement": entitlement,
            "uses": entitlement.use_ids.sorted("date", reverse=True)[:100],
            "documents": self._documents(entitlement),
        }
        return request.render("crm_service.portal_my_entitlement", values)

    @http.route("/my/entitlements/<int:entitlement_id>/file/<int:file_id>", type="http", auth="user", readonly=True)
    def portal_entitlement_file(self, entitlement_id, file_id, **kw):
        entitlement = self._reach("crm.entitlement", entitlement_id)
        document = entitlement and self._documents(entitlement).filtered(lambda file: file.id == file_id)
        if not document:
            return request.redirect("/my")
        return request.env["ir.binary"]._get_stream_from(document).get_response(as_attachment=True)

    @staticmethod
    def _documents(record):
        domain = [("res_model", "=", record._name), ("res_id", "=", record.id), ("res_field", "=", False)]
        return record.env["ir.attachment"].search(domain)
