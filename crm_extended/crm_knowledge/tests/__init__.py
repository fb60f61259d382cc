from . import test_article, test_portal, test_search, test_use
