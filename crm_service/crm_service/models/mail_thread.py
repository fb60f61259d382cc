import logging

from odoo import api, models

from ..engine.autoreply import is_automatic

_logger = logging.getLogger(__name__)


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def message_route(self, message, message_dict, model=None, thread_id=None, custom_values=None):
        routes = super().message_route(message, message_dict, model, thread_id, custom_values)
        if any(route[0] == "crm.service.request" for route in routes) and is_automatic(dict(message.items())):
            _logger.info("Automatic answer dropped: Message-Id %s", message_dict.get("message_id"))
            routes = [route for route in routes if route[0] != "crm.service.request"]
        return routes
