from . import controllers, models, wizards
from .hooks import create_trigram_extension
