from . import (
    test_assignment,
    test_attribution,
    test_ownership,
    test_response,
    test_sample,
    test_score,
    test_stages,
)
