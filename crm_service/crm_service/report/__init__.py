from . import crm_service_analysis
