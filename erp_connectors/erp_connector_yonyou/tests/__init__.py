from . import test_yonyou_backend
from . import test_half_filled
