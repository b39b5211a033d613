"""A person's decision on a review, pinned to what it was made on; the only part that adds to a register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendor_review.deferred import deferred

if TYPE_CHECKING:
    from vendor_review.decisions.append import append_row
    from vendor_review.decisions.moved import moved_cells, moved_since
    from vendor_review.decisions.record import Choice, Recorded, decide, draft

__all__ = ["Choice", "Recorded", "append_row", "decide", "draft", "moved_cells", "moved_since"]

__getattr__, __dir__ = deferred(
    __name__,
    {
        "Choice": "record",
        "Recorded": "record",
        "append_row": "append",
        "decide": "record",
        "draft": "record",
        "moved_cells": "moved",
        "moved_since": "moved",
    },
)
