from collections import defaultdict

from odoo import fields, models
from odoo.tools import SQL

from ..engine import attribution


class CrmLead(models.Model):
    _inherit = "crm.lead"

    attribution_ids = fields.One2many("crm.attribution", "lead_id", "Revenue Attribution", readonly=True)

    def _attribute(self):
        """Replace the attribution rows of these won leads."""
        touches = self._get_attributable_touches()
        self.attribution_ids.unlink()
        self.env["crm.attribution"].create(
            [row for lead in self for row in lead._prepare_attribution_rows(touches.get(lead.id, []))]
        )

    def _get_attributable_touches(self):
        """{lead id: [(channel, kind, subject, when)]} before the win. Orders and payments are the result, not the cause."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT pair.lead_id, touch.channel, touch.kind,
                       CASE WHEN touch.channel IN ('event', 'mailing', 'survey') THEN touch.subject END, touch.occurred_at
                  FROM (SELECT lead.id AS lead_id, lead.date_closed, lead.company_id, touch.id AS touch_id
                          FROM crm_lead lead JOIN crm_touchpoint touch ON touch.lead_id = lead.id
                         WHERE lead.id = ANY(%(ids)s)
                         UNION ALL
                        SELECT lead.id, lead.date_closed, lead.company_id, touch.id
                          FROM crm_lead lead
                          JOIN res_partner partner ON partner.id = lead.partner_id
                          JOIN crm_touchpoint touch
                            ON touch.customer_id = partner.commercial_partner_id AND touch.lead_id IS NULL
                         WHERE lead.id = ANY(%(ids)s)) AS pair
                  JOIN crm_touchpoint touch ON touch.id = pair.touch_id
             LEFT JOIN res_company company ON company.id = pair.company_id
                 WHERE touch.kind NOT IN ('order', 'payment') AND touch.occurred_at <= pair.date_closed
                   AND touch.occurred_at
                       > pair.date_closed - make_interval(days => COALESCE(company.attribution_days, 365))
              ORDER BY pair.lead_id, touch.occurred_at, touch.id
                """,
                ids=self.ids,
            )
        )
        touches = defaultdict(list)
        for lead, *touch in rows:
            touches[lead].append(touch)
        return touches

    def _prepare_attribution_rows(self, touches):
        """Rows for one won lead: per model, channel, kind and subject."""
        self.ensure_one()
        currency = self.company_currency or self.env.company.currency_id
        cents = round(self.expected_revenue / currency.rounding)
        half_life = (self.company_id or self.env.company).attribution_half_life or 7
        touches = touches or [(False, False, False, self.date_closed)]
        rows = []
        for model in attribution.MODELS:
            parts = attribution.weights(model, [touch[3] for touch in touches], self.date_closed, half_life)
            groups = defaultdict(lambda: [0, 0])
            for touch, amount in zip(touches, attribution.split(cents, parts), strict=True):
                group = groups[tuple(touch[:3])]
                group[0] += amount
                group[1] += 1
            for (channel, kind, subject), (amount, count) in groups.items():
                if amount:
                    rows.append(
                        {
                            **self._prepare_attribution_values(currency),
                            "model": model,
                            "channel": channel,
                            "kind": kind,
                            "subject": subject,
                            "touches": count,
                            "amount": amount * currency.rounding,
                        }
                    )
        return rows

    def _prepare_attribution_values(self, currency):
        return {
            "lead_id": self.id,
            "currency_id": currency.id,
            "won_at": self.date_closed,
            "source_id": self.source_id.id,
            "campaign_id": self.campaign_id.id,
            "team_id": self.team_id.id,
            "user_id": self.user_id.id,
            "company_id": self.company_id.id,
        }
