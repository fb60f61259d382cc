{
    "name": "ERP Connector: Yonyou",
    "summary": "Orders, receivables, receipts and vouchers to Yonyou NC, U8 and U9 over their exchange documents",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "CRM Extended",
    "license": "LGPL-3",
    "depends": ["erp_connector_facade"],
    "data": ["views/erp_backend_views.xml"],
}
