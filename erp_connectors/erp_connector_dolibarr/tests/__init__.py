from . import test_backend
from . import test_outbox
from . import test_half_filled
