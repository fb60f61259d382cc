from . import test_inbound_door
from . import test_inbound_zeep
from . import test_inbound_documents
from . import test_conflicts
