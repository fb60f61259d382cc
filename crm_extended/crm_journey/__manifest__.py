{
    "name": "Customer Journeys",
    "summary": "Nurturing in steps and branches with a picture of the flow, win-back, and the return of each campaign",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "CRM Extended",
    "license": "LGPL-3",
    "depends": [
        "crm_extended",
        "loyalty",
        "mass_mailing_sms",
    ],
    "data": [],
}
