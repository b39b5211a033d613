"""How firm the ranking is (SMAA-2): how often each vendor is the worst, over other weights and all that is not known.

In every draw the controls get other weights, all weightings being equally likely, and every vendor stands somewhere
between its best and its worst end, in all its unknowns alike. `acceptability` names the sources of the method. Vendors
with equal inputs get equal figures, and no figure depends on a name.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from vendor_review.figures import points
from vendor_review.policy import Policy
from vendor_review.scoring.model.bands import Flags, Floats
from vendor_review.scoring.model.lookup import Places
from vendor_review.scoring.model.scores import Scores
from vendor_review.scoring.ranking.draws import Plan
from vendor_review.scoring.ranking.score_functions import Settings, residuals_of
from vendor_review.scoring.ranking.simulation import FEW, MANY, Found, SettingsOf, simulate

#: Vendors of which each pair is compared; and up to so many, every rank is counted.
FOREMOST = 40
#: Ranks that are counted where there are more vendors than that.
_FIRST_RANKS = 10
#: A share is firm where it clears the policy's bound by so many standard errors.
_STANDARD_ERRORS = 2


@dataclass(frozen=True, repr=False)
class Firmness:
    """How often each vendor takes each place of the ranking, the worst being first.

    Attributes
    ----------
    vendors
        In the order of `Scores.vendors`, indexed by vendor_id: name; `first`, the share of draws in which it comes
        first (0..1); `standard_error` of that share; `expected_rank` (1 is the worst); `confidence`, the share of draws
        of the unknowns in which it comes first under its central weights, NaN where it never comes first, and beyond
        the foremost 40; `firm`; `statement`, such as "first in 59 % of weightings (standard error 0.5 %): not firm".
    ranks
        Vendors x ranks 1, 2, ...: share of draws in which a vendor takes that rank. All ranks of up to 40 vendors, the
        first 10 of more.
    pairwise
        Vendors x vendors: share of draws in which the one of the row scores higher, NaN against itself. Those that
        come first most often, 40 at most.
    central_weights
        Vendors x controls: mean weights of the draws in which a vendor comes first; NaN where it never does.
    sample_count, random_seed
        Draws, and where they start.
    parameters_too
        Whether kappa, the gate floor and the strengths of evidence were drawn as well.

    Examples
    --------
    >>> review.firmness.vendors[["first", "standard_error", "firm"]]
                      first  standard_error   firm
    vendor_id
    aws                 ...
    """

    vendors: pd.DataFrame
    ranks: pd.DataFrame
    pairwise: pd.DataFrame
    central_weights: pd.DataFrame
    sample_count: int
    random_seed: int
    parameters_too: bool = False

    def __repr__(self) -> str:
        """A statement per vendor, those first that come first most often."""
        told = self.vendors.sort_values(["first", "expected_rank"], ascending=[False, True], kind="stable")
        lines = [f"{name}: {words}" for name, words in zip(told["name"], told["statement"], strict=True)]
        left_out = [f"and {len(lines) - FOREMOST} more"] if len(lines) > FOREMOST else []
        head = f"Firmness of the ranking of {len(told)} vendors: {self.sample_count:,} draws, seed {self.random_seed}"
        return "\n".join([head, *lines[:FOREMOST], *left_out])


def sample_firmness(
    scores: Scores,
    sample_count: int = 10_000,
    random_seed: int = 0,
    *,
    parameters_too: bool = False,
    scores_at_once: tuple[int, int] = (FEW, MANY),
) -> Firmness:
    """Draws weights and unknowns, ranks the vendors in every draw, and counts.

    Parameters
    ----------
    sample_count
        Draws, at least 1. The standard error of a share is at most 0.5 / sqrt(draws).
    random_seed
        0 or above. The same seed gives the same figures everywhere; more draws begin with the same ones.
    parameters_too
        Draw kappa, the gate floor and the strengths of evidence from the policy's ranges, too; in one draw they are the
        same for all vendors.
    scores_at_once
        About how many scores are computed at a time, in the pass over all vendors and in the one over the foremost:
        that bounds memory, and changes no figure.

    Examples
    --------
    >>> from vendor_review.scoring import sample_firmness
    >>> sample_firmness(scores)
    Firmness of the ranking of 3 vendors: 10,000 draws, seed 0
    Amazon Web Services: first in 50 % of weightings (standard error 0.5 %): not firm
    Sendgrid: first in 27 % of weightings (standard error 0.4 %): not firm
    Quick Books India: first in 23 % of weightings (standard error 0.4 %): not firm
    """
    residuals = residuals_of(scores, strengths_too=parameters_too)
    rows, vendors, controls = residuals.rows, scores.vendors.index, scores.controls.control_ids
    found = simulate(
        residuals,
        Plan(sample_count, random_seed, len(controls), len(rows)),
        _settings_of(scores.policy, parameters_too),
        first_ranks=len(rows) if len(rows) <= FOREMOST else _FIRST_RANKS,
        foremost=FOREMOST,
        scores_at_once=scores_at_once,
    )
    by_row = np.argsort(rows)
    foremost = rows[found.foremost]
    order = np.argsort(foremost)
    compared = vendors[foremost[order]]
    ranks = pd.RangeIndex(1, found.ranks.shape[1] + 1, name="rank")
    return Firmness(
        vendors=_told(scores, found, by_row, sample_count),
        ranks=pd.DataFrame(found.ranks[by_row], vendors, ranks),
        pairwise=pd.DataFrame(found.pairwise[np.ix_(order, order)], compared, compared.rename("other_id")),
        central_weights=pd.DataFrame(
            found.central_weights[by_row], vendors, pd.Index(controls, name="control")
        ),
        sample_count=sample_count,
        random_seed=random_seed,
        parameters_too=parameters_too,
    )


def _settings_of(policy: Policy, parameters_too: bool) -> SettingsOf:
    """How a draw's shifts set kappa, the gate floor and the strengths; where they are not drawn, as the policy says."""
    if not parameters_too:
        as_stated = Settings(policy.kappa, policy.gate_floor)
        return lambda shifts: as_stated
    low, high = np.array([policy.ranking.kappa, policy.ranking.gate_floor]).T

    def settings(shifts: Floats) -> Settings:
        kappa, gate_floor = (low + shifts[:, :2] * (high - low)).T
        return Settings(kappa[:, None], gate_floor[:, None], shifts[:, 2:])

    return settings


