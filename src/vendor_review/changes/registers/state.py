"""A register as of a day, as far as it is compared: as read, as accepted, and its scores."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

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
