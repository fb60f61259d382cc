from . import account_payment_register
from . import erp_audit_export
from . import erp_replay
from . import erp_replay_line
from . import erp_mapping_import
from . import erp_mapping_preview
from . import erp_value_proposal
from . import erp_value_proposal_line
