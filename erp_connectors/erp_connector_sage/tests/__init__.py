from . import test_sage_backend
