{
    "name": "Customer Service",
    "summary": "Requests with an SLA clock, escalation, installed base, entitlements, portal and satisfaction",
    "version": "19.0.1.0.0",
    "category": "Services/Customer Service",
    "author": "CRM Extended",
    "license": "LGPL-3",
    "depends": ["crm_extended"],
    "data": [],
    "application": True,
}
