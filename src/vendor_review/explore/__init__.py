"""Sliders and drop-downs in a notebook, over functions that do without them; changes no register and no policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendor_review.lazy_names import deferred

if TYPE_CHECKING:
    from vendor_review.explore.panel import Panel
    from vendor_review.explore.vendor_choices import vendor
    from vendor_review.explore.weight_sliders import weights

__all__ = ["Panel", "vendor", "weights"]

__getattr__, __dir__ = deferred(
    __name__, {"Panel": "panel", "vendor": "vendor_choices", "weights": "weight_sliders"}
)
