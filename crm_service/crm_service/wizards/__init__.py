from . import crm_service_merge, crm_service_split
