"""Statements that the database parses and plans once per session instead of once per message.

psycopg2 cannot prepare by itself: PREPARE and EXECUTE are ordinary statements to it.
"""

import re

PARAMETER = re.compile(r"%\((\w+)\)s")
# What is not named here is text.
TYPES = {
    **dict.fromkeys(
        ("id", "begun", "worker", "backend", "attempt", "attempt_status", "refund", "res_id", "unanswered"), "integer"
    ),
    **dict.fromkeys(("attempt_seconds", "wait"), "float8"),
    "ask_first": "boolean",
}


class Prepared:
    """One statement with %(name)s parameters: `prepare` once per session, then `execute` with the same parameters.

    >>> statement = Prepared("erp_done", "UPDATE t SET s = %(state)s WHERE id = %(id)s AND s <> %(state)s")
    >>> statement.prepare
    'PREPARE erp_done (text, integer) AS UPDATE t SET s = $1 WHERE id = $2 AND s <> $1'
    >>> statement.execute
    'EXECUTE erp_done (%(state)s, %(id)s)'
    """

    def __init__(self, name, statement):
        self.name = name
        names = list(dict.fromkeys(PARAMETER.findall(statement)))
        body = PARAMETER.sub(lambda match: f"${names.index(match[1]) + 1}", statement).strip()
        types = ", ".join(TYPES.get(parameter, "text") for parameter in names)
        self.prepare = f"PREPARE {name} ({types}) AS {body}"
        self.execute = f"EXECUTE {name} ({', '.join(f'%({parameter})s' for parameter in names)})"
