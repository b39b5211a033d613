"""A person's decision on a review, pinned to what it was made on, and how rows are added to a register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendor_review.deferred import deferred

if TYPE_CHECKING:
    from vendor_review.decisions.append import append_row, edit_tables
    from vendor_review.decisions.moved import moved_cells, moved_since
    from vendor_review.decisions.record import Choice, Recorded, decide, draft
    from vendor_review.decisions.table_file import Edit

__all__ = [
    "Choice",
    "Edit",
    "Recorded",
    "append_row",
    "decide",
    "draft",
    "edit_tables",
    "moved_cells",
    "moved_since",
]

__getattr__, __dir__ = deferred(
    __name__,
    {
        "Choice": "record",
        "Edit": "table_file",
        "Recorded": "record",
        "append_row": "append",
        "decide": "record",
        "draft": "record",
        "edit_tables": "append",
        "moved_cells": "moved",
        "moved_since": "moved",
    },
)
