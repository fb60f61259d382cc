from . import erp_mapping_import
from . import erp_mapping_preview
from . import erp_value_proposal
from . import erp_value_proposal_line
