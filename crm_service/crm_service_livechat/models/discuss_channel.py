from odoo import fields, models


class DiscussChannel(models.Model):
    _inherit = "discuss.channel"

    knowledge_ask = fields.Char(
        "Question Key", readonly=True, copy=False, groups="base.group_system",
        help="Under this key the articles that were shown in this conversation are counted.",
    )  # fmt: skip
