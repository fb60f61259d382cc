{
    "name": "ERP Connector: Kingdee",
    "summary": "Orders, invoices, payments and vouchers to Kingdee EAS (SOAP) and K/3 Cloud (JSON), and back",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "CRM Extended",
    "license": "LGPL-3",
    "depends": ["erp_connector_facade"],
    "data": ["views/erp_backend_views.xml"],
}
