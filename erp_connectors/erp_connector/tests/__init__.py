from . import test_mapping_screen
from . import test_value_proposal
from . import test_dry_run
from . import test_matching
from . import test_backfill
from . import test_setup
from . import test_preparation_rights
