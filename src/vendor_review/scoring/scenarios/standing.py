"""Where one vendor stands, and which contributions to its score differ between two ledgers."""

from __future__ import annotations

from dataclasses import dataclass, fields

import pandas as pd

from vendor_review.figures import points
from vendor_review.scoring.model.scores import Scores


@dataclass(frozen=True)
class Standing:
    """Where a vendor stands.

    Attributes
    ----------
    r_lo, r_hi, i_lo, i_hi
        Score and inherent exposure, index points, 0..100.
    c_lo, c_hi
        Control strength, 0..1.
    band, appetite, tier, transfer
        As in `Scores.vendors`; transfer is the gate of that name.
    """

    r_lo: float
    r_hi: float
    i_lo: float
    i_hi: float
    c_lo: float
    c_hi: float
    band: str
    appetite: str
    tier: str
    transfer: str


def standing_of(scores: Scores) -> Standing:
    """The standing of a vendor that was scored alone."""
    return Standing(**{one.name: scores.vendors[one.name].item() for one in fields(Standing)})


def span(standing: Standing, name: str) -> str:
    """Both ends of a quantity, as text."""
    return f"{points(getattr(standing, f'{name}_lo'))}..{points(getattr(standing, f'{name}_hi'))}"


def moved_between(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """What differs between two ledgers of one vendor, which have the same rules and controls, row by row."""
    ends = ["points_lo", "points_hi"]
    rows = after[["rule", "item"]].join(
        [before[ends].add_suffix("_before"), after[ends].add_suffix("_after")]
    )
    for end in ("lo", "hi"):
        rows[f"moved_{end}"] = after[f"points_{end}"] - before[f"points_{end}"]
    return rows[rows[["moved_lo", "moved_hi"]].ne(0).any(axis=1)].reset_index(drop=True)


def signed(moved: float) -> str:
    """Points with their sign, `0` where they round to none."""
    told = points(abs(moved))
    return "0" if not float(told) else f"{'-' if moved < 0 else '+'}{told}"
