from . import test_sage_backend
from . import test_half_filled
