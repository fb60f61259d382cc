from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_datetime


class CrmLead(models.Model):
    """A lead belongs to its owner as long as the owner works on it."""

    _inherit = "crm.lead"

    ownership_ids = fields.One2many("crm.lead.ownership", "lead_id", "Owners", readonly=True)
    protected_until = fields.Datetime(
        compute="_compute_protected_until",
        help="Until then nobody else can take the lead. Counted from the day the owner got it or last did something.",
    )

    @api.depends("user_id", "won_status")
    def _compute_protected_until(self):
        last = self._get_owner_activity()
        for lead in self:
            days = (lead.company_id or self.env.company).lead_protection_days
            moment = last.get(lead._origin.id)
            open_lead = lead.user_id and lead.won_status == "pending"
            lead.protected_until = moment + timedelta(days=days) if days and moment and open_lead else False

    def _get_owner_activity(self):
        """{lead id: the last moment at which its owner took it over or touched its customer}."""
        if not self.ids:
            return {}
        self.flush_recordset(["user_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT lead.id, GREATEST(own.since, direct.at, customer.at)
                  FROM crm_lead lead
             LEFT JOIN res_partner partner ON partner.id = lead.partner_id
             LEFT JOIN LATERAL (SELECT COALESCE(MAX(date_from), lead.date_open) AS since FROM crm_lead_ownership
                                 WHERE lead_id = lead.id AND user_id = lead.user_id AND date_to IS NULL) own ON TRUE
             LEFT JOIN LATERAL (SELECT MAX(occurred_at) AS at FROM crm_touchpoint
                                 WHERE lead_id = lead.id AND user_id = lead.user_id AND direction = 'out') direct ON TRUE
             LEFT JOIN LATERAL (SELECT MAX(occurred_at) AS at FROM crm_touchpoint
                                 WHERE customer_id = partner.commercial_partner_id AND lead_id IS NULL
                                   AND user_id = lead.user_id AND direction = 'out') customer ON TRUE
                 WHERE lead.id = ANY(%s)
                """,
                self.ids,
            )
        )
        return dict(rows)

    def _check_protection(self, user_id):
        """Refuse that somebody takes a lead that another salesperson is working on, without the right to."""
        if self.env.su or self.env.user.has_group("crm_funnel.group_take_protected"):
            return
        others = self.filtered(
            lambda lead: lead.user_id and lead.user_id != self.env.user and lead.user_id.id != user_id
        )
        now = fields.Datetime.now()
        for lead in others:
            if lead.protected_until and lead.protected_until > now:
                raise UserError(
                    self.env._(
                        "“%(lead)s” is protected for %(owner)s until %(until)s. Ask the owner or the manager to hand it over.",
                        lead=lead.name,
                        owner=lead.user_id.name,
                        until=format_datetime(self.env, lead.protected_until, dt_format="short"),
                    )
                )

    def _take_over(self, user, reasons):
        """Give these leads to a user; `reasons` is {lead id: (code, note)} for the log of owners."""
        leads = self.with_context(mail_auto_subscribe_no_notify=True)
        self.env["crm.funnel"]._books()["reasons"].update(reasons)
        for lead in leads.filtered(lambda lead: lead.type == "lead"):
            lead.convert_opportunity(lead.partner_id)
        leads.write({"user_id": user.id})
