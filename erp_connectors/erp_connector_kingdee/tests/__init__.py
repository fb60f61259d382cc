from . import test_kingdee_backend
from . import test_half_filled
