from . import test_article, test_competitor, test_portal, test_sample, test_search, test_use, test_watch
