from . import erp_audit_export
from . import erp_replay
from . import erp_replay_line
