"""Rows, policy and an as-of date into intervals and their ledger; opens no file, reads no clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendor_review.lazy_names import deferred

if TYPE_CHECKING:
    from vendor_review.scoring.assessment import Assessment, score_vendors
    from vendor_review.scoring.model.scores import Scores
    from vendor_review.scoring.ranking.firmness import Firmness, sample_firmness
    from vendor_review.scoring.scenarios.requests import shortest_list
    from vendor_review.scoring.scenarios.reweighting import Reweighted
    from vendor_review.scoring.scenarios.sensitivity import Tornado, move_numbers
    from vendor_review.scoring.scenarios.what_if import WhatIf

__all__ = [
    "Assessment",
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
        "Assessment": "assessment",
        "Firmness": "ranking.firmness",
        "Reweighted": "scenarios.reweighting",
        "Scores": "model.scores",
        "Tornado": "scenarios.sensitivity",
        "WhatIf": "scenarios.what_if",
        "move_numbers": "scenarios.sensitivity",
        "sample_firmness": "ranking.firmness",
        "score_vendors": "assessment",
        "shortest_list": "scenarios.requests",
    },
)
