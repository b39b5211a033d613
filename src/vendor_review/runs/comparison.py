"""Two states compared without a run: registers, reviews, or one of each, wherever they are kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from vendor_review import FORMULA_VERSION
from vendor_review.changes.registers.state import State, state_of
from vendor_review.policy import load_policy
from vendor_review.publication.archive.manifest import MANIFEST
from vendor_review.publication.public_list.projection import withheld_reasons
from vendor_review.register import load_register
from vendor_review.register.source import is_url, without_password
from vendor_review.report.review import EarlierReview, Review
from vendor_review.runs.assembly import review_since
from vendor_review.runs.baseline import open_baseline


def compare_alone(old: str, new: str, old_as_of: date, new_as_of: date, policy: str = "") -> Review:
    """The review of `new` since `old`.

    Parameters
    ----------
    old, new
        Registers or reviews. A review brings its day and its policy along; the days given, and `policy`, count for
        registers.

    Raises
    ------
    RegisterUnreadable, PolicyUnreadable, UsageError, RunFailed
        As for a run.
    """
    earlier = open_baseline(old) if _is_review(old) else None
    later = open_baseline(new) if _is_review(new) else None
    before = earlier.state() if earlier else _state_alone(old, old_as_of, policy)
    withheld = bool(withheld_reasons(before.checked))
    return review_since(
        later.state() if later else _state_alone(new, new_as_of, policy),
        before=before,
        earlier=earlier.told
        if earlier
        else EarlierReview(without_password(old), old_as_of, FORMULA_VERSION, withheld),
        carried=earlier.carried if earlier else {},
        run_id=later.name if later else "",
        settings={"baseline": earlier.name if earlier else without_password(old)},
    )


def _is_review(named: str) -> bool:
    return not is_url(named) and (Path(named) / MANIFEST).is_file()


def _state_alone(source: str, as_of: date, policy: str) -> State:
    return state_of(load_register(source), load_policy(policy or None, as_of))
