"""A person's decision on a review, pinned to what it was made on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendor_review.lazy_names import deferred

if TYPE_CHECKING:
    from vendor_review.decisions.record import Choice, Recorded, decide, draft
    from vendor_review.decisions.staleness import moved_cells, moved_since

__all__ = ["Choice", "Recorded", "decide", "draft", "moved_cells", "moved_since"]

__getattr__, __dir__ = deferred(
    __name__,
    {
        "Choice": "record",
        "Recorded": "record",
        "decide": "record",
        "draft": "record",
        "moved_cells": "staleness",
        "moved_since": "staleness",
    },
)
