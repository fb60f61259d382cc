import logging
import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import config

from ..engine.inbound_login import Expected, stranger

_logger = logging.getLogger(__name__)
SHORTEST = 12


class ErpBackend(models.Model):
    """The backend's own door: where its ERP pushes, and how it proves who it is."""

    _inherit = "erp.backend"

    inbound_enabled = fields.Boolean("Accept Pushes", tracking=True, copy=False)
    inbound_key = fields.Char(
        "Endpoint Key",
        required=True,
        copy=False,
        default=lambda self: secrets.token_hex(8),
        help="Last part of the address at which the ERP delivers. Knowing it opens nothing.",
    )
    inbound_url = fields.Char("Endpoint", compute="_compute_inbound_url")
    inbound_login = fields.Char(groups="erp_connector.group_erp_manager", copy=False)
    inbound_password_sealed = fields.Char(groups="base.group_system", copy=False)
    inbound_password = fields.Char(
        compute="_compute_inbound_password",
        inverse="_inverse_inbound_password",
        groups="erp_connector.group_erp_manager",
        help="At least 12 characters. Stored encrypted and never shown again; env:ERP_SECRET_NAME reads that environment "
        "variable.",
    )
    inbound_basic = fields.Boolean("HTTP Login", default=True, help="Login and password in the HTTP header (basic).")
    inbound_token = fields.Boolean(
        "WS-Security Login", default=True, help="UsernameToken with a password in plain text."
    )
    inbound_certificate_required = fields.Boolean(
        "Client Certificate",
        help="The ERP must show this certificate too; without a password it is enough alone. The reverse proxy checks "
        "it and passes the fingerprint on, so Odoo must run with proxy_mode.",
    )
    inbound_certificate_header = fields.Char(
        "Certificate Header", default="X-SSL-Client-Fingerprint", help="The header in which the reverse proxy says it."
    )
    inbound_fingerprint = fields.Char("Certificate Fingerprint", help="SHA-1 or SHA-256 fingerprint, or the subject.")
    inbound_tls_only = fields.Boolean("Only over HTTPS", default=True)
    inbound_max_bytes = fields.Integer(
        "Largest Message (bytes)", required=True, default=lambda self: self._inbound_default_limit()
    )
    inbound_count = fields.Integer("Pushed", compute="_compute_inbound")
    inbound_last_at = fields.Datetime("Last Push", compute="_compute_inbound")

    _inbound_key_once = models.UniqueIndex("(inbound_key)", "Another backend has this endpoint key.")
    _inbound_key_form = models.Constraint(
        "CHECK (inbound_key ~ '^[A-Za-z0-9_-]{4,64}$')",
        "The endpoint key has 4 to 64 letters, digits, hyphens or underscores.",
    )
    _inbound_limit = models.Constraint(
        "CHECK (inbound_max_bytes BETWEEN 1024 AND 67108864)", "The largest message is between 1 KB and 64 MB."
    )

    @api.model
    def _inbound_default_limit(self):
        return 5 * 2**20

    def _compute_inbound_url(self):
        for backend in self:
            backend.inbound_url = f"{backend.get_base_url()}/erp/soap/{backend.inbound_key}"

    def _compute_inbound(self):
        rows = self.env["erp.message"]._read_group(
            [("backend_id", "in", self.ids), ("sender_id", "!=", False)], ["backend_id"], ["__count", "create_date:max"]
        )
        found = {backend: (count, last) for backend, count, last in rows}
        for backend in self:
            backend.inbound_count, backend.inbound_last_at = found.get(backend, (0, False))

    @api.depends("inbound_password_sealed")
    def _compute_inbound_password(self):
        for backend in self:
            # sudo: only whether something is stored is read, never what.
            backend.inbound_password = "••••••••" if backend.sudo().inbound_password_sealed else False

    def _inverse_inbound_password(self):
        for backend in self:
            plain = backend.inbound_password or ""
            if plain and set(plain) != {"•"} and not plain.startswith("env:") and len(plain) < SHORTEST:
                raise ValidationError(self.env._("The inbound password needs at least %s characters.", SHORTEST))
        self._seal("inbound_password", "inbound_password_sealed")

    @api.constrains("inbound_enabled", "inbound_basic", "inbound_token", "inbound_certificate_required")
    def _check_inbound(self):
        for backend in self.filtered("inbound_enabled"):
            if not (backend.inbound_basic or backend.inbound_token or backend.inbound_certificate_required):
                raise ValidationError(self.env._("Choose at least one way in which the ERP proves who it is."))
            if backend.inbound_certificate_required and not (
                backend.inbound_fingerprint and backend.inbound_certificate_header
            ):
                raise ValidationError(self.env._("A client certificate needs its fingerprint and the proxy's header."))

    @api.model
    def _of_inbound_key(self, key):
        """The backend behind an address, or an empty recordset: unknown and switched off are the same to a caller."""
        return self.search([("inbound_key", "=", key), ("inbound_enabled", "=", True)], limit=1)

    def _inbound_expected(self):
        """engine.inbound_login.Expected of this backend. A secret that cannot be read lets nobody in."""
        self.ensure_one()
        try:
            password = self._unsealed("inbound_password_sealed")
        except UserError as problem:
            _logger.error("pushes are refused: %s", problem)
            return stranger()
        if not password and (self.inbound_basic or self.inbound_token):
            return stranger()
        return Expected(
            login=self.inbound_login or "",
            password=password,
            basic=self.inbound_basic,
            token=self.inbound_token,
            certificate=self.inbound_certificate_required,
            fingerprint=self.inbound_fingerprint or "",
        )

    def _inbound_certificate(self, headers):
        """What the reverse proxy says about the client's certificate. Without a proxy the header is anybody's word."""
        if not config["proxy_mode"] or not self.inbound_certificate_required:
            return ""
        return headers.get(self.inbound_certificate_header or "", "")

    def action_open_pushed(self):
        return self._open("erp_connector.erp_message_action", [("sender_id", "!=", False)])
