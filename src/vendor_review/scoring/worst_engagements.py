"""Each vendor's worst engagement, which its score is made from."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vendor_review.scoring.lookup import Places
from vendor_review.scoring.ranking import PerVendor


def worst_engagements(engagements: pd.DataFrame, owner: Places, size: int) -> PerVendor:
    """Each vendor's worst engagement, end by end, and the highest path and severity among all of them.

    `owner` is each engagement's vendor; each of the `size` vendors has one at least.
    """
    names = [
        "data_known",
        "path_known",
        *(f"{name}_{end}" for name in ("d", "x", "path", "i") for end in ("lo", "hi")),
    ]
    values = {name: engagements[name].to_numpy() for name in names}
    ids = engagements["engagement_id"].to_numpy(dtype=object)
    by_id = np.argsort(ids, kind="stable")
    found: PerVendor = {}
    for end in ("lo", "hi"):
        # Of equals, the first by id.
        keys = (-values[f"d_{end}"][by_id], -values[f"i_{end}"][by_id], owner[by_id])
        order = by_id[np.lexsort(keys)]
        worst = order[np.searchsorted(owner[order], np.arange(size))]
        found |= {
            f"engagement_{end}": ids[worst],
            f"worst_d_{end}": values[f"d_{end}"][worst],
            f"worst_x_{end}": values[f"x_{end}"][worst],
            f"i_{end}": values[f"i_{end}"][worst],
        }
    together = np.argsort(owner, kind="stable")
    starts = np.searchsorted(owner[together], np.arange(size))
    for name in ("d_lo", "d_hi", "x_lo", "x_hi", "path_lo", "path_hi", "data_known", "path_known"):
        found[name] = np.maximum.reduceat(values[name][together], starts) if size else values[name][:0]
    return found
