"""A register as of a day, as far as it is compared, and how each score moved from one such state to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from vendor_review.policy import Policy
from vendor_review.register import Register
from vendor_review.schema import CheckedRegister, check_register
from vendor_review.scoring import Assessment, score_vendors


@dataclass(frozen=True, repr=False)
class State:
    """A register as of a day: as read, as accepted, and its scores."""

    register: Register
    checked: CheckedRegister
    scores: Assessment

    @property
    def as_of(self) -> date:
        """The day that the scores are of."""
        return self.scores.policy.as_of

    def __repr__(self) -> str:
        return f"State of {self.register.name} as of {self.as_of}: {len(self.scores.vendors)} vendors"


def state_of(register: Register, policy: Policy) -> State:
    """The state of a register under a policy, on the policy's day."""
    checked = check_register(register, policy.vocabulary, policy.as_of)
    return State(register, checked, score_vendors(checked, policy))


CAUSES = ("age", "register", "policy")
"""What moves a score, in the order in which it is let in: first time alone, then what was entered, then the policy."""


def score_moves(before: State, after: State, pairs: Sequence[tuple[str, str]]) -> pd.DataFrame:
    """The moves of vendors that were scored before and are scored now.

    The former register is scored again on the later day, then the later register in its place, then under the later
    policy. Each step is one cause, so the steps sum to the whole move at both ends, whatever the causes are.

    Parameters
    ----------
    before, after
        The two states; what scored the former is the formula of today.
    pairs
        Former and later id of each vendor to compare.

    Returns
    -------
    DataFrame
        Indexed by vendor_id (the later one), in the order of `after`: name, and index points of 0 to 100: r_lo_before,
        r_hi_before, then `<cause>_lo` and `<cause>_hi` for each of `CAUSES` (negative: the score fell), r_lo_after,
        r_hi_after; then band, appetite and tier, each `_before` and `_after`.
    """
    aged_policy = replace(before.scores.policy, as_of=after.as_of)
    aged = before if before.as_of == after.as_of else state_of(before.register, aged_policy)
    # The vocabulary holds a digest of all that a score takes from a policy, and where that lets data go.
    same_policy = aged_policy.vocabulary == after.scores.policy.vocabulary
    former, later = (before, aged), (after if same_policy else state_of(after.register, aged_policy), after)
    later_of = dict(pairs)
    steps = [state.scores.vendors.rename(index=later_of) for state in former]
    steps += [state.scores.vendors for state in later]
    ids = steps[-1].index[steps[-1].index.isin(list(later_of.values()))]
    for step in steps:
        ids = ids[ids.isin(step.index)]
    ends = ("lo", "hi")
    at = {end: [step.loc[ids, f"r_{end}"] for step in steps] for end in ends}
    found = pd.DataFrame({"name": steps[-1].loc[ids, "name"].astype(str)}, index=ids)
    found = found.assign(**{f"r_{end}_before": at[end][0] for end in ends})
    for number, cause in enumerate(CAUSES):
        found = found.assign(**{f"{cause}_{end}": at[end][number + 1] - at[end][number] for end in ends})
    found = found.assign(**{f"r_{end}_after": at[end][-1] for end in ends})
    for word in ("band", "appetite", "tier"):
        found[f"{word}_before"] = steps[0].loc[ids, word].astype(str)
        found[f"{word}_after"] = steps[-1].loc[ids, word].astype(str)
    return found
