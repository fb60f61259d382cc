from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import diff
from ..engine.plain_text import lines


class CrmContractVersion(models.Model):
    """The text of a contract as the customer got it. Never changed; the signature is under one of these."""

    _name = "crm.contract.version"
    _description = "Version of a Contract"
    _order = "contract_id, number desc"
    _rec_name = "number"

    contract_id = fields.Many2one("crm.contract", required=True, readonly=True, index=True, ondelete="cascade")
    number = fields.Integer("Version", required=True, readonly=True)
    # Made of the contract's own texts, which were sanitized, and of escaped values.
    body = fields.Html("Text", readonly=True, sanitize=False)
    sent_on = fields.Datetime("Sent", readonly=True)
    user_id = fields.Many2one("res.users", "By", readonly=True)
    signed = fields.Boolean(compute="_compute_signed")
    diff = fields.Html("Changes", compute="_compute_diff", sanitize=False)
    change_summary = fields.Char("Change", compute="_compute_diff")

    _number_once = models.Constraint("UNIQUE (contract_id, number)", "This version exists already.")

    def _compute_signed(self):
        for version in self:
            version.signed = version.contract_id.signed_version_id == version

    @api.depends("body", "contract_id.version_ids.body")
    def _compute_diff(self):
        for version in self:
            before = version.contract_id.version_ids.filtered(lambda other, own=version: other.number < own.number)
            earlier = before.sorted("number")[-1:]
            comparison = diff.compare(lines(earlier.body), lines(version.body))
            came, went, reworded = diff.counts(comparison)
            version.diff = Markup(diff.as_html(comparison)) if earlier else False
            version.change_summary = (
                self.env._(
                    "%(came)s lines new, %(went)s gone, %(reworded)s reworded", came=came, went=went, reworded=reworded
                )
                if earlier
                else self.env._("First version")
            )

    def write(self, vals):
        raise UserError(self.env._("A version that was sent can not be changed. Send a new one."))
