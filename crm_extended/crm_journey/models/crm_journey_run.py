from odoo import api, fields, models
from odoo.tools import SQL


class CrmJourneyRun(models.Model):
    """A step that a customer has passed. One row per enrolment, step and visit: what stands here is never done again."""

    _name = "crm.journey.run"
    _description = "Journey Step Passed"
    _order = "id desc"
    _rec_name = "step_id"
    _log_access = False

    enrolment_id = fields.Many2one("crm.journey.enrolment", required=True, ondelete="cascade", index=True)
    journey_id = fields.Many2one("crm.journey", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="journey_id.company_id")
    partner_id = fields.Many2one("res.partner", "Customer", required=True, ondelete="cascade")
    step_id = fields.Many2one("crm.journey.step", "Step", ondelete="cascade", index=True)
    kind = fields.Selection(related="step_id.kind")
    visit = fields.Integer(required=True)
    ran_at = fields.Datetime("When", required=True)
    state = fields.Selection([("done", "Done"), ("skipped", "Skipped")], default="done", required=True)
    verdict = fields.Selection([("yes", "Yes"), ("no", "No")])
    is_message = fields.Boolean("Message Sent", help="Counts for the frequency cap.")
    trace_id = fields.Many2one("mailing.trace", "Message Trace", ondelete="set null", index="btree_not_null")
    trace_status = fields.Selection(related="trace_id.trace_status")
    res_model = fields.Char("Made Model")
    res_id = fields.Many2oneReference("Made Record", model_field="res_model")
    note = fields.Char()

    _once = models.UniqueIndex("(enrolment_id, step_id, visit)", "This step was executed already.")
    _messages = models.Index("(partner_id, ran_at) WHERE is_message")

    @api.model
    def _open(self, enrolments, step, now, verdicts=None):
        """A row for each enrolment that has not passed this step at this visit yet; return the new rows."""
        verdicts = verdicts or {}
        enrolments.flush_recordset(["visit"])
        ids = self.env.execute_query(
            SQL(
                "INSERT INTO crm_journey_run (enrolment_id, journey_id, partner_id, step_id, visit, ran_at, state, verdict) "
                "SELECT e.id, e.journey_id, e.partner_id, %s, e.visit, %s, 'done', v.verdict "
                "FROM crm_journey_enrolment e JOIN unnest(%s::int4[], %s::text[]) AS v(id, verdict) ON v.id = e.id "
                "ORDER BY e.id ON CONFLICT (enrolment_id, step_id, visit) DO NOTHING RETURNING id",
                step.id,
                now,
                enrolments.ids,
                [verdicts.get(enrolment.id) or None for enrolment in enrolments],
            )
        )
        enrolments.invalidate_recordset(["run_ids"])
        return self.browse(row_id for (row_id,) in ids)

    def action_open_made(self):
        """Open what the step has made: the activity, the coupon, the call to another system."""
        self.ensure_one()
        if not self.res_model or self.res_model not in self.env:
            return False
        self.env[self.res_model].browse(self.res_id).check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
