"""What the outbox says to the database: one statement per step of a message. Who says when, and why: store.py."""

from .prepared import Prepared

CLAIM = """
    WITH ready AS (
        SELECT m.id
          FROM erp_message m
         WHERE m.backend_id = %(backend)s AND m.direction = 'out' AND m.state IN ('waiting', 'unknown')
           AND m.next_try_at <= (now() AT TIME ZONE 'UTC')
           AND NOT EXISTS (
               SELECT 1 FROM erp_message e
                WHERE e.backend_id = m.backend_id AND e.partition_key = m.partition_key AND e.direction = 'out'
                  AND e.id < m.id AND e.state NOT IN ('accepted', 'cancelled'))
           AND NOT EXISTS (
               SELECT 1 FROM erp_message_requires r JOIN erp_message d ON d.id = r.required_id
                WHERE r.message_id = m.id AND d.state NOT IN ('accepted', 'cancelled'))
         ORDER BY m.priority, m.id
         LIMIT %(limit)s
           FOR UPDATE OF m SKIP LOCKED)
    UPDATE erp_message m
       SET ask_first = m.ask_first OR m.state = 'unknown', state = 'claimed', worker = %(worker)s,
           claimed_at = now() AT TIME ZONE 'UTC'
      FROM ready
     WHERE m.id = ready.id
 RETURNING m.id, m.kind, m.action, m.document_key, m.res_model, m.res_id, m.payload, m.ask_first, m.attempts,
           EXTRACT(EPOCH FROM (now() AT TIME ZONE 'UTC') - m.called_at), m.message_key, COALESCE(m.round, 0),
           COALESCE(m.unanswered, 0)
"""
CALLED = """
    called AS (
        UPDATE erp_message
           SET state = 'calling', attempts = attempts + 1, called_at = now() AT TIME ZONE 'UTC'
         WHERE id = %(begun)s AND worker = %(worker)s AND state = 'claimed'
     RETURNING id, attempts),
    begun AS (
        INSERT INTO erp_attempt (message_id, backend_id, number, purpose, state, worker, started_at)
        SELECT id, %(backend)s, attempts, 'send', 'calling', %(worker)s, now() AT TIME ZONE 'UTC' FROM called
     RETURNING id)"""
BEGIN = f"WITH {CALLED} SELECT id FROM begun"
END_ATTEMPT = """
    UPDATE erp_attempt
       SET state = %(attempt_state)s, ended_at = now() AT TIME ZONE 'UTC', seconds = %(attempt_seconds)s,
           http_status = %(attempt_status)s, code = %(attempt_code)s, text = %(attempt_text)s,
           request = %(attempt_request)s, response = %(attempt_response)s
     WHERE id = %(attempt)s
"""
ASKED = """
    INSERT INTO erp_attempt (message_id, backend_id, number, purpose, state, worker, started_at, ended_at, seconds,
                             http_status, code, text, request, response)
    VALUES (%(id)s, %(backend)s, %(number)s, 'ask', %(state)s, %(worker)s,
            (now() AT TIME ZONE 'UTC') - make_interval(secs => %(seconds)s), now() AT TIME ZONE 'UTC', %(seconds)s,
            %(status)s, %(code)s, %(text)s, %(request)s, %(response)s)
"""
FINISH = """
    UPDATE erp_message
       SET state = %(state)s, worker = NULL, ask_first = %(ask_first)s,
           next_try_at = (now() AT TIME ZONE 'UTC') + make_interval(secs => %(wait)s),
           attempts = attempts - %(refund)s, unanswered = %(unanswered)s,
           done_at = CASE WHEN %(state)s = 'accepted' THEN now() AT TIME ZONE 'UTC' END,
           external_id = COALESCE(NULLIF(%(external_id)s, ''), external_id),
           external_ref = COALESCE(NULLIF(%(external_ref)s, ''), external_ref),
           error_code = %(code)s, error_text = %(text)s, error_field = %(field)s, advice = %(advice)s
     WHERE id = %(id)s AND worker = %(worker)s
"""
# The link, the end of the attempt and the end of the message in one round trip. Either link index may refuse: the one
# on the record quietly (no row comes back), the one on the ERP's document loudly.
ACCEPTED = f"""
    linked AS (
        INSERT INTO erp_link (backend_id, res_model, res_id, kind, external_id, external_ref, document_key, linked_at)
        VALUES (%(backend)s, %(res_model)s, %(res_id)s, %(kind)s, %(external_id)s, %(external_ref)s, %(key)s,
                now() AT TIME ZONE 'UTC')
        ON CONFLICT (backend_id, res_model, res_id) DO UPDATE
           SET external_ref = COALESCE(NULLIF(EXCLUDED.external_ref, ''), erp_link.external_ref),
               linked_at = EXCLUDED.linked_at
         WHERE erp_link.external_id = EXCLUDED.external_id
     RETURNING id),
    ended AS ({END_ATTEMPT.replace("WHERE id", "WHERE EXISTS (SELECT 1 FROM linked) AND id")}),
    accepted AS ({FINISH} AND EXISTS (SELECT 1 FROM linked) RETURNING id)"""
