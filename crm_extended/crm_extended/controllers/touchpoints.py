import json

from odoo.http import Controller, request, route


class TouchpointController(Controller):
    @route("/crm/touchpoints", type="http", auth="bearer", methods=["POST"], csrf=False, save_session=False)
    def receive(self):
        """Take a batch of touchpoints from another system; the body and the answer are JSON (readme/USAGE.md)."""
        # A request with a key has no session, and so no language of its own.
        request.update_context(lang=request.env.user.lang)
        try:
            body = json.loads(request.httprequest.get_data(cache=False))
        except (ValueError, RecursionError):
            return self._answer({"error": request.env._("The body is not JSON.")}, 400)
        status, answer = request.env["crm.touchpoint"]._receive_batch(
            body, batch_key=request.httprequest.headers.get("Idempotency-Key")
        )
        return self._answer(answer, status)

    def _answer(self, answer, status):
        return request.make_json_response(answer, status=status)
