{
    "name": "Customer File: ERP",
    "summary": "What a customer owes and may owe according to the ERP stands on the customer's page",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "CRM Extended",
    "license": "LGPL-3",
    "depends": ["crm_extended", "erp_connector"],
    "auto_install": True,
}
