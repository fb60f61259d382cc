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
    backend_id = fields.Many2one("erp.backend", required=True, readonly=True, ondelete="restrict")
    company_id = fields.Many2one(related="backend_id.company_id")
    number = fields.Integer("Try", readonly=True)
    purpose = fields.Selection([("send", "Send"), ("ask", "Ask by Key")], required=True, readonly=True)
    state = fields.Selection(
        [
            ("calling", "Under Way"),
            ("accepted", "Accepted"),
            ("sent", "Sent, Awaiting Confirmation"),
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
    position = fields.Integer("Place in the Chain", readonly=True)
    digest = fields.Char(readonly=True)
    seal = fields.Char(readonly=True, help="Hash of this row and all rows before it; see Audit.")

    _place = models.UniqueIndex("(backend_id, position) WHERE position IS NOT NULL", "This place is taken.")
    _unsealed = models.Index("(backend_id, id) WHERE seal IS NULL")
    _by_time = models.Index("USING brin (started_at)")

    def init(self):
        """The database itself refuses to change or delete an ended attempt.

        Two exceptions: the seal is added once, with nothing else changed; and retention, which announces itself,
        may delete.
        """
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE FUNCTION erp_attempt_guard() RETURNS trigger AS $guard$
                BEGIN
                    IF TG_OP = 'DELETE' THEN
                        IF current_setting('erp_connector.retention', true) = 'on' OR OLD.state = 'calling' THEN
                            RETURN OLD;
                        END IF;
                    ELSIF TG_OP = 'UPDATE' THEN
                        IF OLD.state = 'calling' THEN
                            RETURN NEW;
                        END IF;
                        IF OLD.seal IS NULL AND NEW.seal IS NOT NULL THEN
                            OLD.position := NEW.position;
                            OLD.digest := NEW.digest;
                            OLD.seal := NEW.seal;
                            IF OLD IS NOT DISTINCT FROM NEW THEN
                                RETURN NEW;
                            END IF;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'an ended attempt is part of the audit and cannot be changed';
                END $guard$ LANGUAGE plpgsql;
                CREATE OR REPLACE TRIGGER erp_attempt_guard BEFORE UPDATE OR DELETE ON erp_attempt
                    FOR EACH ROW EXECUTE FUNCTION erp_attempt_guard();
                CREATE OR REPLACE TRIGGER erp_attempt_guard_all BEFORE TRUNCATE ON erp_attempt
                    FOR EACH STATEMENT EXECUTE FUNCTION erp_attempt_guard();
                """
            )
        )
