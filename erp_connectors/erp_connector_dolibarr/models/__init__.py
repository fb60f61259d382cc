from . import erp_backend
from . import erp_backend_spoken
from . import erp_message
