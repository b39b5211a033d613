"""A person's decision on a review, pinned to what it was made on, and how rows are added to a register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendor_review.lazy_names import deferred

if TYPE_CHECKING:
    from vendor_review.decisions.record import Choice, Recorded, decide, draft
    from vendor_review.decisions.staleness import moved_cells, moved_since
    from vendor_review.register.folder.new_rows import append_row, edit_tables
    from vendor_review.register.folder.table_file import Edit

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
        "append_row": "new_rows",
        "decide": "record",
        "draft": "record",
        "edit_tables": "new_rows",
        "moved_cells": "staleness",
        "moved_since": "staleness",
    },
)
