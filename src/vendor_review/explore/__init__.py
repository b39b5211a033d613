"""Sliders and drop-downs in a notebook, over functions that do without them; changes no register and no policy."""

from lazy_loader import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
