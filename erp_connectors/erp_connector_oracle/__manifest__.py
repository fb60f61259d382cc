{
    "name": "ERP Connector: Oracle Fusion and E-Business Suite",
    "summary": "Customers, orders, invoices, receipts and journals to Oracle Fusion Cloud or E-Business Suite over SOAP",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "CRM Extended",
    "license": "LGPL-3",
    "depends": ["erp_connector"],
    "data": ["views/erp_backend_views.xml"],
}
