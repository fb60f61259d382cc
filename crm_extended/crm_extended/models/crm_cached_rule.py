from odoo import api, models


class CrmCachedRule(models.AbstractModel):
    """Rules that are asked for all day and changed once a month: their model reads them under `ormcache`."""

    _name = "crm.cached.rule"
    _description = "Rules Kept in Memory"

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()
