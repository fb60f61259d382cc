from . import test_sap_backend
