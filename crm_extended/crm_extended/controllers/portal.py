"""The customer's contracts. Every door checks for itself: nothing is reached by guessing a number."""

import base64
import logging

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

from ..engine.contract import SHOWN

PAGE = 20
_logger = logging.getLogger(__name__)


class ContractPortal(CustomerPortal):
    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        Contract = request.env["crm.contract"]
        for key, state in (("contract_count", SHOWN), ("contract_to_sign_count", ("sent",))):
            if key in counters:
                domain = self._get_contract_domain() & Domain("state", "in", state)
                values[key] = Contract.search_count(domain) if Contract.has_access("read") else 0
        return values

    def _get_contract_domain(self):
        """Also for a visitor who is staff: the list shows the visitor's own company only."""
        partner = request.env.user.partner_id.commercial_partner_id
        return Domain("commercial_partner_id", "=", partner.id) & Domain("state", "in", SHOWN)

    @route(["/my/contracts", "/my/contracts/page/<int:page>"], type="http", auth="user", website=True)
    def portal_contracts(self, page=1, filterby="all", **kw):
        filters = {
            "all": {"label": request.env._("All"), "domain": []},
            "sent": {"label": request.env._("To Sign"), "domain": [("state", "=", "sent")]},
            "active": {"label": request.env._("In Force"), "domain": [("state", "=", "active")]},
        }
        filterby = filterby if filterby in filters else "all"
        domain = self._get_contract_domain() & Domain(filters[filterby]["domain"])
        Contract = request.env["crm.contract"]
        allowed = Contract.has_access("read")
        page_values = pager(
            url="/my/contracts",
            url_args={"filterby": filterby},
            total=Contract.search_count(domain) if allowed else 0,
            page=page,
            step=PAGE,
        )
        contracts = Contract.search(domain, limit=PAGE, offset=page_values["offset"]) if allowed else Contract
        request.session["my_contracts_history"] = contracts.ids
        values = self._prepare_portal_layout_values() | {
            "contracts": contracts.sudo(),  # found with the customer's own rights; links need a token to be made
            "page_name": "contract",
            "pager": page_values,
            "default_url": "/my/contracts",
            "filterby": filterby,
            "searchbar_filters": filters,
        }
        return request.render("crm_extended.portal_my_contracts", values)

    @route("/my/contracts/<int:contract_id>", type="http", auth="public", website=True)
    def portal_contract(self, contract_id, access_token=None, report_type=None, download=False, message=False, **kw):
        contract = self._reach_contract(contract_id, access_token)
        if not contract:
            return request.redirect("/my")
        if report_type in ("html", "pdf", "text"):
            return self._show_report(
                model=contract,
                report_type=report_type,
                report_ref="crm_extended.action_report_contract",
                download=download,
            )
        values = self._get_page_view_values(
            contract,
            access_token,
            {"page_name": "contract", "contract": contract, "message": message},
            "my_contracts_history",
            False,
            **kw,
        )
        return request.render("crm_extended.portal_my_contract", values)

    def _reach_contract(self, contract_id, access_token):
        """The contract with superuser rights if the visitor may see it by right or token and it was sent; else None."""
        try:
            contract = self._document_check_access("crm.contract", contract_id, access_token)
        except (AccessError, MissingError):
            return None
        # A link that the customer still has shows nothing of a contract that was taken back.
        return contract if contract.state in SHOWN else None

    @route("/my/contracts/<int:contract_id>/sign", type="jsonrpc", auth="public", website=True)
    def portal_contract_sign(self, contract_id, access_token=None, name=None, signature=None):
        query = request.httprequest.args
        contract = self._reach_contract(contract_id, access_token or query.get("access_token"))
        if not contract:
            return {"error": request.env._("Invalid contract.")}
        newest = contract.version_ids.sorted("number")[-1:]
        if (query.get("version") or str(newest.number)) != str(newest.number):
            return {"error": request.env._("The text has changed in the meantime. Please load the page again.")}
        if not (name or "").strip() or not signature:
            return {"error": request.env._("Signature is missing.")}
        if not contract._has_to_be_signed():
            return {"error": request.env._("This contract is not waiting for a signature any more.")}
        try:
            # Half a picture would be taken for none, and the contract be signed without one.
            base64.b64decode(signature, validate=True)
            with request.env.cr.savepoint():
                contract._sign(name.strip()[:200], signature)
        except UserError as refusal:
            return {"error": str(refusal)}
        except (TypeError, ValueError):
            return {"error": request.env._("Invalid signature data.")}
        self._send_signed(contract)
        return {"force_refresh": True, "redirect_url": contract.get_portal_url(query_string="&message=sign_ok")}

    def _send_signed(self, contract):
        """The signed contract into the conversation, which mails it to the customer and the salesperson."""
        contract.message_post(
            body=request.env._("Contract signed by %(name)s", name=contract.signed_by),
            attachments=[self._print(contract)],
            author_id=self._get_contract_author(contract).id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def _print(self, contract):
        """(file name, content) of a PDF, or of a page where the server has nothing to make PDFs with."""
        name, reference = contract.name.replace("/", "-"), "crm_extended.action_report_contract"
        report = request.env["ir.actions.report"].sudo()  # sudo: the visitor was let in by _reach_contract
        try:
            return f"{name}.pdf", report._render_qweb_pdf(reference, contract.ids)[0]
        except UserError as trouble:
            # The customer has signed: that is not undone because a program is missing here.
            _logger.warning("%s is sent as a page: %s", name, trouble)
            return f"{name}.html", report._render_qweb_html(reference, contract.ids)[0]

    def _get_contract_author(self, contract):
        user = request.env.user
        return contract.partner_id if user._is_public() else user.partner_id

    @route("/my/contracts/<int:contract_id>/decline", type="http", auth="public", website=True, methods=["POST"])
    def portal_contract_decline(self, contract_id, access_token=None, reason="", **kw):
        contract = self._reach_contract(contract_id, access_token)
        if not contract:
            return request.redirect("/my")
        reason = reason.strip()
        if not reason or contract.state != "sent":
            return request.redirect(contract.get_portal_url(query_string="&message=too_late"))
        contract._decline(reason)
        contract.message_post(
            body=reason[:500],
            author_id=self._get_contract_author(contract).id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        return request.redirect(contract.get_portal_url(query_string="&message=declined"))
