from . import test_dynamics_backend
