"""Reads a register's tables as text and keeps file and line; judges nothing."""

from lazy_loader import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
