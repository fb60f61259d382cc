from collections import Counter, defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

BATCH = 1000
EVENTS = 500


class CrmJourney(models.Model):
    """Who enters: customers that match now, and those something has happened to."""

    _inherit = "crm.journey"

    @api.model
    def _cron_enrol(self):
        """Take in whoever may begin a journey. Safe to run twice and to break off anywhere."""
        cron = self.env["ir.cron"]
        while arrivals := self.env["crm.journey.arrival"]._take(EVENTS):
            self._receive(arrivals)
            arrivals.unlink()
            if not cron._commit_progress(len(arrivals)):
                return
        for journey in self.search([("state", "=", "running"), ("entry", "in", ("segment", "silent", "lost"))]):
            while found := journey._enrol_segment(BATCH):
                if not cron._commit_progress(found):
                    return

    # By segment

    def _enrol_segment(self, limit):
        """Let in the next customers who match; return how many."""
        return len(self._let_in(lambda: self._enrol_partners(self._find_candidates(limit))))

    def _let_in(self, enrol):
        """What `enrol()` returns. Where the filter can not be asked, this journey waits and the others go on."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                return enrol()
        except (UserError, ValueError, KeyError, TypeError) as error:
            # A field the filter names has gone with its addon, or the responsible person has lost the right to ask.
            self.state = "paused"
            self.message_post(body=self.env._("Paused: the filter can not be read any more. %(why)s", why=str(error)))
            return self.env["crm.journey.enrolment"]

    def _find_candidates(self, limit):
        """Partners who match and may enter, at most `limit`, each with the moment it counts from."""
        self.ensure_one()
        domain = self._get_partner_domain()
        if self.entry == "silent":
            domain &= Domain("id", "in", self._find_silent())
        elif self.entry == "lost":
            domain &= Domain("id", "in", self._find_lost())
        inside = self.env["crm.journey.enrolment"]._search(self._get_blocking_domain())
        domain &= Domain("id", "not in", inside.subselect("partner_id"))
        return self._get_partners_as_responsible().search(domain, limit=limit, order="id").sudo()

    def _get_partner_domain(self):
        """Customers this journey may take at all."""
        company = Domain("company_id", "in", [False, self.company_id.id])
        return company & self._parse_domain(self.domain)

    def _get_blocking_domain(self):
        """Enrolments that keep their customers out for now."""
        mine = Domain("journey_id", "=", self.id)
        if self.reentry == "days":
            recent = fields.Datetime.now() - timedelta(days=self.reentry_days)
            return mine & (
                Domain("state", "in", ("active", "failed"))
                | Domain("arrived_at", ">", recent)
                | Domain("ended_at", ">", recent)
            )
        if self.reentry == "always":
            # A filter that still matches is nothing new: without a day between it would never end.
            recent = fields.Datetime.now() - timedelta(days=1)
            return mine & (Domain("state", "in", ("active", "failed")) | Domain("ended_at", ">", recent))
        return mine

    def _find_silent(self):
        silent = self.env["crm.winback.candidate"].search(
            [
                ("kind", "=", "silent"),
                ("company_id", "=", self.company_id.id),
                ("order_count", ">=", self.silence_orders),
                ("ratio", ">", self.silence_factor),
                ("silent_days", ">", self.silence_days),
            ]
        )
        return silent.partner_id.ids

    def _find_lost(self):
        # A lead without a company belongs to whoever looks for it.
        lost = (
            self.env["crm.winback.candidate"]
            .with_company(self.company_id)
            .search(
                [("kind", "=", "lost"), ("company_id", "=", self.company_id.id), ("silent_days", ">=", self.lost_days)]
            )
        )
        return lost.partner_id.ids

    def _enrol_partners(self, partners, since=None):
        """Let these customers in now, each at most once at a time; return the enrolments."""
        self.ensure_one()
        if not partners:
            return self.env["crm.journey.enrolment"]
        times = self._count_entries(partners)
        rows = [
            {"partner_id": partner.id, "entry_key": self._get_entry_key(times[partner.id]), "since": since}
            for partner in partners
        ]
        return self.env["crm.journey.enrolment"]._enrol(self, rows)

    def _count_entries(self, partners):
        """{partner id: how often it has been in this journey}."""
        groups = self.env["crm.journey.enrolment"]._read_group(
            [("journey_id", "=", self.id), ("partner_id", "in", partners.ids)], ["partner_id"], ["__count"]
        )
        return Counter({partner.id: count for partner, count in groups})

    def _get_entry_key(self, times, source=None):
        """Unique for a customer: two who let the same customer in for the same reason have the same key."""
        if self.reentry == "never":
            return f"{self.id}"
        if self.reentry == "source":
            return f"{self.id}:{source or 'hand'}"
        return f"{self.id}:#{times}"

    # By event

    @api.model
    def _receive(self, arrivals):
        """Events begin journeys, and wake up those who wait for them."""
        touchpoints = arrivals.touchpoint_id
        leads = arrivals.lead_id.exists()
        journeys = self.search([("state", "=", "running"), ("entry", "=", "event")])
        by_kind = defaultdict(touchpoints.browse)
        for touchpoint in touchpoints:
            by_kind[touchpoint.kind] |= touchpoint
        for journey in journeys:
            if journey.event_kind == "lead":
                events = journey._prepare_lead_events(leads)
            else:
                events = journey._prepare_touchpoint_events(by_kind[journey.event_kind])
            if events:
                journey._let_in(lambda journey=journey, events=events: journey._enrol_events(events))
        self._wake_up(touchpoints)

    def _prepare_touchpoint_events(self, touchpoints):
        return [
            {
                "partner_id": touchpoint.partner_id.id,
                "lead_id": touchpoint.lead_id.id,
                "touchpoint_id": touchpoint.id,
                "since": touchpoint.occurred_at,
                "res_model": touchpoint.res_model,
                "res_id": touchpoint.res_id,
            }
            for touchpoint in touchpoints
            if touchpoint.partner_id
            and touchpoint.company_id in (self.company_id, self.env["res.company"])
            and self.event_channel in (False, touchpoint.channel)
        ]

    def _prepare_lead_events(self, leads):
        leads = leads.filtered(lambda lead: lead.company_id in (self.company_id, self.env["res.company"]))
        if self.create_contact:
            nameless = leads.filtered(lambda lead: not lead.partner_id and lead.email_normalized)
            nameless._handle_partner_assignment(create_missing=True)
        return [
            {
                "partner_id": lead.partner_id.id,
                "lead_id": lead.id,
                "since": lead.create_date,
                "res_model": "crm.lead",
                "res_id": lead.id,
            }
            for lead in leads
            if lead.partner_id
        ]

    def _enrol_events(self, events):
        """Let in whom something has happened to, as far as filter and re-entry rule allow."""
        self.ensure_one()
        ids = {event["partner_id"] for event in events}
        fitting = set(
            self._get_partners_as_responsible().search(self._get_partner_domain() & Domain("id", "in", ids)).ids
        )
        partners = self.env["res.partner"].browse(fitting)
        times = self._count_entries(partners)
        blocked = set()
        if self.reentry in ("days", "always"):
            mine = (
                self._get_blocking_domain()
                if self.reentry == "days"
                else Domain([("journey_id", "=", self.id), ("state", "in", ("active", "failed"))])
            )
            groups = self.env["crm.journey.enrolment"]._read_group(
                mine & Domain("partner_id", "in", list(fitting)), ["partner_id"]
            )
            blocked = {partner.id for (partner,) in groups}
        rows = {}
        for event in events:
            partner_id = event["partner_id"]
            if partner_id in fitting and partner_id not in blocked:
                source = event.get("res_model") and f"{event['res_model']},{event['res_id']}"
                key = self._get_entry_key(times[partner_id], source)
                rows.setdefault((partner_id, key), {**event, "entry_key": key})
        return self.env["crm.journey.enrolment"]._enrol(self, list(rows.values()))

    @api.model
    def _wake_up(self, touchpoints):
        """Those whose branch waits for what has just happened need not wait until the end of their patience."""
        customers = touchpoints.customer_id
        if customers:
            self.env["crm.journey.enrolment"].search(
                [
                    ("state", "=", "active"),
                    ("waits_for", "=", "condition"),
                    ("customer_id", "in", customers.ids),
                    ("journey_id.state", "in", ("running", "ended")),
                ]
            ).due_at = fields.Datetime.now()
