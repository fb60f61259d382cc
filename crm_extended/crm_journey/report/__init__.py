from . import crm_campaign_return, crm_winback_candidate
