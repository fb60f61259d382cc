from odoo import api, models
from odoo.tools import SQL


class CrmFunnel(models.AbstractModel):
    """Keeps the books of the funnel once per transaction, just before it is committed.

    Creating or writing leads and recording touchpoints only notes ids here. The books are a handful of statements
    for all of them together: an import of a thousand leads costs what one lead costs, and a lead that is dragged
    through three stages in one transaction has been in the last one.
    """

    _name = "crm.funnel"
    _description = "Funnel Bookkeeping"

    @api.model
    def _books(self):
        """What this transaction has noted so far."""
        noted = self.env.cr.precommit.data
        if "crm_funnel" not in noted:
            noted["crm_funnel"] = {"new": set(), "known": set(), "reasons": {}, "touched": set()}
            # sudo: the books are kept whoever moves the lead; nobody may write them by hand.
            self.env.cr.precommit.add(self.sudo()._keep_books)
        return noted["crm_funnel"]

    @api.model
    def _note_leads(self, leads, new=False):
        """These leads are new, or have another stage, owner, customer or end."""
        books = self._books()
        books["new" if new else "known"].update(leads.ids)

    @api.model
    def _note_touchpoints(self, touchpoints):
        self._books()["touched"].update(touchpoints.ids)

    @api.model
    def _keep_books(self):
        """Write what was noted into the history of stages and owners, the clocks and the ledger of scores."""
        books = self.env.cr.precommit.data.pop("crm_funnel", None)
        if not books:
            return
        changed = books["new"] | books["known"]
        scored = False
        if changed:
            moved = books["known"] - books["new"]
            self.env["crm.stage.passage"]._follow(changed, moved)
            came_with_it = dict.fromkeys(books["new"], ("created", None))
            self.env["crm.lead.ownership"]._follow(changed, moved, came_with_it | books["reasons"])
            scored = self.env["crm.score.event"]._replay(changed)
        if books["new"]:
            self.env["crm.response.clock"]._start(books["new"])
        if books["touched"]:
            scored |= self.env["crm.score.event"]._count_touchpoints(books["touched"])
            self.env["crm.response.clock"]._answer(books["touched"])
        if scored:
            self.env["crm.lead"].invalidate_model(["score", "score_fit", "score_behaviour", "score_why"], flush=False)
            # Not env.ref, which asks the database each time whether the record is still there.
            if cron := self.env["ir.model.data"]._xmlid_to_res_id("crm_funnel.cron_refresh_scores"):
                self.env["ir.cron"].browse(cron)._trigger()
        self.env.flush_all()

    @api.model
    def _adopt_existing_leads(self):
        """Open the books of leads from before the installation, with the dates they have themselves."""
        leads = self.env["crm.lead"].with_context(active_test=False).search([])
        self.env.flush_all()
        self.env["crm.stage.passage"]._follow(leads.ids, [])
        self.env["crm.lead.ownership"]._follow(leads.ids, [], dict.fromkeys(leads.ids, ("created", None)))
        self.env.cr.execute(
            SQL(
                "UPDATE crm_stage_passage p SET entered_at = COALESCE(l.date_last_stage_update, l.create_date) "
                "FROM crm_lead l WHERE l.id = p.lead_id"
            )
        )
        self.env.cr.execute(
            SQL(
                "UPDATE crm_lead_ownership o SET date_from = COALESCE(l.date_open, l.create_date) "
                "FROM crm_lead l WHERE l.id = o.lead_id"
            )
        )
        self.env["crm.score.event"]._replay(leads.ids)
