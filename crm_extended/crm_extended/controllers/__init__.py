from . import portal, touchpoints
