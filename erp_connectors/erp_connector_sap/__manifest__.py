{
    "name": "ERP Connector: SAP S/4HANA and ECC",
    "summary": "Orders, customers and bookings to S/4HANA (confirmed asynchronously) or to ECC (BAPI), over SOAP",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "CRM Extended",
    "license": "LGPL-3",
    "depends": ["erp_connector"],
    "data": ["views/erp_backend_views.xml"],
}
