from . import inbound
from . import statement
