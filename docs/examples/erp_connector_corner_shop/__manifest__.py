{
    "name": "ERP Connector: Corner Shop",
    "summary": "The smallest dialect that works: the example of docs/write-a-dialect.md",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "CRM Extended",
    "license": "LGPL-3",
    "depends": ["erp_connector"],
}
