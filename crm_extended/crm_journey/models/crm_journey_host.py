from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.address import Refused, target


class CrmJourneyHost(models.Model):
    """A host that journeys may call. Kept by the system's administrator."""

    _name = "crm.journey.host"
    _description = "Host That Journeys May Call"

    name = fields.Char("Host", required=True, help="hooks.example.com, or with a port hooks.example.com:8443.")
    active = fields.Boolean(default=True)
    private_allowed = fields.Boolean(
        "In Our Own Network", help="Permits private addresses and calls without TLS. For hosts in your own house only."
    )
    secret = fields.Char(
        groups="base.group_system", copy=False, help="Calls are signed with it (HMAC-SHA256), so the receiver knows us."
    )

    _name_unique = models.UniqueIndex("(lower(name))", "This host is listed already.")

    @api.constrains("name")
    def _check_name(self):
        for host in self:
            if not host.name or "/" in host.name or "@" in host.name or " " in host.name.strip():
                raise ValidationError(self.env._("Enter the host only, without https:// and path."))

    @api.model
    def _get_hosts(self):
        # sudo: the list decides where calls may go, whoever set them off.
        return {host.name.strip().lower(): host.private_allowed for host in self.sudo().search([])}

    @api.model
    def _check_address(self, url):
        """Refuse an address journeys may not call, in words."""
        reasons = {
            "scheme": self.env._("only https addresses are called"),
            "host": self.env._("this host is not on the list of hosts that journeys may call"),
            "userinfo": self.env._("it must not contain a user or password"),
            "port": self.env._("this port is not on the list"),
        }
        try:
            return target(url, self._get_hosts())
        except Refused as refused:
            raise ValidationError(
                self.env._("“%(url)s” can not be called: %(why)s.", url=url, why=reasons[refused.reason])
            ) from None

    def _get_secret(self, host, port):
        # sudo: the key signs, it is shown to nobody.
        found = self.sudo().search([("name", "in", (host, f"{host}:{port}"))], limit=1)
        return found.secret or ""
