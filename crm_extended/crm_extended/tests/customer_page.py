from datetime import datetime, timedelta

from odoo import Command

from .common import CrmExtendedCommon

LONG_AGO = datetime(2026, 1, 1)


class CustomerPageCase(CrmExtendedCommon):
    """A customer's page: its history, its cards, and what opening it costs."""

    def history(self, count, channel="phone", **values):
        rows = [
            {
                "partner_id": self.li.id,
                "company_id": self.env.company.id,
                "channel": channel,
                "kind": "call",
                "subject": f"Call {n}",
                "occurred_at": LONG_AGO + timedelta(minutes=n // 3),
                "source_key": f"{channel}{n}",
                **values,
            }
            for n in range(count)
        ]
        return self.Touchpoint._record(rows)

    def open_page(self):
        """All server calls of opening the page, each with a cold cache; returns how many queries they made."""
        partner = self.acme.with_user(self.salesperson).with_context(lang="en_US", tz="UTC")
        view = self.env.ref("crm_extended.view_customer_file_form")
        names = partner.get_view(view.id)["models"]["res.partner"]
        fields = {name: {"fields": {"display_name": {}}} if partner._fields[name].relational else {} for name in names}
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        partner.web_read(fields)
        self.env.invalidate_all()
        partner.get_timeline_page()
        return self.cr.sql_log_count - before

    def fill_every_block(self):
        leads = self.env["crm.lead"].create(
            [{"name": f"L{n}", "partner_id": self.li.id, "type": "opportunity"} for n in range(8)]
        )
        self.env["sale.order"].create([{"partner_id": self.li.id} for _ in range(8)])
        self.acme.activity_schedule("mail.mail_activity_data_todo", user_id=self.salesperson.id)
        leads[0].activity_schedule("mail.mail_activity_data_todo", user_id=self.env.ref("base.user_admin").id)
        gold = self.env["crm.account.level"].create({"name": "Gold", "user_id": self.salesperson.id})
        self.env["crm.account.plan"].create({"partner_id": self.acme.id, "level_id": gold.id})
        self.env["crm.contract"].create({"partner_id": self.li.id, "date_start": LONG_AGO.date()})
        hosts = [Command.set(self.salesperson.ids)]
        guests = [Command.create({"partner_id": self.li.id})]
        self.env["crm.hospitality"].create(
            {"name": "Dinner", "date": LONG_AGO, "host_ids": hosts, "guest_ids": guests, "amount": 90}
        )
        self._fill_requests()
        self._fill_journeys()

    # Cards of addons above. In the run of all tests they are installed, and the budget is that of the whole page.

    def _fill_requests(self):
        if "crm.service.request" in self.env:
            self.salesperson.group_ids += self.env.ref("crm_service.group_agent")
            self.env["crm.service.request"].create([{"name": f"R{n}", "partner_id": self.li.id} for n in range(3)])

    def _fill_journeys(self):
        if "crm.journey" in self.env:
            journey = self.env["crm.journey"].create({"name": "Spring", "entry": "manual"})
            self.env["crm.journey.step"].create({"journey_id": journey.id, "name": "Wait", "kind": "wait"})
            journey.action_start()
            journey._enrol_partners(self.li)
