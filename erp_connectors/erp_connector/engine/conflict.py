"""Two sides changed the same field: who wins? A three-way comparison, field by field.

    ours    what Odoo says            theirs   what the ERP says
    base    what both last agreed on (None when nobody knows)

Only one side changed: that side's value stands, unless a policy gives the field to the other side for good.
Both changed, or nobody knows: the field's policy decides; "ask" leaves Odoo's value until a person has decided.
"""

from dataclasses import dataclass

ERP, ODOO, NEWEST, ASK = "erp", "odoo", "newest", "ask"
POLICIES = (ERP, ODOO, NEWEST, ASK)


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one differing field. `winner` is erp, odoo or ask; `conflict` is True when a value that
    somebody meant is passed over, so that both must be kept."""

    field: str
    ours: str
    theirs: str
    base: str | None
    policy: str
    winner: str
    conflict: bool


def same(one, other):
    """Equal for a reader: surrounding and repeated spaces and the case do not count.

    >>> same(" Acme  Ltd ", "ACME Ltd"), same(None, ""), same("Acme", "Acme 2")
    (True, True, False)
    """
    return " ".join(str(one or "").split()).casefold() == " ".join(str(other or "").split()).casefold()


def decide(ours, theirs, base=None, policies=None, default=ASK, ours_at="", theirs_at=""):
    """Decisions for every field of `theirs` that differs from `ours`; fields the ERP did not send are left alone.

    >>> [d.winner for d in decide({"city": "Lyon"}, {"city": "Nice"}, {"city": "Lyon"})]
    ['erp']
    >>> [(d.winner, d.conflict) for d in decide({"city": "Lyon"}, {"city": "Nice"}, {"city": "Paris"})]
    [('ask', True)]
    """
    policies, base, decisions = policies or {}, base or {}, []
    for field in sorted(set(theirs) & set(ours)):
        mine, other, before = str(ours[field] or ""), str(theirs[field] or ""), base.get(field)
        if same(mine, other):
            continue
        policy = policies.get(field, default)
        winner, conflict = _winner(mine, other, before, policy, ours_at, theirs_at)
        decisions.append(Decision(field, mine, other, before, policy, winner, conflict))
    return decisions


def _winner(ours, theirs, base, policy, ours_at, theirs_at):
    ours_changed = base is None or not same(ours, base)
    theirs_changed = base is None or not same(theirs, base)
    if not theirs_changed:
        # The ERP repeats what we know already. Only where it is master does that undo our change.
        return (ERP, True) if policy == ERP else (ODOO, False)
    if not ours_changed:
        return (ODOO, True) if policy == ODOO else (ERP, False)
    if policy in (ERP, ODOO):
        return policy, True
    if policy == NEWEST and ours_at and theirs_at and ours_at != theirs_at:
        return (ERP if theirs_at > ours_at else ODOO), True
    return ASK, True


def apply(ours, decisions):
    """Odoo's values after the decisions; what has to be asked stays as it is."""
    return ours | {decision.field: decision.theirs for decision in decisions if decision.winner == ERP}
