from . import erp_facade
from . import erp_site_value
from . import erp_backend
from . import erp_backend_spoken
