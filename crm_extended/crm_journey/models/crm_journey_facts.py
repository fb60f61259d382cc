from collections import defaultdict
from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.flow import MESSAGES
from ..engine.machine import Facts

MEETINGS = {"meeting", "visit"}


class CrmJourneyEnrolment(models.Model):
    """What is known about many customers at once: each question is asked once for all of them."""

    _inherit = "crm.journey.enrolment"

    def _gather_facts(self, now):
        """Return {enrolment: Facts}."""
        seen = self._get_seen()
        stops = self._get_stop_reasons(seen)
        holding = self._get_holding(seen)
        sent = self._get_sent(now)
        return {
            enrolment: Facts(
                stop=stops.get(enrolment.id, ""),
                holds=enrolment.id in holding,
                sent=tuple(sent.get(enrolment.partner_id.id, ())),
                zone=enrolment.partner_id._get_journey_zone(enrolment.company_id),
                quiet=enrolment.company_id._get_journey_quiet(),
                cap=enrolment.company_id._get_journey_cap(),
            )
            for enrolment in self
        }

    def _get_seen(self):
        """{enrolment id: {(kind, direction, channel)}} of what happened with the customer since the journey began.

        What began the journey does not count: an order that lets a customer in is not the order it hopes for.
        """
        self.flush_recordset(["customer_id", "since", "touchpoint_id"])
        seen = defaultdict(set)
        for row_id, *what in self.env.execute_query(
            SQL(
                "SELECT DISTINCT e.id, t.kind, t.direction, t.channel FROM crm_journey_enrolment e "
                "JOIN crm_touchpoint t ON t.customer_id = e.customer_id AND t.occurred_at >= e.since "
                "AND t.id != COALESCE(e.touchpoint_id, 0) "
                "AND (t.company_id IS NULL OR t.company_id = e.company_id) WHERE e.id = ANY(%s)",
                self.ids,
            )
        ):
            seen[row_id].add(tuple(what))
        return seen

    def _get_stop_reasons(self, seen):
        """{enrolment id: the stop rule that has come true}."""
        reasons = {}
        addresses = {email for email in self.partner_id.mapped("email_normalized") if email}
        refused = set(
            self.env["mail.blacklist"].search([("email", "in", list(addresses))]).mapped("email") if addresses else ()
        )
        matching = self._get_matching(lambda enrolment: enrolment.journey_id.stop_domain)
        for enrolment in self:
            journey, partner = enrolment.journey_id, enrolment.partner_id
            kinds = {kind for kind, _direction, _channel in seen[enrolment.id]}
            replied = "reply" in kinds or any(
                kind == "message" and way == "in" for kind, way, _via in seen[enrolment.id]
            )
            rules = {
                "archived": not partner.active,
                "opt_out": journey.stop_on_opt_out and partner.email_normalized in refused,
                "order": journey.stop_on_order and "order" in kinds,
                "reply": journey.stop_on_reply and replied,
                "meeting": journey.stop_on_meeting and kinds & MEETINGS,
                "match": enrolment.id in matching,
            }
            if reason := next((name for name, true in rules.items() if true), ""):
                reasons[enrolment.id] = reason
        return reasons

    def _get_matching(self, get_filter):
        """Ids of the enrolments whose customers match the filter that `get_filter(enrolment)` returns."""
        groups = defaultdict(self.browse)
        for enrolment in self:
            if text := get_filter(enrolment):
                groups[enrolment.journey_id, text] |= enrolment
        matching = set()
        for (journey, text), enrolments in groups.items():
            domain = journey._parse_domain(text) & Domain("id", "in", enrolments.partner_id.ids)
            found = set(journey._get_partners_as_responsible().with_context(active_test=False).search(domain).ids)
            matching |= {enrolment.id for enrolment in enrolments if enrolment.partner_id.id in found}
        return matching

    def _get_holding(self, seen):
        """Ids of the enrolments that stand at a branch whose condition is true."""
        holding = set()
        for step, enrolments in self.filtered(lambda one: one.step_id.kind == "branch").grouped("step_id").items():
            question = getattr(enrolments, f"_holds_{step.condition}")
            holding |= set(question(step, seen))
        return holding

    def _holds_open(self, step, seen):
        return self._get_answered(step, lambda trace: trace.open_datetime or trace.trace_status in ("open", "reply"))

    def _holds_click(self, step, seen):
        return self._get_answered(step, lambda trace: trace.links_click_datetime)

    def _holds_reply(self, step, seen):
        return self._get_answered(step, lambda trace: trace.reply_datetime or trace.trace_status == "reply")

    def _get_answered(self, step, is_answer):
        """Ids of the enrolments whose message, the one asked about or else the last one, was answered."""
        domain = Domain("enrolment_id", "in", self.ids) & Domain("trace_id", "!=", False)
        if step.about_id:
            domain &= Domain("step_id", "=", step.about_id.id)
        last = {}
        for run in self.env["crm.journey.run"].search(domain, order="id"):
            last[run.enrolment_id.id] = run.trace_id
        return [enrolment_id for enrolment_id, trace in last.items() if is_answer(trace)]

    def _holds_touch(self, step, seen):
        return [
            enrolment.id
            for enrolment in self
            if any(
                kind == step.touch_kind and step.touch_channel in (False, channel)
                for kind, _direction, channel in seen[enrolment.id]
            )
        ]

    def _holds_bought(self, step, seen):
        buyers = self.filtered(lambda one: any(kind == "order" for kind, _way, _via in seen[one.id]))
        if not step.same_product:
            return buyers.ids
        return [enrolment.id for enrolment in buyers if enrolment._has_bought_its_product()]

    def _has_bought_its_product(self):
        self.ensure_one()
        field = {"product.product": "product_id", "product.template": "product_id.product_tmpl_id"}.get(self.res_model)
        if not field:
            return True
        return bool(
            self.env["sale.order.line"].search_count(
                [
                    (field, "=", self.res_id),
                    ("order_id.state", "=", "sale"),
                    ("order_id.date_order", ">=", self.since),
                    ("order_id.partner_id.commercial_partner_id", "=", self.customer_id.id),
                ],
                limit=1,
            )
        )

    def _holds_score(self, step, seen):
        scores = step.journey_id._journey_score(self.partner_id)
        return [enrolment.id for enrolment in self if scores.get(enrolment.partner_id, 0) >= step.score]

    def _holds_match(self, step, seen):
        return self._get_matching(lambda enrolment: step.domain)

    def _get_sent(self, now):
        """{partner id: moments of the messages from any journey that count for the cap}, where a message is next."""
        ready = self.filtered(lambda one: one.step_id.kind in MESSAGES)
        days = max(ready.company_id.mapped("journey_cap_days"), default=0)
        if not days:
            return {}
        sent = defaultdict(list)
        for run in self.env["crm.journey.run"].search_fetch(
            [
                ("partner_id", "in", ready.partner_id.ids),
                ("is_message", "=", True),
                ("ran_at", ">", fields.Datetime.to_string(now - timedelta(days=days))),
            ],
            ["partner_id", "ran_at"],
        ):
            sent[run.partner_id.id].append(run.ran_at)
        return sent
