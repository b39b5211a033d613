"""Two second opinions that never enter the score: the EBIOS RM threat ratio and the ENISA breach what-if."""

from __future__ import annotations

import pandas as pd

from vendor_review.policy import Policy
from vendor_review.scoring.bands import band_of
from vendor_review.scoring.controls import ControlStrength


def ebios_ratio(path: pd.DataFrame, controls: ControlStrength, policy: Policy) -> pd.DataFrame:
    """Dependency times penetration over maturity times trust, 1/16..16 (EBIOS RM, ANSSI, workshop 3).

    Penetration is the access path, at least 1. Dependency is in no register, so it spans its whole scale. Maturity is
    1 + 3C; trust is 1 + 3 times the weighted strength of the evidence in hand, where an unknown control has none.

    Parameters
    ----------
    path
        `path_lo`, `path_hi` per vendor (0..4), in the order of `controls`.

    Returns
    -------
    DataFrame
        `ebios_lo`, `ebios_hi`, indexed like `path`.
    """
    trust = 1 + 3 * (controls.weight * controls.strength).sum(axis=1)
    least, most = policy.ebios_dependency
    return pd.DataFrame(
        {
            "ebios_lo": least * path["path_lo"].clip(lower=1) / ((1 + 3 * controls.c_hi) * trust),
            "ebios_hi": most * path["path_hi"].clip(lower=1) / ((1 + 3 * controls.c_lo) * trust),
        }
    )


def enisa_what_if(severity: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """ENISA's breach severity SE = DPC x EI + CB, were the data to leak on the policy's circumstances CB.

    Parameters
    ----------
    severity
        `d_lo`, `d_hi` per vendor, 0..1.

    Returns
    -------
    DataFrame
        `enisa_lo`, `enisa_hi` (0..6) and `enisa_band`, the band of the upper end; 0 where there is no data.
    """
    ends = {
        f"enisa_{end}": (4 * severity[f"d_{end}"] + policy.enisa_circumstances).where(
            severity[f"d_{end}"] > 0, 0.0
        )
        for end in ("lo", "hi")
    }
    band = band_of(ends["enisa_hi"].to_numpy(), policy.enisa_bands)
    return pd.DataFrame(ends).assign(enisa_band=band)
