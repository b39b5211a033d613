"""Brings the results of a notebook's first cells together, under the run id that their inputs give."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vendor_review.changes import State, compare
from vendor_review.policy import Policy
from vendor_review.publication.public_list.projection import public_list, withheld_reasons
from vendor_review.register import Register
from vendor_review.report.review import EarlierReview, Review
from vendor_review.runs.announcement import announce
from vendor_review.runs.baseline import NONE, open_baseline
from vendor_review.runs.identity import identify
from vendor_review.runs.parameters import ReviewParameters
from vendor_review.schema import CheckedRegister
from vendor_review.scoring import Assessment


def assemble_review(
    parameters: ReviewParameters,
    register: Register,
    policy: Policy,
    checked: CheckedRegister,
    scores: Assessment,
) -> Review:
    """All results of a review, together with the public list that the register gives, and what has changed since.

    Raises
    ------
    UsageError, RunFailed
        The baseline is no review, or not what was published.
    """
    baseline = open_baseline(parameters.baseline)
    compared_with = baseline.name if baseline else NONE
    return review_since(
        State(register, checked, scores),
        before=baseline.state() if baseline else None,
        earlier=baseline.told if baseline else None,
        carried=baseline.carried if baseline else {},
        run_id=identify(parameters, register.hashes, policy.hashes, compared_with),
        settings=parameters.settings(compared_with),
    )


def review_since(
    now: State,
    *,
    before: State | None,
    earlier: EarlierReview | None,
    carried: Mapping[str, Any],
    run_id: str,
    settings: Mapping[str, str | int],
) -> Review:
    """The review of a state, compared with an earlier one if there is one, of which `carried` is what it hands on."""
    comparison = compare(before, now) if before else None
    listing = public_list(now.checked, now.as_of)
    pack = announce(listing, now, before=before, comparison=comparison, carried=carried)
    return Review(
        as_of=now.as_of,
        run_id=run_id,
        checked=now.checked,
        scores=now.scores,
        listing=listing.as_dict(),
        withheld=withheld_reasons(now.checked),
        settings=settings,
        register_hashes=now.register.hashes,
        policy_hashes=now.scores.policy.hashes,
        earlier=earlier,
        comparison=comparison,
        notices=pack.announcements,
        notice_files=pack.files,
        carried=pack.state,
    )
