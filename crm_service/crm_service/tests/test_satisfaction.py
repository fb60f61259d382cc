from odoo.tests import tagged

from .common import ServiceCase


@tagged("post_install", "-at_install")
class TestSatisfaction(ServiceCase):
    def rate(self, request, value):
        token = request._rating_get_access_token()
        return request.rating_apply(value, token=token)

    def calls(self, request):
        kind = self.env.ref("crm_service.activity_call_back")
        return request.activity_ids.filtered(lambda activity: activity.activity_type_id == kind)

    def test_a_low_score_is_called_back_once(self):
        request = self.make(user_id=self.agent.id)
        request.action_close()
        self.rate(request, 1)
        self.assertTrue(request.low_rating)
        self.assertEqual(self.calls(request).user_id, self.lead)
        self.rate(request, 2)
        self.assertEqual(len(self.calls(request)), 1)
        self.assertEqual(request.clock, "stop", "a rating does not reopen")

    def test_a_better_second_answer_takes_the_call_back(self):
        request = self.make()
        request.action_close()
        self.rate(request, 1)
        self.rate(request, 5)
        self.assertFalse(request.low_rating or self.calls(request))

    def test_the_team_sees_satisfaction_and_nps(self):
        for value in (5, 5, 5, 1):
            request = self.make(user_id=self.agent.id)
            request.action_close()
            self.rate(request, value)
        self.env.flush_all()
        self.team.invalidate_recordset()
        self.assertEqual((self.team.csat, self.team.nps), (75.0, 50.0))

    def test_closing_asks_for_a_rating(self):
        request = self.make(user_id=self.agent.id)
        request.action_close()
        self.assertEqual(request.sudo().rating_ids.mapped("consumed"), [False])

    def test_service_sells_and_is_credited(self):
        request = self.make(user_id=self.agent.id).with_user(self.agent)
        lead = self.env["crm.lead"].browse(request.action_create_lead()["res_id"])
        self.assertEqual((lead.partner_id, lead.service_request_id), (self.customer, request))
        self.assertEqual(lead.source_id, self.env.ref("crm_service.utm_source_service"))
        self.assertEqual(request.action_create_lead()["res_id"], lead.id, "a second click opens the same one")
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "opportunity_id": lead.id,
                "order_line": [
                    (0, 0, {"product_id": self.product.id, "product_uom_qty": 2, "price_unit": 100, "tax_ids": False})
                ],
            }
        )
        self.assertEqual(request.sold_amount, 0)
        order.action_confirm()
        request.invalidate_recordset()
        self.assertEqual(request.sold_amount, 200)
        self.assertEqual(self.team.sold_amount, 200)
        lead.action_set_won()
        self.assertNotEqual(request.action_create_lead()["res_id"], lead.id)

    def test_satisfaction_is_compared_by_cause_and_what_was_not_rated_does_not_count(self):
        cause = self.env["crm.service.cause"].create({"name": "Loose screw"})
        for value in (5, 4, 1, None):
            request = self.make(cause_id=cause.id)
            request.action_close()
            if value:
                self.rate(request, value)
        self.env.flush_all()
        rows = self.env["crm.service.analysis"]._read_group(
            [("team_id", "=", self.team.id)], ["cause_id"], ["csat:avg", "nps:avg", "rating:avg", "__count"]
        )
        ((found, satisfied, promoters, rating, count),) = rows
        self.assertEqual((found, count), (cause, 4))
        self.assertEqual([round(value, 1) for value in (satisfied, promoters, rating)], [66.7, 0.0, 3.3])
