{
    "name": "ERP Connector: Microsoft Dynamics NAV / Business Central",
    "summary": "Orders, customers and items to NAV or Business Central over SOAP; posted invoices and payments back",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "CRM Extended",
    "license": "LGPL-3",
    "depends": ["erp_connector"],
    "external_dependencies": {"python": ["requests_ntlm"]},
    "data": ["views/erp_backend_views.xml"],
}
