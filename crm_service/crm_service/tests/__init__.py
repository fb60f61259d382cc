from . import (
    test_agreement,
    test_assets,
    test_clock,
    test_contract_service,
    test_core_doors,
    test_coverage,
    test_customer_page,
    test_doors,
    test_knowledge,
    test_mail,
    test_merge_split,
    test_portal,
    test_requests,
    test_rights,
    test_sample,
    test_satisfaction,
)
from . import test_story
