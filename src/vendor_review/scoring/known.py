"""What would be known of vendors if questions were answered at their best, and the score that this would leave."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from vendor_review.scoring.bands import Flags, Floats
from vendor_review.scoring.controls import combine

if TYPE_CHECKING:
    from vendor_review.scoring.scores import Scores

#: Points below which a drop is none: what floats leave.
NOTHING = 1e-9


@dataclass(frozen=True)
class Known:
    """What would be known of each vendor: credit of its controls at least, and whether data and path are settled."""

    credit: Floats
    data: Flags
    path: Flags

    @classmethod
    def now(cls, scores: Scores) -> Known:
        """What is known as the register stands."""
        nothing = np.zeros(len(scores.vendors), dtype=np.bool_)
        return cls(scores.controls.credit_lo, nothing, nothing)

    def with_document(self, scores: Scores, request: str) -> Known:
        """With a document in hand that says the best of all that it speaks of."""
        wanted: dict[str, Any] = scores.policy.requests.loc[[request]].to_dict("records")[0]  # type: ignore[assignment]
        everyone = np.ones(len(scores.vendors), dtype=np.bool_)
        if wanted["settles"] == "data":
            return replace(self, data=everyone)
        if wanted["settles"] == "path":
            return replace(self, path=everyone)
        spoken = np.isin(scores.controls.control_ids.astype(str), wanted["controls"])
        best = scores.controls.credit_hi * scores.policy.evidence_strength[wanted["level"]]
        return replace(self, credit=np.where(spoken, np.maximum(self.credit, best), self.credit))

    def with_answer(self, scores: Scores, place: int) -> Known:
        """With one control answered at its best and shown by the strongest evidence."""
        credit = self.credit.copy()
        credit[:, place] = scores.controls.credit_hi[:, place]
        return replace(self, credit=credit)

    def only_for(self, vendors: Flags, others: Known) -> Known:
        """What this knows of some vendors, and `others` of the rest."""
        return Known(
            np.where(vendors[:, None], self.credit, others.credit),
            np.where(vendors, self.data, others.data),
            np.where(vendors, self.path, others.path),
        )

    def exposure(self, scores: Scores) -> Floats:
        """Upper end of inherent exposure, points."""
        ends = scores.exposure_ends
        return np.where(
            self.data,
            np.where(self.path, ends["lo", "lo"], ends["lo", "hi"]),
            np.where(self.path, ends["hi", "lo"], ends["hi", "hi"]),
        )

    def score(self, scores: Scores) -> Floats:
        """Upper end of the score, points; never above the one that stands."""
        controls, policy = scores.controls, scores.policy
        applicable = controls.answer != "not_applicable"
        strength = combine(self.credit, controls.weight, controls.gates, applicable, policy.gate_floor)
        reached: Floats = np.minimum(
            self.exposure(scores) * (1 - policy.kappa * strength), scores.vendors["r_hi"].to_numpy()
        )
        return reached
