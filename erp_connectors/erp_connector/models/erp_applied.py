from odoo import fields, models
from odoo.tools import SQL

from ..engine.freshness import Stamp, later


class ErpApplied(models.Model):
    """Which version of an incoming document was applied last: what arrives late is kept and not applied."""

    _name = "erp.applied"
    _description = "ERP Document Applied Last"
    _log_access = False
    _rec_name = "external_id"

    backend_id = fields.Many2one("erp.backend", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="backend_id.company_id")
    kind = fields.Char(required=True, readonly=True)
    external_id = fields.Char("ERP Key", required=True, readonly=True)
    version = fields.Char(readonly=True)
    changed_at = fields.Char("Changed in the ERP (UTC)", readonly=True)
    message_id = fields.Many2one("erp.message", "Message", readonly=True, ondelete="set null")

    _document_once = models.UniqueIndex("(backend_id, kind, external_id)", "This document is noted already.")

    def _of(self, backend, kind, external_id):
        """The row of one document, written when it is new, locked until the end of the transaction."""
        rows = self.env.execute_query(
            SQL(
                "INSERT INTO erp_applied (backend_id, kind, external_id) VALUES (%s, %s, %s)"
                " ON CONFLICT (backend_id, kind, external_id) DO UPDATE SET kind = EXCLUDED.kind RETURNING id",
                *(backend.id, kind, external_id),
            )
        )
        row = self.browse(rows[0][0])
        row.invalidate_recordset()
        return row

    def _stamp(self):
        return Stamp(int(self.version) if self.version else None, self.changed_at or "")

    def _note(self, stamp, message):
        newest = later(self._stamp(), stamp)
        self.write(
            {
                "version": str(newest.version) if newest.version is not None else False,
                "changed_at": newest.moment or False,
                "message_id": message.id,
            }
        )
