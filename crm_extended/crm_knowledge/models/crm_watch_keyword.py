from odoo import fields, models


class CrmWatchKeyword(models.Model):
    _name = "crm.watch.keyword"
    _description = "Watched Keyword"
    _order = "name"

    name = fields.Char(required=True)

    _name_unique = models.UniqueIndex("(lower(name))", "This keyword exists already.")
