"""All vendors ranked again as if controls weighed otherwise; neither the register nor the policy is touched.

The scores equal to 1e-9 points those under a policy whose weights, kappa and gate floor were changed to the same: only
the rounding of the weights, which are scaled here and written there, can differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from numbers import Real
from typing import Generic, TypeVar

import numpy as np
import pandas as pd

from vendor_review.errors import UsageError
from vendor_review.figures import points
from vendor_review.schema.cells.suggestions import no_such
from vendor_review.scoring.model.bands import Floats
from vendor_review.scoring.model.crosscheck import ebios_ratio
from vendor_review.scoring.model.residual import residual_risk, worst_first
from vendor_review.scoring.model.scores import Scores

S = TypeVar("S", bound=Scores)

#: What may be supposed besides weights, and what it is called.
SHARES = {
    "kappa": "most that controls can take off (kappa)",
    "gate_floor": "left where a gate fails (gate floor)",
}
#: Vendors whose move the text form tells.
_TOLD = 20
_COMPARED = ["r_lo", "r_hi", "band", "appetite"]


@dataclass(frozen=True, repr=False, eq=False)
class Reweighted(Generic[S]):
    """The ranking as the policy weighs, and as it would be.

    Attributes
    ----------
    before
        The scores under the policy.
    after
        The same vendors under what is supposed, as scores in points of 0 to 100: their ledger adds up, and what-ifs can
        be asked of them. Their policy holds the numbers supposed; its table of numbers and sources stays the file's.
    times
        Control or group to how many times as much as the policy lets it weigh, as it was asked.

    Examples
    --------
    >>> found = example.reweighted({"access": 3})
    >>> found.supposed, found.told
    (['access weighs 3 times as much, 60 % of all'], 'The rank changes for 4 of 23 vendors, the band for 0, ...')
    """

    before: S
    after: S
    times: Mapping[str, float]

    @cached_property
    def vendors(self) -> pd.DataFrame:
        """One row per vendor, indexed by vendor_id, in the order that is supposed.

        name; rank and rank_before (1 is the worst); climbed, the places by which it comes nearer to the worst; r_lo and
        r_hi (index points, 0..100), band and appetite, and the same as they were, ending in `_before`.
        """
        before, after = self.before.vendors, self.after.vendors
        ranks = np.arange(1, len(after) + 1)
        rank_before = pd.Series(ranks, before.index).reindex(after.index)
        found = after[["name"]].assign(rank=ranks, rank_before=rank_before, climbed=rank_before - ranks)
        stood = before.loc[after.index, _COMPARED].add_suffix("_before")
        return pd.concat([found, after[_COMPARED], stood], axis=1)

    @property
    def supposed(self) -> list[str]:
        """What is supposed, a line each: `access weighs 2 times as much, 50 % of all`."""
        policy = self.after.policy
        share = {**policy.weights.groupby(policy.controls["group"]).sum(), **policy.weights}
        lines = [
            f"{name} weighs {many:g} times as much, {points(100 * share[name], 0)} % of all"
            for name, many in self.times.items()
            if many != 1
        ]
        for name, words in SHARES.items():
            was, now = getattr(self.before.policy, name), getattr(policy, name)
            lines += [f"{words}: {was:g}, then {now:g}"] if was != now else []
        return lines

    @property
    def told(self) -> str:
        """What changes, in a sentence: how many vendors change rank, band, or where they are against the appetite."""
        rows = self.vendors
        moved = int(rows["climbed"].ne(0).sum())
        if not moved:
            return f"All {len(rows)} vendors keep their rank."
        bands, verdicts = (int(rows[one].ne(rows[f"{one}_before"]).sum()) for one in ("band", "appetite"))
        return (
            f"The rank changes for {moved} of {len(rows)} vendors, the band for {bands}, "
            f"the result against the appetite for {verdicts}."
        )

    def __repr__(self) -> str:
        """What is supposed, what changes, and the foremost vendors with rank and score before and after."""
        rows = self.vendors.head(_TOLD)
        table = rows[["name", "rank_before", "rank", "band"]].copy()
        for suffix in ("_before", ""):
            ends = zip(rows[f"r_lo{suffix}"], rows[f"r_hi{suffix}"], strict=True)
            table[f"score{suffix}"] = [f"{points(lo)}..{points(hi)}" for lo, hi in ends]
        lines = [f"Ranking as of {self.after.policy.as_of}, if"]
        lines += [f"  {line}" for line in self.supposed or ["everything weighs as the policy says"]]
        left_out = len(self.vendors) - len(rows)
        more = [f"and {left_out} more"] if left_out else []
        return "\n".join([*lines, self.told, "", table.to_string(), *more])


def reweigh(
    scores: S, times: Mapping[str, float], kappa: float | None, gate_floor: float | None
) -> Reweighted[S]:
    """See `Assessment.reweighted`."""
    policy, problems = scores.policy, list[str]()
    weights = _weights(scores, times, problems)
    kappa = _share("kappa", policy.kappa if kappa is None else kappa, problems)
    gate_floor = _share("gate_floor", policy.gate_floor if gate_floor is None else gate_floor, problems)
    if problems:
        raise UsageError(problems)
    supposed = replace(
        policy,
        weights=pd.Series(weights, pd.Index(scores.controls.control_ids, name="control"), name="weight"),
        kappa=kappa,
        gate_floor=gate_floor,
    )
    controls = scores.controls.under(weights, supposed.gate_floor)
    rows = scores.vendors
    of = {name: rows[name].to_numpy() for name in rows.columns}
    of |= residual_risk(of, controls, supposed)
    of |= ebios_ratio(of["path_lo"], of["path_hi"], of["criticality"], controls, supposed)
    order = worst_first(rows.index, of)
    after = replace(
        scores,
        vendors=pd.DataFrame(of, index=rows.index).iloc[order],
        escalators=scores.escalators.iloc[order],
        open_escalators=scores.open_escalators.iloc[order],
        controls=controls.select(order),
        policy=supposed,
    )
    return Reweighted(before=scores, after=after, times=dict(times))


def _weights(scores: Scores, times: Mapping[str, float], problems: list[str]) -> Floats:
    """A weight per control, all together 1; notes what cannot be."""
    controls, groups = scores.controls.control_ids, scores.policy.controls["group"]
    known = [*dict.fromkeys(groups), *controls]
    stated = weights = np.asarray(scores.policy.weights.reindex(controls), dtype=np.float64)
    for name, many in times.items():
        if name not in known:
            problems.append(no_such(name, "control and no group of controls", known))
        elif not _is_number(many) or not 0 <= many < np.inf:
            problems.append(f"{name}: {many!r} is not a number of times; write 0 or above, such as 2 or 0.5")
        else:
            named = (controls == name) | (groups.reindex(controls) == name).to_numpy()
            weights = np.where(named, weights * many, weights)
    applicable = scores.controls.answer != "not_applicable"
    weightless = np.flatnonzero((applicable @ weights) == 0)
    if len(weightless) and not problems:
        some = scores.vendors["name"].iloc[weightless[0]]
        problems.append(f"no weight is left for any control of {some}; let one of them weigh more than 0")
    # By a quotient of sums: where nothing is named, it is 1, and no score moves by its last bit.
    scaled: Floats = weights * (stated.sum() / (weights.sum() or 1.0))
    return scaled


def _share(name: str, given: float, problems: list[str]) -> float:
    if _is_number(given) and 0 <= given <= 1:
        return float(given)
    problems.append(f"{name}: {given!r} is no share; write a number from 0 to 1")
    return 0.0


def _is_number(given: object) -> bool:
    return isinstance(given, Real) and not isinstance(given, bool)
