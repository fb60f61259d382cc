from . import test_sap_backend
from . import test_half_filled
