from odoo import api, models
from odoo.tools import SQL

# Tables with one row per partner, or per partner and something else: (table, partner column, the rest of the key).
ONE_PER_PARTNER = [
    ("crm_quality_score", "partner_id", None),
    ("crm_lead_stakeholder", "partner_id", "lead_id"),
    ("crm_account_plan", "partner_id", "company_id"),
    ("crm_account_stakeholder", "partner_id", "plan_id"),
    ("crm_meeting_guard", "partner_id", None),
    ("crm_hospitality_guest", "partner_id", "hospitality_id"),
]


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Core moves foreign keys table by table, and where a unique key is in the way it deletes all rows of the source.

    So rows that would collide are taken out before, one by one; then nothing collides and nothing is dropped.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        self.env.flush_all()
        self._clear_collisions(src_partners, dst_partner)
        self._point_candidates_at(src_partners, dst_partner)
        super()._update_foreign_keys(src_partners, dst_partner)
        self._split_hospitality_again(dst_partner)

    @api.model
    def _split_hospitality_again(self, partner):
        """Two guests who were one are one guest: the cost of the evening is split among fewer."""
        self.env.invalidate_all()
        # sudo: the cost belongs to whoever invited, the merge to whoever keeps the data clean.
        guests = self.env["crm.hospitality.guest"].sudo().search([("partner_id", "=", partner.id)])
        evenings = guests.hospitality_id
        self.env.add_to_compute(guests._fields["cost"], evenings.guest_ids)
        self.env.add_to_compute(evenings._fields["guest_count"], evenings)

    @api.model
    def _get_one_per_partner(self):
        """Hook: tables of other addons with a unique key on a partner."""
        return ONE_PER_PARTNER

    @api.model
    def _clear_collisions(self, src_partners, dst_partner):
        partner_ids = [dst_partner.id, *src_partners.ids]
        for table, column, other in self._get_one_per_partner():
            # Of the rows that would have the same key, the kept partner's own stays, else the oldest.
            self.env.cr.execute(
                SQL(
                    """
                    DELETE FROM %(table)s WHERE id IN (
                        SELECT id FROM (
                            SELECT id, ROW_NUMBER() OVER (
                                       PARTITION BY %(other)s ORDER BY %(column)s != %(kept)s, id) AS n
                              FROM %(table)s WHERE %(column)s = ANY(%(partners)s)) AS ranked
                         WHERE n > 1)
                    """,
                    table=SQL.identifier(table),
                    column=SQL.identifier(column),
                    other=SQL.identifier(other) if other else SQL("1::int"),
                    kept=dst_partner.id,
                    partners=partner_ids,
                )
            )

    @api.model
    def _point_candidates_at(self, src_partners, dst_partner):
        """Decisions about a merged record count for the kept one; the pair that was merged now is done."""
        candidates = self.env["crm.duplicate.candidate"].sudo()  # sudo: the queue is kept whole, whoever merges
        ids = set(src_partners.ids)
        touched = ["|", ("partner_a_id", "in", src_partners.ids), ("partner_b_id", "in", src_partners.ids)]
        for candidate in candidates.search(touched):
            pair = {dst_partner.id if i in ids else i for i in (candidate.partner_a_id.id, candidate.partner_b_id.id)}
            low, high = min(pair), max(pair)
            known = candidates.search([("partner_a_id", "=", low), ("partner_b_id", "=", high)])
            if low == high:
                candidate.unlink()
            elif known - candidate:
                if candidate.state == "rejected":
                    known.state = "rejected"
                candidate.unlink()
            else:
                candidate.write({"partner_a_id": low, "partner_b_id": high})
        self.env.flush_all()

    @api.model
    def _update_reference_fields(self, src_partners, dst_partner):
        super()._update_reference_fields(src_partners, dst_partner)
        self.env.cr.execute(
            SQL(
                "UPDATE crm_touchpoint SET res_id = %s WHERE res_model = 'res.partner' AND res_id = ANY(%s)",
                dst_partner.id,
                src_partners.ids,
            )
        )
