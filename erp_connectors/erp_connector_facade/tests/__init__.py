from . import test_facade_rights
