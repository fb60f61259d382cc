"""What we know about a customer: he sees it, says what is wrong, and says what we may do with it."""

from odoo import http
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

from ..models.crm_data_correction import CORRECTABLE


class DataPortal(CustomerPortal):
    @http.route("/my/data", type="http", auth="user", website=True, methods=["GET"], readonly=True)
    def portal_data(self, thanks="", **_kw):
        partner = request.env.user.partner_id
        # sudo: a customer sees his own corrections, and has no right on the model
        corrections = request.env["crm.data.correction"].sudo().search([("partner_id", "=", partner.id)], limit=20)
        labels = dict(corrections._selection_field())
        values = self._prepare_portal_layout_values() | {
            "page_name": "service_data",
            "thanks": thanks,
            "fields_shown": [(name, labels[name], partner.sudo()[name] or "") for name in CORRECTABLE],
            "corrections": corrections,
            "consents": self._consents(partner),
        }
        return request.render("crm_service.portal_my_data", values)

    @http.route("/my/data/correct", type="http", auth="user", website=True, methods=["POST"])
    def portal_data_correct(self, note="", **post):
        # sudo: through this form a customer asks for corrections of his own contact and of nobody else's
        partner = request.env.user.partner_id.sudo()
        wanted = {name: post[name] for name in CORRECTABLE if name in post}
        asked = request.env["crm.data.correction"].sudo()._ask(partner, wanted, note)
        return request.redirect(f"/my/data?thanks={'correct' if asked else 'same'}")

    @http.route("/my/data/consent", type="http", auth="user", website=True, methods=["POST"])
    def portal_data_consent(self, **post):
        """Take effect at once: a consent is the customer's to give and to take back."""
        partner = request.env.user.partner_id.sudo()  # sudo: his own contact
        for key, _label, given in self._consents(partner):
            wanted = post.get(key) == "1"
            if wanted != given:
                self._change_consent(partner, key, wanted)
        return request.redirect("/my/data?thanks=consent")

    def _consents(self, partner):
        """[(key, label, given)] of the ways on which the customer can be reached."""
        lists = {"email": ("mail.blacklist", partner.sudo().email_normalized),
                 "phone": ("phone.blacklist", partner.sudo().phone_sanitized)}  # fmt: skip
        labels = {
            "email": request.env._("News and offers by e-mail to %(address)s", address=lists["email"][1] or ""),
            "phone": request.env._("Calls and text messages to %(number)s", number=lists["phone"][1] or ""),
        }
        # sudo: whether the own address is on the list of those who want nothing
        return [
            (key, labels[key], not request.env[model].sudo().search_count([(address_field(model), "=", address)]))
            for key, (model, address) in lists.items()
            if address
        ]

    def _change_consent(self, partner, key, wanted):
        Blacklist = request.env[{"email": "mail.blacklist", "phone": "phone.blacklist"}[key]].sudo()
        address = partner.email_normalized if key == "email" else partner.phone_sanitized
        if wanted:
            Blacklist._remove(address)
            partner.message_post(body=request.env._("Consent given in the portal: %(way)s", way=address))
        else:
            Blacklist._add(address)
            partner.message_post(body=request.env._("Consent withdrawn in the portal: %(way)s", way=address))


def address_field(model):
    return "email" if model == "mail.blacklist" else "number"
