import os
import secrets
from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import config

from ..engine import states
from ..engine.secret_box import PREFIX, SecretError, destination, seal, unseal


def _is_entered(plain):
    """Is this a secret, or only the dots that a form shows for one?"""
    return bool(plain) and set(plain) != {"•"}


class ErpBackend(models.Model):
    """One configured ERP: where it is, how to log in, how fast to go, and how it is doing."""

    _name = "erp.backend"
    _description = "ERP Backend"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "sequence, name"
    _check_company_auto = True

    name = fields.Char(required=True, help="What your finance team calls this system.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        default=lambda self: self.env.user,
        help="Gets one activity when something needs a person, and none while nothing changes.",
    )
    dialect = fields.Selection([], required=True, help="The ERP's own way to speak. Each is an addon of its own.")
    state = fields.Selection(
        [("draft", "Being Set Up"), ("live", "Live"), ("paused", "Paused")],
        default="draft",
        required=True,
        tracking=True,
        help="Messages are collected from the moment a backend is live; while it is paused they wait.",
    )

    url = fields.Char(
        "Address",
        required=True,
        help="For example https://erp.example.com. Another server or port forgets password and access key: enter them "
        "again.",
    )
    login = fields.Char(groups="erp_connector.group_erp_manager")
    erp_company = fields.Char("Company in the ERP", help="Company, entity or client number, where the ERP has several.")
    password_sealed = fields.Char(groups="base.group_system", copy=False)
    token_sealed = fields.Char(groups="base.group_system", copy=False)
    password = fields.Char(
        compute="_compute_secrets",
        inverse="_inverse_password",
        groups="erp_connector.group_erp_manager",
        help="Stored encrypted and never shown again. env:ERP_SECRET_NAME reads it from the environment variable "
        "ERP_SECRET_NAME.",
    )
    token = fields.Char(
        "Access Key",
        compute="_compute_secrets",
        inverse="_inverse_token",
        groups="erp_connector.group_erp_manager",
        help="Web service key or access token. Stored encrypted and never shown again; env:ERP_SECRET_NAME works too.",
    )
    verify_tls = fields.Boolean("Verify Certificate", default=True)
    ca_bundle = fields.Char(
        "CA File", help="Path of a PEM file on the server, for an ERP with a certificate of its own CA."
    )
    client_certificate = fields.Char(help="Path of a PEM file with certificate and key.")

    timeout = fields.Float("Time Limit (s)", default=30.0, required=True)
    settle = fields.Float(
        "Settling Time (s)",
        default=10.0,
        required=True,
        help="The longest time the ERP may need to finish a call that we gave up on. Before that, “not there” "
        "proves nothing.",
    )
    lanes = fields.Integer("Calls at Once", default=1, required=True, help="Some ERPs stand only one.")
    batch = fields.Integer("Messages per Batch", default=20, required=True)
    max_attempts = fields.Integer("Tries", default=8, required=True)
    ask_first = fields.Boolean(
        "Ask Before the First Try",
        compute="_compute_caution",
        store=True,
        readonly=False,
        help="Look for the document in the ERP even before it is sent for the first time. Costs one call more, and "
        "protects against doubles after a database was restored.",
    )
    read_back = fields.Boolean(
        "Read Back After Sending",
        compute="_compute_caution",
        store=True,
        readonly=False,
        help="Look for the document after the ERP has said yes. Costs one call more, and finds a yes that was not "
        "kept.",
    )
    key_prefix = fields.Char(
        required=True,
        default=lambda self: self._default_key_prefix(),
        help="Begins every document key that the ERP sees, so that two databases can share one ERP.",
    )
    payment_journal_id = fields.Many2one(
        "account.journal", "Payments Into", check_company=True, domain="[('type', 'in', ('bank', 'cash'))]"
    )
    invoice_journal_id = fields.Many2one(
        "account.journal", "Invoices Into", check_company=True, domain="[('type', '=', 'sale')]"
    )

    breaker_state = fields.Selection(
        [("closed", "Reachable"), ("open", "Not Reachable"), ("half_open", "Trying Again")],
        "Connection",
        default="closed",
        readonly=True,
        copy=False,
    )
    breaker_failures = fields.Integer(readonly=True, copy=False)
    breaker_retry_at = fields.Datetime("Next Try", readonly=True, copy=False)
    alerted_state = fields.Char(readonly=True, copy=False)

    mapping_ids = fields.One2many("erp.mapping", "backend_id", "Mappings", copy=True)
    stream_ids = fields.One2many("erp.stream", "backend_id", "Incoming")
    value_map_ids = fields.One2many("erp.value.map", "backend_id", "Value Maps", copy=True)

    _limits = models.Constraint(
        "CHECK (timeout > 0 AND settle >= 0 AND lanes BETWEEN 1 AND 99 AND batch > 0 AND max_attempts > 0)",
        "Time limits, lanes (1 to 99), batch and tries must be positive.",
    )
    _key_prefix_form = models.Constraint(
        "CHECK (key_prefix ~ '^[A-Za-z0-9]{1,12}$')", "The key prefix has 1 to 12 letters and digits."
    )

    @api.depends("dialect")
    def _compute_caution(self):
        """A fresh backend is as careful as its dialect advises."""
        classes = self._dialect_classes()
        for backend in self.filtered("dialect"):
            backend.ask_first = classes[backend.dialect].ask_first
            backend.read_back = classes[backend.dialect].read_back

    @api.model
    def _default_key_prefix(self):
        # sudo: the database's uuid is a system parameter; only its first eight digits become visible.
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid", "")
        return "O" + (uuid.replace("-", "")[:8] or secrets.token_hex(4))

    @api.depends("password_sealed", "token_sealed")
    def _compute_secrets(self):
        """Secrets are write-only: what is shown says only whether there is one."""
        for backend in self:
            # sudo: only whether something is stored is read, never what.
            sealed = backend.sudo()
            backend.password = "••••••••" if sealed.password_sealed else False
            backend.token = "••••••••" if sealed.token_sealed else False

    def _inverse_password(self):
        self._seal("password", "password_sealed")

    def _inverse_token(self):
        self._seal("token", "token_sealed")

    def _seal(self, plain_name, sealed_name):
        for backend in self:
            plain = backend[plain_name]
            if plain and not _is_entered(plain):
                continue
            try:
                sealed = seal(plain, self._secret_key())
            except SecretError:
                raise ValidationError(
                    self.env._("Only environment variables whose names begin with %s are read.", PREFIX)
                ) from None
            # sudo: the field's group let this user set the secret; reading it back stays with the system.
            backend.sudo()[sealed_name] = sealed

    def write(self, vals):
        """A secret stays with the server it was entered for: another one gets only what is entered with its address."""
        names = [name for name in self._secret_addresses() if name in vals]
        moved = self.filtered(
            lambda backend: any(destination(backend[name]) != destination(vals[name]) for name in names)
        )
        result = super().write(vals)
        stale = [name for name in ("password", "token") if not _is_entered(vals.get(name))]
        if moved and stale:
            # sudo: forgetting a secret reads nothing.
            moved.sudo().write({f"{name}_sealed": False for name in stale})
        return result

    @api.model
    def _secret_addresses(self):
        """Fields with an address that password or access key are sent to. A dialect adds its own."""
        return ["url"]

    @api.onchange("url")
    def _onchange_url(self):
        return self._warn_of_another_server("url")

    def _warn_of_another_server(self, name):
        """Onchange of an address: what it does to the secrets is seen before it is saved."""
        saved = self._origin
        moved = saved and destination(self[name]) != destination(saved[name])
        for secret in ("password", "token"):
            if saved[secret] and self[secret] in (False, saved[secret]):
                self[secret] = False if moved else saved[secret]
        if moved and (saved.password or saved.token):
            message = self.env._("Password and access key do not follow to another server. Enter them again.")
            return {"warning": {"title": self.env._("Another Server"), "message": message, "type": "notification"}}
        return None

    @api.model
    def _secret_key(self):
        """The key that secrets are encrypted under. It lives outside the database: environment, odoo.conf or a file.

        On several nodes set CRM_EXTENDED_SECRET_KEY (or erp_secret_key in odoo.conf) to the same value everywhere.
        """
        named = os.environ.get("CRM_EXTENDED_SECRET_KEY") or config.get("erp_secret_key")
        if named:
            return named
        path = Path(config["data_dir"]) / "erp_connector.key"
        try:
            return path.read_text().strip()
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except FileExistsError:
                return path.read_text().strip()
            with os.fdopen(descriptor, "w") as key_file:
                key = secrets.token_urlsafe(32)
                key_file.write(key)
            return key

    def _unsealed(self, sealed_name):
        """A secret in plain text, for the Settings of a dialect and nothing else."""
        # sudo: workers run as the system; no user door leads here.
        try:
            return unseal(self.sudo()[sealed_name], self._secret_key())
        except SecretError as error:
            raise UserError(self.env._("%(backend)s: %(problem)s", backend=self.name, problem=str(error))) from None

    @api.constrains("active")
    def _check_archived(self):
        """What is not sent yet would lie there unseen. What is sent already is settled when the backend comes back."""
        waiting = dict(
            self.env["erp.message"]._read_group(
                [("backend_id", "in", self.ids), ("state", "in", (states.WAITING, *states.HELD))],
                ["backend_id"],
                ["__count"],
            )
        )
        for backend in self.filtered(lambda backend: not backend.active and backend in waiting):
            raise ValidationError(
                self.env._(
                    "%(count)s messages of “%(backend)s” still wait. Let them go out or cancel them, then archive it.",
                    count=waiting[backend],
                    backend=backend.name,
                )
            )

    @api.constrains("url")
    def _check_url(self):
        for backend in self:
            if not backend.url.startswith(("https://", "http://")):
                raise ValidationError(self.env._("The address must begin with https:// or http://."))
