from odoo.addons.crm_extended.tests.common import CrmExtendedCommon


class FunnelCommon(CrmExtendedCommon):
    """The customer of the file, with a lead, and rules, promises and thresholds that only these tests know."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for model in ("crm.score.rule", "crm.score.threshold", "crm.response.policy"):
            cls.env[model].search([]).unlink()
        cls.env.company.resource_calendar_id.tz = "UTC"
        cls.team = cls.env["crm.team"].create({"name": "Funnel Team", "user_id": cls.env.ref("base.user_admin").id})
        cls.new, cls.qualified, cls.proposed = cls.env["crm.stage"].search([("is_won", "=", False)], limit=3)
        cls.won_stage = cls.env["crm.stage"].search([("is_won", "=", True)], limit=1)

    def books(self):
        """What the end of a transaction does."""
        self.env.cr.flush()

    def lead(self, **values):
        values = {"name": "Two machines", "type": "opportunity", "team_id": self.team.id, "user_id": False, **values}
        lead = self.env["crm.lead"].create(values)
        self.books()
        return lead

    def rule(self, **values):
        return self.env["crm.score.rule"].create(
            {"name": "Rule", "kind": "behaviour", "points": 10, "half_life": 0, **values}
        )

    def threshold(self, level, score, **values):
        return self.env["crm.score.threshold"].create({"level": level, "score": score, "assign": False, **values})
