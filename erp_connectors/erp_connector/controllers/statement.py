import logging

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

_logger = logging.getLogger(__name__)


class StatementPortal(CustomerPortal):
    """A customer's own statement. There is no number in the address: it is always the visitor's own."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "erp_item_count" in counters:
            values["erp_item_count"] = len(self._own_statement()["items"])
        return values

    def _own_statement(self):
        """The statement of the visitor's own firm, in the company whose customer the visitor is."""
        partner = request.env.user.partner_id.commercial_partner_id
        company = partner.company_id or request.env.company
        # sudo: a portal user has no right on open items; the domain is the visitor's own firm and one company.
        return partner.sudo().with_company(company)._erp_statement()

    @http.route("/my/erp-statement", type="http", auth="user", website=True, readonly=True)
    def portal_erp_statement(self, **kw):
        values = self._prepare_portal_layout_values() | self._own_statement() | {"page_name": "erp_statement"}
        return request.render("erp_connector.portal_erp_statement", values)

    @http.route("/my/erp-statement/pdf", type="http", auth="user", website=True)
    def portal_erp_statement_pdf(self, **kw):
        statement = self._own_statement()
        # sudo: as above; the report is made for the visitor's own firm and for no other.
        report = request.env["ir.actions.report"].sudo().with_company(statement["company"])
        printed = "erp_connector.erp_statement_report", statement["partner"].ids
        try:
            content = report._render_qweb_pdf(*printed)[0]
        except UserError as trouble:
            # Figures on a page that the browser prints are better than none.
            _logger.warning("a statement is shown as a page: %s", trouble)
            return request.make_response(report._render_qweb_html(*printed)[0])
        headers = [
            ("Content-Type", "application/pdf"),
            ("Content-Length", len(content)),
            ("Content-Disposition", http.content_disposition("statement.pdf")),
        ]
        return request.make_response(content, headers=headers)
