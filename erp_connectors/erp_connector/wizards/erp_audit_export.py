import base64
import csv
import io
import json

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..engine.secret_box import mask
from ..models.erp_audit import SEALED

COLUMNS = (*SEALED, "position", "digest", "seal")


class ErpAuditExport(models.TransientModel):
    """The attempts of a period as a file that an auditor can check without Odoo."""

    _name = "erp.audit.export"
    _description = "Export of the ERP Audit"

    audit_id = fields.Many2one("erp.audit", "Backend", required=True, ondelete="cascade")
    date_from = fields.Date("From", required=True, default=lambda self: fields.Date.context_today(self).replace(day=1))
    date_to = fields.Date("To", required=True, default=fields.Date.context_today)
    form = fields.Selection(
        [("csv", "CSV (spreadsheet)"), ("jsonl", "JSON lines")], "Format", default="csv", required=True
    )
    data = fields.Binary("File", readonly=True, attachment=False)
    file_name = fields.Char(readonly=True)
    row_count = fields.Integer("Rows", readonly=True)

    def action_export(self):
        """Button: make the file and show it for download."""
        self.ensure_one()
        if not self.env.user.has_group("erp_connector.group_erp_manager"):
            raise AccessError(self.env._("Only who sets up the connector can export the audit."))
        if self.date_from > self.date_to:
            raise UserError(self.env._("The period ends before it begins."))
        self.audit_id.check_access("read")
        attempts = self.env["erp.attempt"].search_fetch(
            [
                ("backend_id", "=", self.audit_id.backend_id.id),
                ("started_at", ">=", self.date_from),
                ("started_at", "<=", f"{self.date_to} 23:59:59"),
            ],
            COLUMNS,
            order="position, id",
        )
        text = getattr(self, f"_as_{self.form}")(self._rows(attempts))
        self.write(
            {
                "data": base64.b64encode(text.encode()),
                "file_name": f"attempts_{self.audit_id.backend_id.id}_{self.date_from}_{self.date_to}.{self.form}",
                "row_count": len(attempts),
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _rows(self, attempts):
        """Rows as plain values. Secrets were masked when the attempts were written; those of today are masked again."""
        secrets = self.audit_id.backend_id._prepare_settings().secrets
        for attempt in attempts:
            row = {}
            for name in COLUMNS:
                value = attempt[name]
                value = value.id if isinstance(value, models.BaseModel) else value
                if isinstance(value, str):
                    value = mask(value, secrets)
                elif name.endswith("_at") and value:
                    value = fields.Datetime.to_string(value)
                row[name] = value if value is not False else None
            yield row

    @staticmethod
    def _as_csv(rows):
        out = io.StringIO()
        writer = csv.DictWriter(out, COLUMNS)
        writer.writeheader()
        for row in rows:
            # A spreadsheet must not take what a foreign server answered for a formula.
            writer.writerow(
                {name: f"'{v}" if str(v)[:1] in "=+-@\t" and isinstance(v, str) else v for name, v in row.items()}
            )
        return out.getvalue()

    @staticmethod
    def _as_jsonl(rows):
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
