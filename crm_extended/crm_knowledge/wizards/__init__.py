from . import crm_knowledge_finder
from . import crm_knowledge_reject
from . import crm_knowledge_translate
