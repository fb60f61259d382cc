from . import test_shop_touchpoints
