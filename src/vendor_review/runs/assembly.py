"""Brings the results of a review together, in a notebook or without, with what customers learn of changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from vendor_review import FORMULA_VERSION
from vendor_review.changes.registers.comparison import CHANGED, Comparison, compare
from vendor_review.changes.registers.state import State, state_of
from vendor_review.policy import Policy, load_policy
from vendor_review.publication.archive.manifest import MANIFEST
from vendor_review.publication.languages.edition import editions
from vendor_review.publication.notices.announcement import distinct, list_rows
from vendor_review.publication.notices.due_calendar import due_calendar
from vendor_review.publication.notices.notice_pack import NoticePack, notice_pack
from vendor_review.publication.public_list.projection import Projection, projection, public_entries
from vendor_review.publication.public_list.withholding import withheld_reasons
from vendor_review.register import Register, load_register
from vendor_review.register.identity import Identity, identity_of
from vendor_review.register.source import is_url, without_password
from vendor_review.report.pages.html import entry_anchors
from vendor_review.report.review import EarlierReview, Review
from vendor_review.report.words.due_words import worded_items
from vendor_review.runs.baseline import NONE, open_baseline
from vendor_review.runs.parameters import ReviewParameters, identify
from vendor_review.schema import CheckedRegister
from vendor_review.scoring import Assessment
from vendor_review.scoring.scenarios.finding_costs import with_costs


def announce(
    projected: Projection,
    after: State,
    *,
    before: State | None,
    comparison: Comparison | None,
    carried: Mapping[str, Any],
) -> NoticePack:
    """The notice pack of a review.

    Parameters
    ----------
    projected
        The public list as the register of today has it.
    after, before
        The register now, and at the baseline.
    comparison
        What differs between the two.
    carried
        What the baseline hands on, if anything: the list that customers saw last, which is older than the baseline
        where that was withheld. A register stands for a list of its own only if that could have gone out.
    """
    former = None
    if before is not None and not carried and not withheld_reasons(before.checked):
        former = public_entries(before.checked, before.as_of)
    return notice_pack(
        projected.page.as_dict(),
        former,
        projected.entries,
        as_of=after.as_of,
        before_on=before.as_of if before is not None and former is not None else None,
        earlier=carried or None,
        announced=_announced(after),
        moved_data=comparison.moved_data if comparison else (),
        other_vendor=_taken_over(comparison) if comparison else (),
        withheld=bool(withheld_reasons(after.checked)),
        editions=editions(after.checked.page),
    )


def _announced(state: State) -> dict[str, date]:
    """Engagement to the day on which it was engaged, where that is stated."""
    engagements = state.checked.tables["engagements"]
    stated = engagements[engagements["engaged_on"].notna()]
    days = [day.date() for day in stated["engaged_on"]]
    return dict(zip(map(str, stated["engagement_id"]), days, strict=True))


def _taken_over(comparison: Comparison) -> frozenset[str]:
    """Engagements that stand under another vendor now."""
    rows = comparison.rows
    moved = rows["table"].eq("engagements") & rows["column"].eq("vendor_id") & rows["what"].eq(CHANGED)
    return frozenset(rows.loc[moved, "row"])


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
        The baseline is no review, not what was published, or one of another register or organisation.
    """
    baseline = open_baseline(parameters.baseline)
    if baseline:
        baseline.refuse_other(identity_of(register.name, register.page, parameters.name))
    compared_with = baseline.name if baseline else NONE
    return review_since(
        State(register, checked, scores),
        before=baseline.state(parameters.policy) if baseline else None,
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
    now = replace(now, checked=with_costs(now.checked, now.scores))
    comparison = compare(before, now) if before else None
    projected = projection(now.checked, now.as_of)
    pack = announce(projected, now, before=before, comparison=comparison, carried=carried)
    coming, log = list_rows(pack.told, entry_anchors(pack.entries))
    due_files, due = due_calendar(
        projected.page.as_dict(),
        worded_items(now.scores),
        dict(zip(now.scores.vendors.index, now.scores.vendors["name"], strict=True)),
        earlier=carried.get("due", {}),
        as_of=now.as_of,
    )
    return Review(
        as_of=now.as_of,
        run_id=run_id,
        checked=now.checked,
        scores=now.scores,
        listing=projected.listing(pack.entries, coming, log).as_dict(),
        withheld=withheld_reasons(now.checked, pack.too_early),
        settings=settings,
        register_hashes=now.register.hashes,
        policy_hashes=now.scores.policy.hashes,
        earlier=earlier,
        comparison=comparison,
        notices=pack.announcements,
        notice_files={**pack.files, **due_files},
        announced=distinct(pack.told),
        carried={**pack.state, "due": due},
    )


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
        As for a run; two reviews must be of one register, and of one organisation.
    """
    earlier = open_baseline(old) if _is_review(old) else None
    later = open_baseline(new) if _is_review(new) else None
    if earlier and later:
        earlier.refuse_other(Identity(later.register_id, later.organisation, is_stated=True))
    before = earlier.state(policy) if earlier else _state_alone(old, old_as_of, policy)
    withheld = bool(withheld_reasons(before.checked))
    return review_since(
        later.state(policy) if later else _state_alone(new, new_as_of, policy),
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
