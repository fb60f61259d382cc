from . import crm_service_merge
from . import crm_service_split
