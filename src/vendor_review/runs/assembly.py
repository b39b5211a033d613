"""Brings the results of a notebook's first cells together, under the run id that their inputs give."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from vendor_review.changes import State, compare
from vendor_review.policy import Policy, load_policy
from vendor_review.publication.public_list.projection import public_list, withheld_reasons
from vendor_review.register import Register, load_register
from vendor_review.report.review import EarlierReview, Review
from vendor_review.runs.announcement import announce
from vendor_review.runs.baseline import NONE, open_baseline
from vendor_review.runs.identity import identify
from vendor_review.runs.parameters import ReviewParameters, check_parameters
from vendor_review.schema import CheckedRegister, check_register
from vendor_review.scoring import Assessment, score_vendors


def check_alone(register: str | Path, as_of: date, policy: str = "") -> CheckedRegister:
    """A register, read and checked as of a day, under the policy in a folder; "" is the one that ships.

    Examples
    --------
    >>> from datetime import date
    >>> from vendor_review import runs
    >>> runs.check_alone("data/numberz", date(2026, 11, 1))
    CheckedRegister numberz: 19 rows accepted, 0 rejected; 0 errors, 17 warnings, 15 notes
    """
    loaded, in_force = load_register(register), load_policy(policy or None, as_of)
    return check_register(loaded, in_force.vocabulary, as_of)


def review_alone(
    register: str | Path, as_of: date, policy: str = "", *, sample_count: int = 10_000, random_seed: int = 0
) -> Review:
    """All results of a review, computed here: what the cells of the review notebook do one by one.

    Its `scores.vendors` has a row per vendor, in index points of 0 to 100, worst first.

    Raises
    ------
    RegisterUnreadable, PolicyUnreadable, UsageError
        With all problems at once.

    Examples
    --------
    >>> from datetime import date
    >>> from vendor_review import runs
    >>> review = runs.review_alone("data/numberz", date(2026, 11, 1))
    >>> review.scores.vendors["r_hi"].round(2)
    vendor_id
    aws                 99.25
    sendgrid            74.72
    quickbooks-india    74.72
    Name: r_hi, dtype: float64
    """
    parameters = check_parameters(
        register=str(register),
        as_of=as_of.isoformat(),
        policy=policy,
        baseline="none",
        sample_count=sample_count,
        random_seed=random_seed,
    )
    in_force, loaded = load_policy(policy or None, as_of), load_register(register)
    checked = check_register(loaded, in_force.vocabulary, as_of)
    return assemble_review(parameters, loaded, in_force, checked, score_vendors(checked, in_force))


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
