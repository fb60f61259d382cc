from odoo import api, models
from odoo.exceptions import UserError

from ..engine.layout import place
from .crm_journey_step import ICONS


class CrmJourney(models.Model):
    """The picture of a journey: boxes, ways between them, and how many customers are where."""

    _inherit = "crm.journey"

    @api.readonly
    def get_picture(self):
        """Return {"boxes": [...], "ways": [...], "editable", "ended"} with live counts, for the journey's form.

        A box has the place the engine gave it; a way has the port it begins at ("then" or "otherwise") and the
        number of customers who took it.
        """
        self.ensure_one()
        places = place(self._get_flow())
        faulty = {key for _code, key in self._get_flow().faults()}
        waiting, stuck = self._count_places()
        passed = self._count_passages()
        boxes = [
            {
                "id": step.id,
                "kind": step.kind,
                "icon": ICONS[step.kind],
                "name": step.name,
                "summary": step.summary or "",
                "row": places[step.id][0],
                "column": places[step.id][1],
                "waiting": waiting.get(step, 0),
                "stuck": stuck.get(step, 0),
                "passed": sum(passed.get((step, verdict), 0) for verdict in ("yes", "no", False)),
                "skipped": passed.get((step, "skipped"), 0),
                "faulty": step.id in faulty or bool(step._get_faults()),
                "is_branch": step.kind == "branch",
            }
            for step in self.step_ids
        ]
        ways = []
        for step in self.step_ids:
            ports = [("then", step.then_id)]
            if step.kind == "branch":
                ports.append(("otherwise", step.otherwise_id))
            for port, to in ports:
                verdict = {"then": "yes", "otherwise": "no"}[port] if step.kind == "branch" else False
                ways.append(
                    {"from": step.id, "port": port, "to": to.id or False, "count": passed.get((step, verdict), 0)}
                )
        return {
            "boxes": boxes,
            "ways": ways,
            "first": self.first_step_id.id or False,
            "editable": self.state != "running" and self.has_access("write"),
            "entered": sum((self.active_count, self.done_count, self.stopped_count, self.failed_count)),
            "done": self.done_count,
            "stopped": self.stopped_count,
        }

    def _count_places(self):
        counts = ({}, {})
        for step, state, count in self.env["crm.journey.enrolment"]._read_group(
            [("journey_id", "=", self.id), ("state", "in", ("active", "failed"))], ["step_id", "state"], ["__count"]
        ):
            counts[state == "failed"][step] = count
        return counts

    def _count_passages(self):
        """{(step, verdict): count}, and {(step, "skipped"): count} of those passed without their deed."""
        counts = {}
        for step, verdict, state, count in self.env["crm.journey.run"]._read_group(
            [("journey_id", "=", self.id)], ["step_id", "verdict", "state"], ["__count"]
        ):
            counts[step, verdict] = counts.get((step, verdict), 0) + count
            if state == "skipped":
                counts[step, "skipped"] = counts.get((step, "skipped"), 0) + count
        return counts

    def insert_step(self, step_id, after_id=False, port="then"):
        """Tie a new step into the flow: behind `after_id` at this way out, or at the very beginning."""
        self.ensure_one()
        self.check_access("write")
        self._require_standstill()
        step = self.step_ids.filtered(lambda one: one.id == step_id)
        after = self.step_ids.filtered(lambda one: one.id == after_id)
        if not step or (after_id and not after) or port not in ("then", "otherwise") or step == after:
            raise UserError(self.env._("This step is not part of the journey any more."))
        field = f"{port}_id"
        if after:
            behind, after[field] = after[field], step
        else:
            behind, self.first_step_id = self.first_step_id, step
        if behind != step and not step.then_id:
            step.then_id = behind
        return self.get_picture()
