from .dashboard import health
