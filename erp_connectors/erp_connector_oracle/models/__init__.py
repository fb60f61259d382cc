from . import erp_backend_ebs, erp_backend_fusion, erp_backend_oracle, erp_message
from . import erp_backend_spoken
