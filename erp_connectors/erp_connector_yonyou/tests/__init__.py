from . import test_yonyou_backend
