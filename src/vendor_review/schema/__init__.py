"""Checks a register: accepted rows, rejected rows, and findings that say where, what, and what would be right."""

from lazy_loader import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
