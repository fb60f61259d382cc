{
    "name": "ERP Connector: Site Services",
    "summary": "Documents through web services that a site has written for its ERP: one text in, one text out",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "CRM Extended",
    "license": "LGPL-3",
    "depends": ["erp_connector"],
    "data": [
        "security/ir.model.access.csv",
        "security/erp_facade_rules.xml",
        "views/erp_facade_views.xml",
        "views/erp_backend_views.xml",
    ],
}