ACCEPT = f"WITH {ACCEPTED} SELECT id FROM accepted"
ACCEPT_AND_BEGIN = f"WITH {ACCEPTED}, {CALLED} SELECT (SELECT id FROM accepted), (SELECT id FROM begun)"
# engine.states.after_worker_death in SQL. `forgotten`: the database may have lost that the call had begun.
RECOVER = """
    UPDATE erp_message
       SET state = CASE WHEN state = 'calling' OR ask_first OR %(forgotten)s THEN 'unknown' ELSE 'waiting' END,
           ask_first = ask_first OR state = 'calling' OR %(forgotten)s, worker = NULL,
           next_try_at = CASE WHEN %(forgotten)s THEN now() AT TIME ZONE 'UTC' + make_interval(secs => %(settled)s)
                              WHEN state = 'calling' THEN called_at + make_interval(secs => %(settled)s)
                              ELSE now() AT TIME ZONE 'UTC' END,
           error_code = CASE WHEN state = 'calling' OR %(forgotten)s THEN 'WORKER_LOST' ELSE error_code END,
           error_text = CASE WHEN state = 'calling' OR %(forgotten)s THEN 'the sender was stopped during the call'
                             ELSE error_text END
     WHERE backend_id = %(backend)s AND worker = %(worker)s AND state IN ('claimed', 'calling')
 RETURNING id
"""
# The ERP took delivery and never said what became of it: engine.confirming.overdue in SQL.
EXPIRE = """
    UPDATE erp_message
       SET state = CASE WHEN action = 'create' AND %(can_ask)s AND attempts < %(most)s THEN 'unknown' ELSE 'review' END,
           ask_first = true, next_try_at = now() AT TIME ZONE 'UTC', error_code = 'NOT_CONFIRMED',
           error_text = 'the ERP has taken delivery and has not confirmed it in time'
     WHERE backend_id = %(backend)s AND state = 'sent' AND next_try_at <= now() AT TIME ZONE 'UTC'
"""
FORGET_OLD_WORKERS = """
    DELETE FROM erp_worker w
     WHERE w.since < now() - interval '1 day'
       AND NOT EXISTS (SELECT 1 FROM erp_message m WHERE m.worker = w.number AND m.state IN ('claimed', 'calling'))
"""
LOST_ATTEMPTS = """
    UPDATE erp_attempt SET state = 'unknown', ended_at = now() AT TIME ZONE 'UTC', code = 'WORKER_LOST',
           text = 'the sender was stopped during the call'
     WHERE backend_id = %(backend)s AND worker = %(worker)s AND state = 'calling'
"""


# What every message needs, planned once per session.
BEGIN_ONCE = Prepared("erp_begin", BEGIN)
ACCEPT_ONCE = Prepared("erp_accept", ACCEPT)
ACCEPT_AND_BEGIN_ONCE = Prepared("erp_accept_and_begin", ACCEPT_AND_BEGIN)
