"""What a customer agrees with us in the portal: when somebody comes, and that the work is done."""

import binascii
from datetime import datetime
from zoneinfo import ZoneInfo

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from .portal import ServicePortal

LONGEST_NAME = 100


class AgreementPortal(ServicePortal):
    @http.route("/my/requests/<int:request_id>/propose", type="http", auth="public", website=True, methods=["POST"])
    def portal_request_propose(self, request_id, access_token=None, wanted="", **post):
        record = self._reach("crm.service.request", request_id, access_token)
        if not record or record.merged_into_id:
            return request.redirect("/my")
        try:
            moment = datetime.fromisoformat(wanted).replace(tzinfo=ZoneInfo(self._zone(record)))
        except (ValueError, OverflowError):
            return self._refuse(record, request.env._("Please choose a date and a time."))
        try:
            record._propose(moment.astimezone(ZoneInfo("UTC")).replace(tzinfo=None))
        except (UserError, OverflowError) as error:
            return self._refuse(record, str(error))
        return request.redirect(record.get_portal_url(query_string="&thanks=propose"))

    def _refuse(self, record, problem):
        return self._request_page(record, record.access_token, problem=problem)

    @http.route("/my/requests/<int:request_id>/sign", type="jsonrpc", auth="public", website=True)
    def portal_request_sign(self, request_id, access_token=None, name=None, signature=None):
        """Called by Odoo's own signature form."""
        access_token = access_token or request.httprequest.args.get("access_token")
        record = self._reach("crm.service.request", request_id, access_token)
        if not record:
            return {"error": request.env._("This request is not known.")}
        name = str(name or "").strip()[:LONGEST_NAME]
        if not record._can_be_signed():
            return {"error": request.env._("This request cannot be signed now.")}
        if not name or not signature:
            return {"error": request.env._("Please write your name and sign.")}
        try:
            record._sign(name, signature, self._author(record))
            request.env.cr.flush()
        except (TypeError, ValueError, binascii.Error, UserError):
            return {"error": request.env._("The signature could not be read: please sign again.")}
        return {"force_refresh": True, "redirect_url": record.get_portal_url(query_string="&thanks=sign")}
