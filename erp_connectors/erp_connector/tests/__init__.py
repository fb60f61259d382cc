from . import test_alerts
from . import test_audit
from . import test_monitor
from . import test_neutralize
from . import test_reconciliation
from . import test_replay
from . import test_rights
from . import test_secrets
