from datetime import timedelta

from dateutil.relativedelta import relativedelta
from markupsafe import Markup, escape

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from ..engine.contract import after, due_reminders, fill_in, last_day, read_days


class CrmContract(models.Model):
    """What happens to a contract. Each door locks the row and asks the table in engine/contract.py."""

    _inherit = "crm.contract"

    def _move(self, event, values=None):
        """Lead these contracts through one event, or say why not. Two clicks at once: the second finds the state moved."""
        self.check_access("write")
        self.lock_for_update()
        for contract in self:
            state = after(contract.state, event)
            if not state:
                label = dict(self._fields["state"]._description_selection(self.env))[contract.state]
                raise UserError(
                    self.env._(
                        "%(contract)s: this is not possible in the state “%(state)s”.",
                        contract=contract.display_name,
                        state=label,
                    )
                )
            # sudo: the state is written by this machine only; the right to write was asked above.
            contract.sudo().write({"state": state, **(values or {})})

    # To the customer

    def action_send(self):
        """Keep the text as a version and open the mail to the customer with the link to sign."""
        self.ensure_one()
        if not self.text_ids:
            raise UserError(self.env._("A contract without a clause has nothing to sign."))
        if self.date_end < fields.Date.context_today(self):
            raise UserError(self.env._("The term of this contract is over already."))
        body = self._render_text()
        self._move("send")
        self._keep_version(body)
        self._portal_ensure_token()
        template = self.env.ref("crm_extended.mail_template_contract")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send the Contract"),
            "res_model": "mail.compose.message",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_template_id": template.id,
                "default_composition_mode": "comment",
                "default_email_layout_xmlid": "mail.mail_notification_layout_with_responsible_signature",
                "force_email": True,
            },
        }

    def _render_text(self):
        """The whole contract as HTML in the customer's language: facts first, then the numbered clauses."""
        self.ensure_one()
        own = self.with_context(lang=self._get_language())
        blanks = own._get_blanks()
        parts = [Markup("<p>%s: %s</p>") % fact for fact in own._get_facts(blanks)]
        unknown = []
        for place, text in enumerate(self.text_ids, 1):
            body, wrong = fill_in(text.body, blanks)
            heading, wrong_heading = fill_in(escape(text.name), blanks)
            unknown += wrong + wrong_heading
            # The body was sanitized when it was written, and what is filled in is escaped.
            parts.append(Markup("<h4>%s. %s</h4>%s") % (place, Markup(heading), Markup(body)))
        if unknown:
            raise UserError(
                self.env._("These blanks are not known: %(names)s", names=", ".join(dict.fromkeys(unknown)))
            )
        return Markup().join(parts)

    def _get_facts(self, blanks):
        """(label, value) of what is agreed apart from the clauses; part of each version, so that changes show."""
        facts = [
            (self.env._("Contract"), self.name),
            (self.env._("Subject"), self.title),
            (self.env._("Seller"), blanks["company"]),
            (self.env._("Customer"), blanks["customer"]),
            (self.env._("Term"), f"{blanks['start']} – {blanks['end']}"),
            (self.env._("Value without taxes"), self.amount and blanks["amount"]),
            (self.env._("Orders"), blanks["orders"]),
        ]
        return [(label, value) for label, value in facts if value]

    def _keep_version(self, body):
        # sudo: versions are written here only, and never again.
        own = self.sudo()
        latest = own.version_ids.sorted("number")[-1:]
        if latest.body != body:
            own.env["crm.contract.version"].create(
                {
                    "contract_id": self.id,
                    "number": latest.number + 1,
                    "body": body,
                    "sent_on": fields.Datetime.now(),
                    "user_id": self.env.uid,
                }
            )

    def _get_text(self):
        """What is shown and printed: the signed version, else the newest; a draft as it stands."""
        self.ensure_one()
        if self.state == "draft":
            return self._render_text()
        return (self.signed_version_id or self.version_ids.sorted("number")[-1:]).body

    def preview_contract(self):
        """Open the page as the customer sees it."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "target": "self", "url": self.get_portal_url()}

    def action_withdraw(self):
        """Back to draft; the link to the customer shows nothing any more until it is sent again."""
        self._move("withdraw", {"ended_reason": False})

    def action_cancel(self):
        self._move("cancel")

    # The customer

    def _has_to_be_signed(self):
        self.ensure_one()
        return self.state == "sent" and self.date_end >= fields.Date.context_today(self)

    def _sign(self, name, signature):
        """Signed: in the portal with the picture of a signature, or on paper without one."""
        self.ensure_one()
        version = self.version_ids.sorted("number")[-1:]
        self._move(
            "sign",
            {
                "signed_by": name,
                "signed_on": fields.Datetime.now(),
                "signature": signature,
                "signed_version_id": version.id,
            },
        )
        self._record_touchpoint("signed", self.env._("Contract %(name)s signed", name=self.display_name))
        # sudo: a customer who signs has no right on the renewed contract's activities.
        self.previous_id.sudo().activity_unlink(["crm_extended.activity_contract_end"])

    def action_sign_on_paper(self):
        """The signed paper came back. The scan belongs into the log."""
        self.ensure_one()
        self._sign(self.partner_id.name, False)

    def _decline(self, reason):
        self._move("decline", {"ended_reason": reason[:500]})

    def _record_touchpoint(self, what, subject):
        self.env["crm.touchpoint"]._record(
            [
                {
                    "partner_id": self.partner_id.id,
                    "company_id": self.company_id.id,
                    "user_id": self.user_id.id,
                    "channel": "portal" if self.signature else "office",
                    "kind": "contract",
                    "direction": "in",
                    "subject": subject,
                    "amount": self.amount,
                    "currency_id": self.currency_id.id,
                    "res_model": self._name,
                    "res_id": self.id,
                    "source_key": f"crm.contract:{self.id}:{what}",
                }
            ]
        )

    # The end, and what follows

    def action_terminate(self):
        self._move("terminate", {"ended_reason": self.env._("Terminated by %(name)s", name=self.env.user.name)})
        self.activity_unlink(["crm_extended.activity_contract_end"])

    def action_renew(self):
        """Open the contract that follows this one: the same words, beginning the day after. A second click finds it."""
        self.ensure_one()
        self.check_access("write")
        self.lock_for_update()
        if self.state not in ("active", "expired"):
            raise UserError(self.env._("Only a contract that is or was in force is renewed."))
        following = self.next_ids.filtered(lambda contract: contract.state not in ("cancelled", "terminated"))[:1]
        if not following:
            following = self.copy(self._prepare_renewal())
        return following._get_form_action()

    def _prepare_renewal(self):
        """Values of the contract that follows. Hook: raise the price, take the newest clauses."""
        return {
            "previous_id": self.id,
            "date_start": self.date_end + timedelta(days=1),
            "amount": self.amount,
            "currency_id": self.currency_id.id,
        }

    def _get_form_action(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    @api.model
    def _cron_watch_the_end(self):
        """Remind, prolong and expire. Safe to run twice and after days without a run."""
        today = fields.Date.context_today(self)
        over = self.search([("state", "=", "active"), ("date_end", "<", today)])
        for contract in over:
            contract._prolong(today) if contract.renewal == "automatic" else contract._expire()
        for contract in self.search([("state", "=", "active"), ("reminder_days", "not in", [False, ""])]):
            contract._remind(today)

    def _expire(self):
        self._move("expire")
        self.activity_unlink(["crm_extended.activity_contract_end"])
        self.message_post(body=self.env._("The term is over."))

    def _prolong(self, today):
        """One more term, or as many as were missed."""
        self.lock_for_update()
        end = self.date_end
        while end < today:
            end = last_day(end + relativedelta(days=1), self.term_months)
        # sudo: the end is computed from what was agreed, and this is what was agreed.
        self.sudo().date_end = end
        self.message_post(body=self.env._("Prolonged until %(day)s.", day=format_date(self.env, end)))

    def _remind(self, today):
        """One activity for the most urgent reminder that is due; the table remembers which were given."""
        signed_next = self.next_ids.filtered(lambda contract: contract.state == "active")
        # Of a contract that prolongs itself the last day to give notice counts.
        prolongs = self.renewal == "automatic"
        end = self.date_end - timedelta(days=self.notice_days) if prolongs else self.date_end
        if signed_next:
            return
        known = self.env.execute_query(
            SQL("SELECT days FROM crm_contract_notice WHERE contract_id = %s AND date_end = %s", self.id, end)
        )
        now, settled = due_reminders(end, read_days(self.reminder_days), {days for (days,) in known}, today)
        if now is None:
            return
        # sudo: this log is the machine's.
        self.env["crm.contract.notice"].sudo().create(
            [{"contract_id": self.id, "date_end": end, "days": days} for days in settled]
        )
        what = (
            self.env._("%(contract)s prolongs itself unless notice is given", contract=self.display_name)
            if prolongs
            else self.env._("%(contract)s ends: renew it?", contract=self.display_name)
        )
        self.activity_schedule(
            "crm_extended.activity_contract_end",
            date_deadline=end,
            summary=what,
            user_id=(self.user_id or self.create_uid).id,
        )

    @api.model
    def _make_from_orders(self, orders):
        """A draft for these orders, which must be one customer's; one that waits for them already is returned."""
        if not orders:
            raise UserError(self.env._("Choose the orders first."))
        if len(orders.partner_id.commercial_partner_id) > 1 or len(orders.company_id) > 1:
            raise UserError(self.env._("A contract is with one customer: choose orders of one customer."))
        if any(order.state == "cancel" for order in orders):
            raise UserError(self.env._("A cancelled order is no base for a contract."))
        waiting = self.search([("order_ids", "in", orders.ids), ("state", "=", "draft")], limit=1)
        if waiting:
            waiting.order_ids |= orders
            return waiting
        return self.create(self._prepare_from_orders(orders))

    @api.model
    def _prepare_from_orders(self, orders):
        """Values of a contract for these orders. Hook."""
        partner, company = orders.partner_id[0], orders.company_id
        template = self.env["crm.contract.template"].search([("company_id", "in", [company.id, False])], limit=1)
        return {
            "partner_id": partner.id,
            "company_id": company.id,
            "user_id": (orders.user_id[:1] or self.env.user).id,
            "order_ids": [Command.set(orders.ids)],
            "template_id": template.id,
            "text_ids": self._prepare_texts(template, partner),
        }
