from . import (
    test_account_plan,
    test_contacts,
    test_contract,
    test_customer_file,
    test_handover,
    test_hospitality,
    test_install,
    test_meeting_conflict,
    test_quality,
    test_touchpoint,
    test_touchpoint_api,
    test_touchpoint_sources,
)
