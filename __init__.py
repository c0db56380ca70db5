from . import checks, models
