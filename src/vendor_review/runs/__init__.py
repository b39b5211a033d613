"""Runs the review notebook in a real kernel and publishes what it made; the only part that starts kernels."""

from lazy_loader import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
