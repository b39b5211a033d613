"""What to ask: for each unknown, and each document that a vendor can be asked for, the most that it could lower R_hi.

The drop is the upper end of the score less what it would be with that answer at its best and all else as it is. It
promises nothing: the answer may be bad.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from vendor_review.scoring.bands import Floats, against_appetite, band_of
from vendor_review.scoring.controls import combine
from vendor_review.scoring.lookup import places_of
from vendor_review.scoring.tiers import raise_tier

if TYPE_CHECKING:
    from vendor_review.scoring.score import Scores

#: Kinds of questions: a document that speaks of several things, or a single control.
DOCUMENT, CONTROL = "document", "control"
#: Points below which a drop is none: what floats leave.
_NOTHING = 1e-9


def write_questions(scores: Scores) -> pd.DataFrame:
    """Every question whose best answer would lower a vendor's score.

    Returns
    -------
    DataFrame
        Vendors in the order of `scores.vendors`, of each the largest drop first, documents before controls among
        equals: vendor_id, kind (document or control), question (id of the policy's request, or of the control), drop
        and r_hi (index points: what the best answer takes off the upper end, and what it leaves), band, appetite and
        tier that the vendor would then have. A question that can lower nothing is left out.
    """
    policy, vendors = scores.policy, scores.vendors
    asked = [
        (DOCUMENT, request, *_settled_by(scores, row.settles, row.level, row.controls))
        for request, row in policy.requests.iterrows()
    ]
    asked += [(CONTROL, control, *_answered(scores, place)) for place, control in _controls(scores)]
    before = vendors["r_hi"].to_numpy()
    places = np.arange(len(vendors), dtype=np.intp)
    frames: list[pd.DataFrame] = []
    for order, (kind, question, exposure, strength) in enumerate(asked):
        after = np.minimum(exposure * (1 - policy.kappa * strength), before)
        lower = before - after > _NOTHING
        rows = places[lower]
        frames.append(
            pd.DataFrame(
                {
                    "place": rows,
                    "order": order,
                    "kind": kind,
                    "question": question,
                    "drop": (before - after)[lower],
                    "r_hi": after[lower],
                    "i_hi": exposure[lower],
                }
            )
        )
    found = pd.concat(frames, ignore_index=True)
    # Equal drops differ in their last bits; to nine decimals they are equal, and the policy's order decides.
    keys = (found["order"], -found["drop"].round(9), found["place"])
    found = found.iloc[np.lexsort([key.to_numpy() for key in keys])].reset_index(drop=True)
    place = found["place"].to_numpy()
    lowest = vendors["r_lo"].to_numpy()[place]
    by_exposure = band_of(found["i_hi"].to_numpy(), policy.tiers)
    return pd.DataFrame(
        {
            "vendor_id": vendors.index.to_numpy()[place],
            "kind": found["kind"],
            "question": found["question"],
            "drop": found["drop"],
            "r_hi": found["r_hi"],
            "band": band_of(found["r_hi"].to_numpy(), policy.bands),
            "appetite": against_appetite(lowest, found["r_hi"].to_numpy(), policy.appetite),
            "tier": raise_tier(by_exposure, scores.escalators.iloc[place], policy),
        }
    )


def _controls(scores: Scores) -> list[tuple[int, str]]:
    return list(enumerate(scores.controls.control_ids))


def _settled_by(
    scores: Scores, settles: str, level: str, speaks_of: tuple[str, ...]
) -> tuple[Floats, Floats]:
    """Inherent exposure and control strength at the upper end, with all that a document speaks of at its best."""
    controls, vendors = scores.controls, scores.vendors
    if settles != "controls":
        return _exposure(scores, settles), controls.c_lo
    credit = controls.credit_lo.copy()
    spoken = np.isin(controls.control_ids.astype(str), speaks_of)
    best = controls.credit_hi[:, spoken] * scores.policy.evidence_strength[level]
    credit[:, spoken] = np.maximum(credit[:, spoken], best)
    return vendors["i_hi"].to_numpy(), _strength(scores, credit)


def _answered(scores: Scores, place: int) -> tuple[Floats, Floats]:
    """The same with one control answered at its best and shown by the strongest evidence."""
    credit = scores.controls.credit_lo.copy()
    credit[:, place] = scores.controls.credit_hi[:, place]
    return scores.vendors["i_hi"].to_numpy(), _strength(scores, credit)


def _strength(scores: Scores, credit: Floats) -> Floats:
    controls = scores.controls
    applicable = controls.answer != "not_applicable"
    return combine(credit, controls.weight, controls.gates, applicable, scores.policy.gate_floor)


def _exposure(scores: Scores, settled: str) -> Floats:
    """Upper end of inherent exposure with data or access path of every engagement at its lower end."""
    engagements = scores.engagements
    ends = {"d": "hi", "x": "hi"} | {"data": {"d": "lo"}, "path": {"x": "lo"}}[settled]
    points = 100 * engagements[f"d_{ends['d']}"].to_numpy() * engagements[f"x_{ends['x']}"].to_numpy()
    owner = places_of(engagements["vendor_id"], scores.vendors.index)
    exposure = np.zeros(len(scores.vendors))
    np.maximum.at(exposure, owner[owner >= 0], points[owner >= 0])
    return exposure
