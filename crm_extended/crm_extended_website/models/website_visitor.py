from datetime import timedelta
from urllib.parse import urlsplit

from odoo import fields, models
from odoo.http import request

REMEMBERED = timedelta(days=30)


class WebsiteVisitor(models.Model):
    """What a known visitor looks at, once a day for each product and page; one statement on top of core's own."""

    _inherit = "website.visitor"

    def write(self, vals):
        result = super().write(vals)
        if "access_token" in vals:
            # An anonymous visitor has signed in and turned out to be a customer.
            self.filtered("partner_id")._record_earlier_views(self.website_track_ids)
        return result

    def _merge_visitor(self, target):
        tracks = self.website_track_ids
        result = super()._merge_visitor(target)
        target._record_earlier_views(tracks)
        return result

    def _add_viewed_product(self, product_id):
        result = super()._add_viewed_product(product_id)
        product = self.env["product.product"].browse(product_id).exists() if product_id else None
        if product and self._is_known_and_agrees():
            self._record_visits([self._prepare_view(product, fields.Datetime.now())])
        return result

    def _handle_webpage_dispatch(self, website_page):
        result = super()._handle_webpage_dispatch(website_page)
        # sudo: the visitor's own row, which the public may not read.
        visitor = self.env["website.visitor"].sudo()
        if self.env.user._is_public() or self.env.user._is_internal():
            return result
        visitor = visitor.search([("partner_id", "=", self.env.user.partner_id.id)], limit=1)
        if visitor and visitor._is_known_and_agrees():
            visitor._record_visits([visitor._prepare_page(website_page, request.httprequest.url)])
        return result

    def _is_known_and_agrees(self):
        self.ensure_one()
        return bool(self.partner_id) and self.website_id._may_record_visit()

    def _record_earlier_views(self, tracks):
        """Products looked at before signing in, as far as the customer has agreed to be remembered."""
        recent = fields.Datetime.now() - REMEMBERED
        for visitor in self:
            seen = tracks.filtered(lambda track: track.product_id and track.visit_datetime >= recent)
            if seen and visitor._is_known_and_agrees():
                visitor._record_visits(
                    [visitor._prepare_view(track.product_id, track.visit_datetime) for track in seen]
                )

    def _record_visits(self, rows):
        # sudo: the customer who looks is a portal user; the row is a fact of the system.
        self.env["crm.touchpoint"].sudo()._record(rows)

    def _prepare_view(self, product, moment):
        """Row for a product that was looked at: the template, for a customer who compares sizes sees one product."""
        template = product.product_tmpl_id
        return {
            **self._prepare_visit(moment),
            "channel": "shop",
            "subject": template.name,
            "res_model": "product.template",
            "res_id": template.id,
            "source_key": f"shop.view:{self.partner_id.id}:{template.id}:{moment.date()}",
        }

    def _prepare_page(self, page, url):
        """Row for a page that was looked at. Of its address only the path is kept: the rest may be personal."""
        moment, path = fields.Datetime.now(), urlsplit(url).path[:200]
        return {
            **self._prepare_visit(moment),
            "channel": "web",
            "subject": page.name if page else path,
            "detail": path,
            "source_key": f"web.view:{self.partner_id.id}:{path}:{moment.date()}",
        }

    def _prepare_visit(self, moment):
        self.ensure_one()
        return {
            "partner_id": self.partner_id.id,
            "company_id": self.website_id.company_id.id,
            "occurred_at": moment,
            "kind": "view",
            "direction": "in",
        }
