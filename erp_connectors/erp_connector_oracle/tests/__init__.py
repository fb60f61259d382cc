from . import test_oracle_backend
