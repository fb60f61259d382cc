from . import crm_touchpoint, res_config_settings, sale_order, website, website_visitor
