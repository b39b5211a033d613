"""Results into tables, charts and sections; decides nothing."""

from lazy_loader import attach_stub

from vendor_review.report.pages.notebook_displays import show_in_notebooks

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)

show_in_notebooks()
