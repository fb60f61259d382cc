from . import test_dynamics_backend
from . import test_half_filled
