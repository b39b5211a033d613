"""Reads what others have, lists as pages, texts and data files, and inventories as sheets: drafts registers of them."""

from lazy_loader import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
