import hashlib
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.crm_extended.engine import diff, plain_text

from ..engine import feeds, watching
from ..fetching import fetch

TELL_AFTER = 3


class CrmWatchSource(models.Model):
    _name = "crm.watch.source"
    _description = "Watched Source"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    url = fields.Char("Address", required=True)
    kind = fields.Selection([("page", "Web Page"), ("feed", "RSS or Atom Feed")], required=True, default="page")
    competitor_id = fields.Many2one("crm.competitor", index="btree_not_null", check_company=True)
    company_id = fields.Many2one("res.company", index=True, default=lambda self: self.env.company)
    user_id = fields.Many2one(
        "res.users", "Tell", required=True, default=lambda self: self.env.user, domain=[("share", "=", False)]
    )
    keyword_ids = fields.Many2many(
        "crm.watch.keyword", string="Alert on",
        help="News with one of these words become an activity. Without keywords news are only listed.",
    )  # fmt: skip
    every_hours = fields.Integer("Every (hours)", default=24, required=True)
    last_fetch = fields.Datetime("Last Looked", readonly=True, copy=False)
    next_fetch = fields.Datetime(readonly=True, copy=False, index=True)
    last_text = fields.Text(readonly=True, copy=False)
    failure_count = fields.Integer(readonly=True, copy=False)
    problem = fields.Char(readonly=True, copy=False)
    finding_ids = fields.One2many("crm.watch.finding", "source_id", "News", readonly=True)
    new_count = fields.Integer(compute="_compute_new_count")

    _every_positive = models.Constraint("CHECK (every_hours >= 1)", "Once an hour is the most that is fair.")

    @api.depends("finding_ids.state")
    def _compute_new_count(self):
        counts = dict(
            self.env["crm.watch.finding"]._read_group(
                [("source_id", "in", self.ids), ("state", "=", "new")], ["source_id"], ["__count"]
            )
        )
        for source in self:
            source.new_count = counts.get(source, 0)

    @api.constrains("url")
    def _check_url(self):
        for source in self:
            try:
                watching.target(source.url, source._hosts())
            except watching.Refused as refused:
                raise ValidationError(source._explain(refused)) from None

    def write(self, vals):
        if "url" in vals or "kind" in vals:
            vals = {**vals, "last_text": False, "last_fetch": False, "next_fetch": False}
        return super().write(vals)

    def _hosts(self):
        """{host: may it be in our network}; the flag is the system administrator's, so it is read with all rights."""
        return {host.name: host.private_allowed for host in self.env["crm.watch.host"].sudo().search([])}

    def _explain(self, refused):
        texts = {
            "scheme": self.env._("Only http and https addresses can be watched."),
            "credentials": self.env._("An address with a password in it cannot be watched."),
            "host": self.env._(
                "The host “%(host)s” is not on the list of hosts that may be watched.", host=refused.detail
            ),
            "address": self.env._(
                "The host leads to an address in a private network: %(address)s.", address=refused.detail
            ),
            "redirect": self.env._("The page has moved to %(url)s: watch that address.", url=refused.detail),
            "size": self.env._("The document is larger than %(size)s.", size=refused.detail),
            "unknown": self.env._("The host %(host)s is not known.", host=refused.detail),
            "unreachable": self.env._("The host does not answer: %(host)s.", host=refused.detail),
            "status": self.env._("The host answers with the error %(status)s.", status=refused.detail),
            "slow": self.env._("The answer was not complete after %(seconds)s seconds.", seconds=refused.detail),
            "type": self.env._("This is no text that can be compared (%(type)s).", type=refused.detail),
        }
        return texts[refused.reason]

    # fetching

    def _http_get(self):
        """The only line that touches the network."""
        self.ensure_one()
        return fetch(self.url, self._hosts())

    def action_fetch(self):
        self.check_access("write")
        for source in self:
            source._look()
            if source.problem:
                raise UserError(source.problem)

    @api.model
    def _cron_fetch(self):
        """Look at every source that is due; one after the other is kept, so that a stop loses nothing."""
        due = self.search(
            ["|", ("next_fetch", "=", False), ("next_fetch", "<=", fields.Datetime.now())], order="next_fetch, id"
        )
        remaining = len(due)
        for source in due:
            remaining -= 1
            if source.try_lock_for_update():
                source._look()
            if not self.env["ir.cron"]._commit_progress(1, remaining=remaining):
                break

    def _look(self):
        """Fetch the source once and keep what is new. A failure is noted and looked at again later, less often."""
        self.ensure_one()
        now = fields.Datetime.now()
        try:
            document = self._http_get()
            found = self._new_in_feed(document) if self.kind == "feed" else self._new_in_page(document)
        except watching.Refused as refused:
            return self._note_failure(self._explain(refused), now)
        except feeds.NoFeed as error:
            return self._note_failure(self.env._("This is no feed that can be read safely: %(why)s", why=error), now)
        # News are written by nobody but this: who may look at a source may have its news recorded.
        self.env["crm.watch.finding"].sudo().create(found)._alert()
        wait = watching.wait_hours(self.every_hours, 0)
        self.write({"last_fetch": now, "next_fetch": now + timedelta(hours=wait), "failure_count": 0, "problem": False})

    def _note_failure(self, problem, now):
        failures = self.failure_count + 1
        wait = watching.wait_hours(self.every_hours, failures)
        self.write({"failure_count": failures, "problem": problem, "next_fetch": now + timedelta(hours=wait)})
        if failures == TELL_AFTER:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=self.user_id.id,
                summary=self.env._("This source cannot be watched any more"),
                note=problem,
            )

    # what is new

    def _new_in_page(self, document):
        text = plain_text.lines(document.text)
        before = (self.last_text or "").splitlines()
        self.last_text = "\n".join(text)
        if not self.last_fetch or before == text:
            return []
        comparison = diff.compare(before, text)
        new = "\n".join(line.text for line in comparison if line.kind in ("added", "reworded"))
        key = hashlib.sha256(f"{fields.Datetime.now()}\n{self.last_text}".encode()).hexdigest()
        return [
            {
                "source_id": self.id,
                "guid": key,
                "title": self.env._("%(name)s has changed", name=self.name),
                "link": self.url,
                "summary": new,
                "diff": Markup(diff.as_html(comparison)),
                "keyword_ids": self._keywords_in(new),
            }
        ]

    def _new_in_feed(self, document):
        entries = {entry.guid: entry for entry in feeds.entries(document.content)}
        known = self.env["crm.watch.finding"].search([("source_id", "=", self.id), ("guid", "in", list(entries))])
        # What stands in a feed when it is first looked at is no news.
        state = "new" if self.last_fetch else "read"
        return [
            {
                "source_id": self.id,
                "guid": guid,
                "title": entry.title or entry.link,
                "link": entry.link,
                "summary": entry.summary,
                "state": state,
                "keyword_ids": self._keywords_in(f"{entry.title}\n{entry.summary}"),
            }
            for guid, entry in reversed(entries.items())
            if guid not in set(known.mapped("guid"))
        ]

    def _keywords_in(self, text):
        names = watching.keywords_in(text, self.keyword_ids.mapped("name"))
        return self.keyword_ids.filtered(lambda keyword: keyword.name in names).ids
