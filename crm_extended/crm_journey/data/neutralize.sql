-- A copy of the database must not write to customers or call other systems.
UPDATE crm_journey SET state = 'paused' WHERE state = 'running';
UPDATE crm_journey_delivery SET state = 'failed', error = 'neutralized' WHERE state = 'pending';
UPDATE crm_journey_host SET active = false, secret = NULL;
