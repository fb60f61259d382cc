from odoo import fields, models
from odoo.tools import SQL


class ErpAttempt(models.Model):
    """One try: what was asked, what came back. Append-only: an ended attempt cannot be changed, by nobody."""

    _name = "erp.attempt"
    _description = "ERP Attempt"
    _order = "id desc"
    _log_access = False
    _rec_name = "number"

    message_id = fields.Many2one("erp.message", required=True, readonly=True, index=True, ondelete="restrict")
    backend_id = fields.Many2one("erp.backend", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="backend_id.company_id")
    number = fields.Integer("Try", readonly=True)
    purpose = fields.Selection([("send", "Send"), ("ask", "Ask by Key")], required=True, readonly=True)
    state = fields.Selection(
        [
            ("calling", "Under Way"),
            ("accepted", "Accepted"),
            ("refused", "Refused"),
            ("unknown", "Unknown"),
            ("unavailable", "Not Reached"),
            ("doubled", "There Twice"),
            ("found", "Is There"),
            ("missing", "Is Not There"),
        ],
        required=True,
        readonly=True,
    )
    worker = fields.Integer(readonly=True)
    started_at = fields.Datetime(readonly=True)
    ended_at = fields.Datetime(readonly=True)
    seconds = fields.Float(readonly=True, digits=(8, 3))
    http_status = fields.Integer("HTTP", readonly=True)
    code = fields.Char(readonly=True)
    text = fields.Char("Answer in Words", readonly=True)
    request = fields.Text(readonly=True)
    response = fields.Text(readonly=True)

    def init(self):
        """The database itself refuses to change or delete an ended attempt; retention announces itself."""
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE FUNCTION erp_attempt_guard() RETURNS trigger AS $guard$
                BEGIN
                    IF current_setting('erp_connector.retention', true) = 'on' OR OLD.state = 'calling' THEN
                        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
                    END IF;
                    RAISE EXCEPTION 'an ended attempt is part of the audit and cannot be changed';
                END $guard$ LANGUAGE plpgsql;
                CREATE OR REPLACE TRIGGER erp_attempt_guard BEFORE UPDATE OR DELETE ON erp_attempt
                    FOR EACH ROW EXECUTE FUNCTION erp_attempt_guard();
                """
            )
        )
