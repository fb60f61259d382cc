-- A copy of the database must never talk to the real ERP, and must not carry its secrets along.
UPDATE erp_backend
   SET state = CASE WHEN state = 'draft' THEN 'draft' ELSE 'paused' END,
       url = 'https://neutralized.invalid',
       login = NULL,
       password_sealed = NULL,
       token_sealed = NULL,
       client_certificate = NULL,
       ca_bundle = NULL,
       -- What the copy were to send after all would not be taken for the original's.
       key_prefix = 'TEST';
UPDATE queue_job
   SET state = 'cancelled', date_cancelled = now() AT TIME ZONE 'UTC'
 WHERE model_name IN ('erp.backend', 'erp.reconciliation') AND state NOT IN ('done', 'cancelled', 'failed');