def _told(scores: Scores, found: Found, by_row: Places, draws: int) -> pd.DataFrame:
    """The figures of every vendor, and what they allow to say."""
    first = found.ranks[by_row, 0] if len(by_row) else np.zeros(0)
    error = _standard_error(first, draws)
    firm = _is_firm(first, draws, scores.policy.ranking.firm)
    statements = [_statement(*told, draws) for told in zip(first, error, firm, strict=True)]
    return pd.DataFrame(
        {
            "name": scores.vendors["name"],
            "first": first,
            "standard_error": error,
            "expected_rank": found.mean_rank[by_row],
            "confidence": found.confidence[by_row],
            "firm": firm,
            "statement": np.array(statements, dtype=object),
        },
        index=scores.vendors.index,
    )


def _standard_error(share: Floats, draws: int) -> Floats:
    error: Floats = np.sqrt(share * (1 - share) / draws)
    return error


def _is_firm(share: Floats, draws: int, bound: float) -> Flags:
    """Where a share clears the bound beyond chance: less two standard errors.

    Of all draws or none the error would be 0; it is taken of a share with one draw more on either side, so that a
    handful of draws proves nothing.
    """
    error = _standard_error((share * draws + 1) / (draws + 2), draws)
    firm: Flags = share - _STANDARD_ERRORS * error >= bound
    return firm


def _statement(share: float, error: float, firm: bool, draws: int) -> str:
    judged = "firm" if firm else "not firm"
    if share == 0:
        return f"first in none of {draws:,} weightings"
    if share == 1:
        return f"first in all of {draws:,} weightings: {judged}"
    return f"first in {percent(share)} of weightings (standard error {percent_error(error)}): {judged}"


def percent(share: float) -> str:
    """`59 %`; near the ends, where a whole per cent says too little, `0.3 %`, `less than 0.1 %`, `99.8 %`."""
    if 0 < share < 0.001:
        return "less than 0.1 %"
    if 0.999 < share < 1:
        return "more than 99.9 %"
    near_an_end = 0 < share < 0.01 or 0.99 < share < 1
    return f"{points(100 * share, 1 if near_an_end else 0)} %"


def percent_error(error: float) -> str:
    """`0.5 %`, or `below 0.1 %`."""
    return "below 0.1 %" if error < 0.0005 else f"{points(100 * error, 1)} %"
