import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?")


class CrmWatchHost(models.Model):
    """Hosts that may be fetched. Nothing else is, whatever address somebody types."""

    _name = "crm.watch.host"
    _description = "Host That May Be Watched"
    _order = "name"

    name = fields.Char("Host", required=True, help="For example news.example.com; another port as host:port.")
    private_allowed = fields.Boolean(
        "In Our Network", groups="base.group_system",
        help="The host may have a private or loopback address. Only for a server of yours that you trust.",
    )  # fmt: skip

    _name_unique = models.UniqueIndex("(name)", "This host is on the list already.")

    @api.constrains("name")
    def _check_name(self):
        for host in self:
            if not HOST.fullmatch(host.name):
                raise ValidationError(self.env._("“%(host)s” is no host name, like news.example.com.", host=host.name))

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([{**vals, "name": (vals.get("name") or "").strip().lower()} for vals in vals_list])

    def write(self, vals):
        if "name" in vals:
            vals = {**vals, "name": (vals["name"] or "").strip().lower()}
        return super().write(vals)
