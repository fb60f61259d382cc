import json

from odoo import Command, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine import books, canonical


class ErpBackend(models.Model):
    """Two customers become one here: the ERP knows the one that stays, and is not told of a third."""

    _inherit = "erp.backend"

    def _merge_customers(self, merged, kept):
        """Hand over to `kept` what the ERP knows of `merged`, before these are deleted. UserError where the ERP has two
        of them, or where nobody knows yet whether it has one."""
        for backend in self:
            links = backend._links_of_customers(merged | kept)
            if len(links) > 1:
                backend._refuse_merging(links)
            awaited = backend._stop_creating(merged, kept, links)
            moved = links.filtered(lambda link: link.res_id != kept.id)
            moved.res_id = kept.id
            backend._point_history_at(merged, kept)
            backend._point_references_at(merged, kept)
            if backend.state in ("live", "paused") and (moved or (awaited and not links)):
                backend._enqueue("customer", "update" if moved else "create", kept)

    def _links_of_customers(self, partners):
        return self.env["erp.link"].search(
            [("backend_id", "=", self.id), ("res_model", "=", partners._name), ("res_id", "in", partners.ids)]
        )

    def _refuse_merging(self, links):
        one, other = (self.env["res.partner"].browse(link.res_id) for link in links[:2])
        raise UserError(
            self.env._(
                "%(one)s is customer %(number)s in %(erp)s and %(other)s is customer %(second)s: two customers there "
                "cannot become one here. Archive the one that is not needed any more instead.",
                erp=self.name,
                one=one.display_name,
                number=links[0].external_ref or links[0].external_id,
                other=other.display_name,
                second=links[1].external_ref or links[1].external_id,
            )
        )

    def _stop_creating(self, merged, kept, links):
        """Give up what is about to tell the ERP of `merged`; True when there was something. What is on its way may have
        arrived: then it is too early to merge."""
        partners = merged | kept
        messages = self.env["erp.message"].search(
            [
                ("backend_id", "=", self.id),
                ("res_model", "=", partners._name),
                ("res_id", "in", partners.ids),
                ("direction", "=", "out"),
                ("state", "not in", ("accepted", "cancelled")),
            ]
        )
        # The kept one's own creation stands, unless the ERP has the other one.
        ending = messages.filtered(lambda message: message.res_id != kept.id or (links and message.action == "create"))
        for message in ending:
            if not self._give_up(message):
                self._refuse_taking_back(books.WAIT, partners.browse(message.res_id))
        return bool(ending)

    def _point_history_at(self, merged, kept):
        """What went to and came from the ERP belongs to the kept one; what was given up ends with its record."""
        self.env["erp.message"].search(
            [
                ("backend_id", "=", self.id),
                ("res_model", "=", merged._name),
                ("res_id", "in", merged.ids),
                "|",
                ("direction", "=", "in"),
                ("state", "=", "accepted"),
            ]
        ).res_id = kept.id
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE erp_conflict c SET res_id = %(kept)s WHERE backend_id = %(backend)s AND res_model = %(model)s"
                " AND res_id IN %(merged)s AND NOT (state = 'open' AND EXISTS (SELECT 1 FROM erp_conflict o"
                " WHERE o.backend_id = c.backend_id AND o.res_model = c.res_model AND o.res_id = %(kept)s"
                " AND o.field_name = c.field_name AND o.state = 'open'))",
                kept=kept.id,
                backend=self.id,
                model=merged._name,
                merged=tuple(merged.ids),
            )
        )
        self.env["erp.conflict"].invalidate_model(["res_id"])

    def _point_references_at(self, merged, kept):
        """Documents in the outbox name the kept one, and go after it where the ERP does not know it yet."""
        messages = self.env["erp.message"]
        for partner in merged:
            messages |= messages.search(
                [
                    ("backend_id", "=", self.id),
                    ("direction", "=", "out"),
                    ("state", "not in", ("accepted", "cancelled")),
                    ("payload", "like", _reference(partner)),
                ]
            )
        documents = {}
        for message in messages:
            payload = message.payload
            for partner in merged:
                payload = payload.replace(_reference(partner), _reference(kept))
            message.write({"payload": payload, "payload_hash": canonical.digest(payload)})
            documents[message] = json.loads(payload)
        required = self._enqueue_unknown(documents).get(f"{kept._name},{kept.id}")
        if required:
            messages.write({"required_ids": [Command.link(required)]})


def _reference(partner):
    return canonical.dumps(canonical.reference(partner._name, partner.id))
