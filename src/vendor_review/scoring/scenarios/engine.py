"""The engine of suppositions: rows of vendors and scenarios, scored in one pass by the functions of the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from vendor_review.scoring.model.bands import Flags, Floats
from vendor_review.scoring.model.controls import combine
from vendor_review.scoring.model.lookup import Places, places_of
from vendor_review.scoring.model.scores import Scores


@dataclass(frozen=True)
class Scenarios:
    """Supposed rows: each is a vendor of whose controls, data or access path more is known than the register states.

    Attributes
    ----------
    vendor
        The place of each row's vendor in `Scores.vendors`.
    exposures
        Inherent exposure of each vendor, points, by the ends at which data and access path are taken.
    credit_lo, credit_hi
        Rows x controls: credit at its ends, 0..1.
    provable
        Rows x controls: the credit that the strongest evidence could show, 0..1.
    weight, applicable
        Rows x controls: the shares of the applicable controls, each row summing to 1, and which controls apply.
    data, path
        Whether a row's data, and its access path, are known to be at their best.
    gates
        Which controls are gates.
    kappa, gate_floor
        As in the policy, 0..1.
    """

    vendor: Places
    exposures: Mapping[tuple[str, str], Floats]
    credit_lo: Floats
    credit_hi: Floats
    provable: Floats
    weight: Floats
    applicable: Flags
    data: Flags
    path: Flags
    gates: Flags
    kappa: float
    gate_floor: float

    @classmethod
    def of(cls, scores: Scores) -> Scenarios:
        """A row per vendor, as the register states it."""
        controls, nothing = scores.controls, np.zeros(len(scores.vendors), dtype=np.bool_)
        return cls(
            vendor=np.arange(len(scores.vendors), dtype=np.intp),
            exposures=_exposures(scores),
            credit_lo=controls.credit_lo,
            credit_hi=controls.credit_hi,
            provable=controls.credit_hi,
            weight=controls.weight,
            applicable=controls.answer != "not_applicable",
            data=nothing,
            path=nothing,
            gates=controls.gates,
            kappa=scores.policy.kappa,
            gate_floor=scores.policy.gate_floor,
        )

    def take(self, rows: Places | Flags) -> Scenarios:
        """Some of the rows, each as often as it is named."""
        parts = ("vendor", "credit_lo", "credit_hi", "provable", "weight", "applicable", "data", "path")
        return replace(self, **{part: getattr(self, part)[rows] for part in parts})

    def known(self, strength: Floats, data: Flags | bool = False, path: Flags | bool = False) -> Scenarios:
        """The same rows with evidence of such strength for all that is said of the controls.

        Parameters
        ----------
        strength
            Per control, or rows x controls, 0..1; evidence in hand that is stronger stays, and 0 leaves all as it is.
        data, path
            Whether data and access path turn out to be at their best as well; per row, or for all.
        """
        return replace(
            self,
            credit_lo=np.maximum(self.credit_lo, self.provable * strength),
            credit_hi=np.where(strength > 0, self.provable, self.credit_hi),
            data=self.data | data,
            path=self.path | path,
        )

    @property
    def i_hi(self) -> Floats:
        """Upper end of inherent exposure, points."""
        ends = {at: exposure[self.vendor] for at, exposure in self.exposures.items()}
        return np.where(
            self.data,
            np.where(self.path, ends["lo", "lo"], ends["lo", "hi"]),
            np.where(self.path, ends["hi", "lo"], ends["hi", "hi"]),
        )

    @property
    def r_hi(self) -> Floats:
        """Upper end of the score, points."""
        return self.i_hi * (1 - self.kappa * self._strength(self.credit_lo))

    @property
    def r_lo(self) -> Floats:
        """Lower end of the score, points."""
        return self.exposures["lo", "lo"][self.vendor] * (1 - self.kappa * self._strength(self.credit_hi))

    def _strength(self, credit: Floats) -> Floats:
        return combine(credit, self.weight, self.gates, self.applicable, self.gate_floor)


def _exposures(scores: Scores) -> dict[tuple[str, str], Floats]:
    engagements, size = scores.engagements, len(scores.vendors)
    owner = places_of(engagements["vendor_id"], scores.vendors.index)
    found = {}
    for data in ("lo", "hi"):
        for path in ("lo", "hi"):
            points = 100 * engagements[f"d_{data}"].to_numpy() * engagements[f"x_{path}"].to_numpy()
            worst = np.zeros(size)
            np.maximum.at(worst, owner[owner >= 0], points[owner >= 0])
            found[data, path] = worst
    return found


def strength_with(scores: Scores, strengths: Mapping[str, float]) -> Floats:
    """Vendors x controls: how strongly each answer is shown, were the levels of evidence as strong as `strengths`."""
    controls, evidence = scores.controls, scores.evidence
    known = evidence["level"].map(strengths).fillna(0.0) * evidence["age_factor"]
    # What cites no known document has the place -1, the zero at the end.
    of_document = np.append(known.to_numpy(dtype=np.float64), 0.0)
    cited = places_of(pd.Series(controls.evidence_id.ravel()), evidence.index).reshape(controls.answer.shape)
    answered = np.isin(controls.answer.astype(str), list(scores.policy.answers))
    shown: Floats = np.where(answered, of_document[cited], 0.0)
    return shown
