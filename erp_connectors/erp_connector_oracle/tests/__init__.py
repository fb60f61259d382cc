from . import test_oracle_backend
from . import test_half_filled
