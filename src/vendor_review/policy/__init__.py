"""The policy: dated numbers, controls, data categories, adequacy; refuses gaps, conflicts, missing sources."""

from lazy_loader import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
