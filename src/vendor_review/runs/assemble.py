"""Brings the results of a notebook's first cells together, under the run id that their inputs give."""

from __future__ import annotations

from vendor_review.policy import Policy
from vendor_review.publication.public_list import public_list, withheld_reasons
from vendor_review.register import Register
from vendor_review.report.review import Review
from vendor_review.runs.identity import identify
from vendor_review.runs.parameters import ReviewParameters
from vendor_review.schema import CheckedRegister
from vendor_review.scoring import Scores


def assemble_review(
    parameters: ReviewParameters, register: Register, policy: Policy, checked: CheckedRegister, scores: Scores
) -> Review:
    """All results of a review, together with the public list that the register gives."""
    return Review(
        as_of=parameters.as_of,
        run_id=identify(parameters, register.hashes, policy.hashes),
        checked=checked,
        scores=scores,
        listing=public_list(checked, parameters.as_of).as_dict(),
        withheld=withheld_reasons(checked),
        settings=parameters.settings,
        register_hashes=register.hashes,
        policy_hashes=policy.hashes,
    )
