{
    "name": "Customer Service: Live Chat",
    "summary": "Chatbot steps that suggest articles and open a service request of the conversation",
    "version": "19.0.1.0.0",
    "category": "Services/Customer Service",
    "author": "CRM Extended",
    "license": "LGPL-3",
    "depends": ["crm_service", "im_livechat"],
    "data": ["views/chatbot_script_step_views.xml"],
    "auto_install": True,
}
