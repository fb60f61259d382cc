from . import erp_backend
