from . import checks, models, wizard
