"""Two second opinions that never enter the score: the EBIOS RM threat ratio and the ENISA breach what-if."""

from __future__ import annotations

import numpy as np

from vendor_review.policy import Policy
from vendor_review.scoring.model.bands import Floats, Words, band_of
from vendor_review.scoring.model.controls import ControlStrength


def ebios_ratio(
    path_lo: Floats, path_hi: Floats, criticality: Words, controls: ControlStrength, policy: Policy
) -> dict[str, Floats]:
    """Dependency times penetration over maturity times trust, 1/16..16 (EBIOS RM, ANSSI, workshop 3).

    Penetration is the access path, at least 1. Dependency follows from the vendor's criticality, and spans its whole
    scale where that is not stated. Maturity is 1 + 3C; trust is 1 + 3 times the weighted strength of the evidence in
    hand, where an unknown control has none.

    Parameters
    ----------
    path_lo, path_hi
        Per vendor, 0..4, in the order of `controls`.
    criticality
        Per vendor: low, medium, high, critical, or "" where it is not stated.

    Returns
    -------
    dict
        `ebios_lo`, `ebios_hi` per vendor.
    """
    trust = 1 + 3 * (controls.weight * controls.strength).sum(axis=1)
    words, levels = list(policy.ebios_dependency_of), list(policy.ebios_dependency_of.values())
    stated = [criticality == word for word in words]
    least, most = (np.select(stated, levels, unstated) for unstated in policy.ebios_dependency)
    return {
        "ebios_lo": least * np.maximum(path_lo, 1) / ((1 + 3 * controls.c_hi) * trust),
        "ebios_hi": most * np.maximum(path_hi, 1) / ((1 + 3 * controls.c_lo) * trust),
    }


def enisa_what_if(d_lo: Floats, d_hi: Floats, policy: Policy) -> dict[str, Floats | Words]:
    """ENISA's breach severity SE = DPC x EI + CB, were the data to leak on the policy's circumstances CB.

    Parameters
    ----------
    d_lo, d_hi
        Data severity per vendor, 0..1.

    Returns
    -------
    dict
        `enisa_lo`, `enisa_hi` (0..6) and `enisa_band`, the band of the upper end; 0 where there is no data.
    """

    def breach(severity: Floats) -> Floats:
        return np.where(severity > 0, 4 * severity + policy.enisa_circumstances, 0.0)

    return {
        "enisa_lo": breach(d_lo),
        "enisa_hi": breach(d_hi),
        "enisa_band": band_of(breach(d_hi), policy.enisa_bands),
    }
