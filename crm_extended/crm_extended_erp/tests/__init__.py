from . import test_erp_card
