from . import test_article
from . import test_search
