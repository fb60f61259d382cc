from . import test_kingdee_backend
