{
    "name": "Customer File: Shop and Website",
    "summary": "Products viewed, pages visited and carts left behind become touchpoints of customers who consented",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "CRM Extended",
    "license": "LGPL-3",
    "depends": ["crm_extended", "website_sale"],
    "data": [
        "data/ir_cron.xml",
        "views/res_config_settings_views.xml",
    ],
    "auto_install": True,
}
