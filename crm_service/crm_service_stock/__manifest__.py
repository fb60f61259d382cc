{
    "name": "Customer Service: Stock",
    "summary": "What is delivered becomes an asset of the customer, with its serial number; returns are followed",
    "version": "19.0.1.0.0",
    "category": "Services/Customer Service",
    "author": "CRM Extended",
    "license": "LGPL-3",
    "depends": ["crm_service", "sale_stock"],
    "data": [
        "views/crm_asset_views.xml",
        "views/stock_lot_views.xml",
        "views/res_config_settings_views.xml",
    ],
    "auto_install": True,
}
