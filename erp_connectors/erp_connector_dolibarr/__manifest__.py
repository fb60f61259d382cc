{
    "name": "ERP Connector: Dolibarr",
    "summary": "Orders, customers and products to Dolibarr over SOAP; invoices and payments back",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "CRM Extended",
    "license": "LGPL-3",
    "depends": ["erp_connector"],
}
