from . import touchpoints
