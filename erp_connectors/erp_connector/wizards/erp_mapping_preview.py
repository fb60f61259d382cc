import json

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.mapping import MappingError
from ..engine.secret_box import mask
from ..soap.faults import outcome_of


class ErpMappingPreview(models.TransientModel):
    """What would be sent for one record: our document, the ERP's values, the request. Nothing is sent."""

    _name = "erp.mapping.preview"
    _description = "Preview of a Mapping"

    mapping_id = fields.Many2one("erp.mapping", required=True, readonly=True, ondelete="cascade")
    res_model = fields.Char(compute="_compute_res_model")
    res_id = fields.Many2oneReference("Record", model_field="res_model")
    result = fields.Selection(
        [("none", "Nothing Yet"), ("good", "Can Be Sent"), ("problem", "Cannot Be Sent")], default="none", readonly=True
    )
    problem = fields.Char("What Is Wrong", readonly=True)
    problem_field = fields.Char("Field of the ERP", readonly=True)
    advice = fields.Char("What to Do", readonly=True)
    note = fields.Char(readonly=True)
    document = fields.Text("Our Document", readonly=True)
    mapped = fields.Text("Mapped Values", readonly=True)
    request = fields.Text("The Request", readonly=True)

    @api.depends("mapping_id")
    def _compute_res_model(self):
        by_kind = self.env["erp.backend"]._kind_models()
        for preview in self:
            preview.res_model = by_kind.get(preview.mapping_id.kind)

    @api.model
    def default_get(self, fields):
        """The newest record of the kind, so that the preview has something to show at once."""
        values = super().default_get(fields)
        mapping = self.env["erp.mapping"].browse(values.get("mapping_id"))
        model = self.env["erp.backend"]._kind_models().get(mapping.kind)
        if model and "res_id" in fields:
            newest = self.env[model].search(mapping.backend_id._records_domain(mapping.kind), order="id desc", limit=1)
            values["res_id"] = newest.id or self.env[model].search([], order="id desc", limit=1).id
        return values

    def action_show(self):
        """Button: map the record and show the request; the dialog stays open."""
        self.ensure_one()
        self.mapping_id.check_access("read")
        # exists() first: the record may have been deleted while the dialog was open.
        record = self.res_model and self.env[self.res_model].browse(self.res_id).exists()
        if not record:
            raise UserError(self.env._("Choose a record first."))
        record.check_access("read")
        self.write(self._shown(record))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What Would Be Sent"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _shown(self, record):
        backend = self.mapping_id.backend_id
        empty = dict.fromkeys(("problem", "problem_field", "advice", "note", "mapped", "request"), False)
        empty["document"] = _pretty(backend._document_of(record))
        profile = backend._prepare_profile()
        try:
            rehearsal = backend._rehearse(record, profile)
        except MappingError as error:
            problem, advice = backend._mapping_words(error)
            return empty | {
                "result": "problem",
                "problem": problem,
                "problem_field": error.field,
                "advice": advice,
            }
        note = False
        if rehearsal.first:
            note = self.env._("Sent first, because the ERP does not know them yet: %s.", ", ".join(rehearsal.first))
        shown = {"result": "good", "document": _pretty(rehearsal.document), "mapped": _pretty(rehearsal.values)}
        return empty | shown | {"note": note} | self._request(record, rehearsal, profile)

    def _request(self, record, rehearsal, profile):
        """The request as the dialect would write it; without the ERP's contract at hand, why it cannot be shown."""
        backend = self.mapping_id.backend_id
        kind = self.mapping_id.kind
        dialect = profile.dialect_class(profile.settings)
        action = "update" if rehearsal.external_id else "create"
        try:
            request = dialect.preview(kind, action, backend._document_key(kind, record), rehearsal.values)
            # A dialect that sends nothing for this record says so in one line.
            request = request if "\n" in request else backend._in_words(request)
            return {"request": mask(request, profile.settings.secrets)}
        except Exception as error:  # a foreign contract, or a value that does not fit it: the reader gets words
            outcome = outcome_of(error, dialect.exchange)
            unreachable = outcome.kind != "refused"
            problem = backend._say(mask(outcome.text, profile.settings.secrets))
            words = self.env._("The request cannot be shown: %s", problem)
            return {"note": words} if unreachable else {"result": "problem", "problem": words}
        finally:
            dialect.close()


def _pretty(values):
    return json.dumps(values, ensure_ascii=False, indent=2, default=str)
