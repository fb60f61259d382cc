from . import test_campaign, test_doors, test_entry, test_journey, test_sample
