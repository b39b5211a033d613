"""What would be known of vendors if questions were answered at their best, and the score that this would leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from vendor_review.scoring.model.bands import Flags, Floats
from vendor_review.scoring.model.controls import combine
from vendor_review.scoring.model.lookup import places_of
from vendor_review.scoring.model.scores import Scores

#: Points below which a drop is none: what floats leave.
NOTHING = 1e-9


@dataclass(frozen=True)
class Known:
    """What would be known of each vendor: credit of its controls at least, and whether data and path are settled.

    `exposures` is inherent exposure, points, by the ends at which data and access path are taken.
    """

    scores: Scores
    exposures: Mapping[tuple[str, str], Floats]
    credit: Floats
    data: Flags
    path: Flags

    @classmethod
    def now(cls, scores: Scores) -> Known:
        """What is known as the register stands."""
        nothing = np.zeros(len(scores.vendors), dtype=np.bool_)
        return cls(scores, _exposures(scores), scores.controls.credit_lo, nothing, nothing)

    def with_document(self, request: str) -> Known:
        """With a document in hand that says the best of all that it speaks of."""
        policy, controls = self.scores.policy, self.scores.controls
        wanted: dict[str, Any] = policy.requests.loc[[request]].to_dict("records")[0]  # type: ignore[assignment]
        everyone = np.ones(len(self.data), dtype=np.bool_)
        if wanted["settles"] == "data":
            return replace(self, data=everyone)
        if wanted["settles"] == "path":
            return replace(self, path=everyone)
        spoken = np.isin(controls.control_ids.astype(str), wanted["controls"])
        best = controls.credit_hi * policy.evidence_strength[wanted["level"]]
        return replace(self, credit=np.where(spoken, np.maximum(self.credit, best), self.credit))

    def with_answer(self, place: int) -> Known:
        """With one control answered at its best and shown by the strongest evidence."""
        credit = self.credit.copy()
        credit[:, place] = self.scores.controls.credit_hi[:, place]
        return replace(self, credit=credit)

    def only_for(self, vendors: Flags, others: Known) -> Known:
        """What this knows of some vendors, and `others` of the rest."""
        return replace(
            self,
            credit=np.where(vendors[:, None], self.credit, others.credit),
            data=np.where(vendors, self.data, others.data),
            path=np.where(vendors, self.path, others.path),
        )

    @property
    def exposure(self) -> Floats:
        """Upper end of inherent exposure, points."""
        ends = self.exposures
        return np.where(
            self.data,
            np.where(self.path, ends["lo", "lo"], ends["lo", "hi"]),
            np.where(self.path, ends["hi", "lo"], ends["hi", "hi"]),
        )

    @property
    def score(self) -> Floats:
        """Upper end of the score, points; never above the one that stands."""
        controls, policy = self.scores.controls, self.scores.policy
        applicable = controls.answer != "not_applicable"
        strength = combine(self.credit, controls.weight, controls.gates, applicable, policy.gate_floor)
        reached: Floats = np.minimum(
            self.exposure * (1 - policy.kappa * strength), self.scores.vendors["r_hi"].to_numpy()
        )
        return reached


def _exposures(scores: Scores) -> dict[tuple[str, str], Floats]:
    engagements, size = scores.engagements, len(scores.vendors)
    owner = places_of(engagements["vendor_id"], scores.vendors.index)
    found = {}
    for data in ("lo", "hi"):
        for path in ("lo", "hi"):
            points_of = 100 * engagements[f"d_{data}"].to_numpy() * engagements[f"x_{path}"].to_numpy()
            worst = np.zeros(size)
            np.maximum.at(worst, owner[owner >= 0], points_of[owner >= 0])
            found[data, path] = worst
    return found
