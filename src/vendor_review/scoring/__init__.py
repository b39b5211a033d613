"""Rows, policy and an as-of date into intervals and their ledger; opens no file, reads no clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendor_review.deferred import deferred

if TYPE_CHECKING:
    from vendor_review.scoring.few_documents import shortest_list
    from vendor_review.scoring.firmness import Firmness, sample_firmness
    from vendor_review.scoring.reweighted import Reweighted
    from vendor_review.scoring.score import score_vendors
    from vendor_review.scoring.scores import Scores
    from vendor_review.scoring.tornado import Tornado, move_numbers
    from vendor_review.scoring.what_if import WhatIf

__all__ = [
    "Firmness",
    "Reweighted",
    "Scores",
    "Tornado",
    "WhatIf",
    "move_numbers",
    "sample_firmness",
    "score_vendors",
    "shortest_list",
]

__getattr__, __dir__ = deferred(
    __name__,
    {
        "Firmness": "firmness",
        "Reweighted": "reweighted",
        "Scores": "scores",
        "Tornado": "tornado",
        "WhatIf": "what_if",
        "move_numbers": "tornado",
        "sample_firmness": "firmness",
        "score_vendors": "score",
        "shortest_list": "few_documents",
    },
)
