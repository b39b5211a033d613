"""Residual risk from exposure and control strength, and the order that it puts the vendors in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from vendor_review.policy import Policy
from vendor_review.scoring.model.bands import against_appetite, band_of
from vendor_review.scoring.model.controls import ControlStrength
from vendor_review.scoring.model.lookup import PerVendor, Places


def residual_risk(of: Mapping[str, npt.NDArray[Any]], controls: ControlStrength, policy: Policy) -> PerVendor:
    """R of every vendor, and what follows from it.

    Parameters
    ----------
    of
        i_lo and i_hi, index points 0..100, and rated, in the order of `controls`.

    Returns
    -------
    dict
        c_lo, c_hi (0..1); r_lo, r_hi (index points); band; appetite.
    """
    r_lo = of["i_lo"] * (1 - policy.kappa * controls.c_hi)
    r_hi = of["i_hi"] * (1 - policy.kappa * controls.c_lo)
    return {
        "c_lo": controls.c_lo,
        "c_hi": controls.c_hi,
        "r_lo": r_lo,
        "r_hi": r_hi,
        "band": np.where(of["rated"], band_of(r_hi, policy.bands), "unrated"),
        "appetite": against_appetite(r_lo, r_hi, policy.appetite),
    }


def worst_first(ids: pd.Index, of: Mapping[str, npt.NDArray[Any]]) -> Places:
    """Places of the vendors in their order: unrated first, then by r_hi, r_lo (falling), then id."""
    by_id = np.argsort(ids.to_numpy(), kind="stable")
    order: Places = by_id[np.lexsort((-of["r_lo"][by_id], -of["r_hi"][by_id], of["rated"][by_id]))]
    return order
