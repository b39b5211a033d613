"""The public list, the archive of reviews and their manifests; publishes nothing half-done."""

from lazy_loader import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
