from . import crm_knowledge_finder, crm_knowledge_reject, crm_knowledge_translate, crm_lead_lost
