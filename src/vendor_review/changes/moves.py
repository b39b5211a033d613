"""How each score moved, split without remainder into time, register and policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pandas as pd

from vendor_review.policy import Policy
from vendor_review.register import Register
from vendor_review.schema import check_register
from vendor_review.scoring import Scores, score_vendors

CAUSES = ("age", "register", "policy")
"""What moves a score, in the order in which it is let in: first time alone, then what was entered, then the policy."""


def score_moves(
    before: Scores, after: Scores, registers: tuple[Register, Register], pairs: Sequence[tuple[str, str]]
) -> pd.DataFrame:
    """The moves of vendors that were scored before and are scored now.

    The former register is scored again on the later day, then the later register in its place, then under the later
    policy. Each step is one cause, so the steps sum to the whole move at both ends, whatever the causes are.

    Parameters
    ----------
    before, after
        Scores of the two states; what scored the former is the formula of today.
    registers
        The former and the later register, as read.
    pairs
        Former and later id of each vendor to compare.

    Returns
    -------
    DataFrame
        Indexed by vendor_id (the later one), in the order of `after`: name, and index points of 0 to 100: r_lo_before,
        r_hi_before, then `<cause>_lo` and `<cause>_hi` for each of `CAUSES` (negative: the score fell), r_lo_after,
        r_hi_after; then band, appetite and tier, each `_before` and `_after`.
    """
    aged_policy = replace(before.policy, as_of=after.policy.as_of)
    aged = _scored(registers[0], aged_policy, after.policy.as_of)
    edited = _scored(registers[1], aged_policy, after.policy.as_of)
    later_of = dict(pairs)
    former = [before.vendors, aged.vendors]
    steps = [frame.rename(index=later_of) for frame in former] + [edited.vendors, after.vendors]
    ids = after.vendors.index[after.vendors.index.isin(list(later_of.values()))]
    for step in steps:
        ids = ids[ids.isin(step.index)]
    ends = ("lo", "hi")
    at = {end: [step.loc[ids, f"r_{end}"] for step in steps] for end in ends}
    found = pd.DataFrame({"name": after.vendors.loc[ids, "name"].astype(str)}, index=ids)
    found = found.assign(**{f"r_{end}_before": at[end][0] for end in ends})
    for number, cause in enumerate(CAUSES):
        found = found.assign(**{f"{cause}_{end}": at[end][number + 1] - at[end][number] for end in ends})
    found = found.assign(**{f"r_{end}_after": at[end][-1] for end in ends})
    for word in ("band", "appetite", "tier"):
        found[f"{word}_before"] = steps[0].loc[ids, word].astype(str)
        found[f"{word}_after"] = steps[-1].loc[ids, word].astype(str)
    return found


def _scored(register: Register, policy: Policy, as_of: date) -> Scores:
    return score_vendors(check_register(register, policy.vocabulary, as_of), policy)
