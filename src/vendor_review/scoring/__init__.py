"""Rows, policy and an as-of date into intervals and their ledger; opens no file, reads no clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendor_review.deferred import deferred

if TYPE_CHECKING:
    from vendor_review.scoring.score import Scores, score_vendors

__all__ = ["Scores", "score_vendors"]

__getattr__ = deferred(
    __name__,
    {
        "Scores": "score",
        "score_vendors": "score",
    },
)
