"""Rows, policy and an as-of date into intervals and their ledger; opens no file, reads no clock."""

from lazy_loader import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
