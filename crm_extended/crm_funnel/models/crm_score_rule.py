from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, ormcache

from ..engine import scoring


class CrmScoreRule(models.Model):
    """One reason why a lead is worth more or less.

    Fit is what the lead is, asked anew whenever the score is read. Behaviour is what its customer did: each matching
    touchpoint becomes a row of the ledger, once.
    """

    _name = "crm.score.rule"
    _inherit = ["crm.cached.rule"]
    _description = "Scoring Rule"
    _order = "kind desc, sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one("res.company", "Company", index=True, help="Empty: the rule is for all companies.")
    kind = fields.Selection(
        [("fit", "Fit: what the lead is"), ("behaviour", "Behaviour: what the customer does")],
        required=True,
        default="behaviour",
    )
    points = fields.Float(
        required=True,
        default=10,
        help="May be negative. A change is for what happens from now on; see Apply to the Past.",
    )
    domain = fields.Char("Leads", default="[]", help="The rule is for leads that match. Empty: for every lead.")
    channel = fields.Selection(
        lambda self: self.env["crm.touchpoint"]._fields["channel"]._description_selection(self.env), help="Empty: any."
    )
    touch_kind = fields.Selection(
        lambda self: self.env["crm.touchpoint"]._fields["kind"]._description_selection(self.env),
        "What",
        help="Empty: any.",
    )
    direction = fields.Selection([("in", "From the Customer"), ("out", "To the Customer")], default="in")
    subject = fields.Char("Subject Contains", help="For example the name of a page, a mailing or a seminar.")
    half_life = fields.Float("Half-life (days)", default=30, help="After so many days half of it is left. 0: for ever.")
    source_cap = fields.Float(
        "Most per Source", help="One mailing, one seminar, one page can bring at most so many points. 0: no limit."
    )
    cap = fields.Float("Most in Total", help="This rule can bring a lead at most so many points. 0: no limit.")

    _limits = models.Constraint(
        "CHECK (half_life >= 0 AND source_cap >= 0 AND cap >= 0)", "Half-life and limits can not be negative."
    )

    @api.constrains("domain", "kind")
    def _check_domain(self):
        for rule in self:
            try:
                self.env["crm.lead"].sudo().search(rule._get_lead_domain(), limit=1)
            except Exception as error:
                raise ValidationError(
                    self.env._("The filter of “%(rule)s” can not be used: %(why)s", rule=rule.name, why=error)
                ) from error

    def _get_lead_domain(self):
        self.ensure_one()
        domain = Domain(literal_eval(self.domain or "[]"))
        return domain & Domain("company_id", "=", self.company_id.id) if self.company_id else domain

    @api.model
    @ormcache()
    def _get_fit_rules(self):
        """((id, points, domain on leads), ...) of the fit rules in force; every reading of a score asks for them."""
        # sudo: whoever reads a lead reads its score.
        rules = self.sudo().search([("kind", "=", "fit")])
        return tuple((rule.id, rule.points, rule._get_lead_domain()) for rule in rules)

    @api.model
    def _get_fit_query(self, scope):
        """SQL of (lead_id, rule_id, points): which of the leads in `scope` (SQL of ids) match which fit rules."""
        # sudo: the rule decides what counts, not what its reader may see.
        Lead = self.env["crm.lead"].sudo().with_context(active_test=False)
        within = Domain.custom(to_sql=lambda _model, alias, _query: SQL("%s IN %s", SQL.identifier(alias, "id"), scope))
        found = []
        for rule, points, domain in self._get_fit_rules():
            matching = Lead._search(within & domain, order="id")
            found.append(
                SQL(
                    "SELECT matching.id AS lead_id, %s AS rule_id, %s::float8 AS points FROM (%s) AS matching",
                    rule,
                    points,
                    matching.select(),
                )
            )
        nothing = SQL("SELECT NULL::int4 AS lead_id, NULL::int4 AS rule_id, 0::float8 AS points WHERE FALSE")
        return SQL(" UNION ALL ").join(found or [nothing])

    def _get_engine_rule(self):
        self.ensure_one()
        return scoring.Rule(self.id, self.half_life, self.source_cap, self.cap)

    def action_apply_to_past(self):
        """What already happened gets the points of today's rules; open leads are counted again."""
        self.check_access("write")
        # sudo: the ledger is nobody's to write; who may write the rule may say that it held before.
        self.env["crm.score.event"].sudo()._revalue(self)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": self.env._("The past has been counted with this rule.")},
        }
