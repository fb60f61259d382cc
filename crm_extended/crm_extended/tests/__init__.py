from . import test_customer_file, test_install, test_touchpoint, test_touchpoint_api, test_touchpoint_sources
