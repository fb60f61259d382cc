{
    "name": "ERP Connector: Sage X3",
    "summary": "Orders, customers, products and books to Sage X3 over its SOAP web service; invoices, stock and credit back",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "CRM Extended",
    "license": "LGPL-3",
    "depends": ["erp_connector"],
    "data": ["views/erp_backend_views.xml"],
}
