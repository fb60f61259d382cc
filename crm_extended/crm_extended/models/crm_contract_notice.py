from odoo import fields, models


class CrmContractNotice(models.Model):
    """A reminder that was given or overtaken: one row per contract, end and number of days, so that none comes twice."""

    _name = "crm.contract.notice"
    _description = "Reminder of a Contract"
    _log_access = False

    contract_id = fields.Many2one("crm.contract", required=True, readonly=True, ondelete="cascade")
    date_end = fields.Date("For the End On", required=True, readonly=True)
    days = fields.Integer("Days Before", required=True, readonly=True)

    _once = models.Constraint("UNIQUE (contract_id, date_end, days)", "This reminder was given already.")
