"""The sections that close a review: the public list, the method with its policy, and where everything came from."""

from __future__ import annotations

import shlex
from collections.abc import Hashable, Iterable, Mapping
from itertools import groupby
from typing import Any

from vendor_review.report.pages.blocks import Fragment, Section
from vendor_review.report.pages.html import counted, render
from vendor_review.report.review import Review
from vendor_review.report.sections.decisions import decision_rows, settled_rows
from vendor_review.report.sections.problem_groups import not_stated, problem_groups, told_and_where
from vendor_review.report.sections.problems import list_findings, vendor_names
from vendor_review.report.words.wording import series
from vendor_review.schema.findings.catalogue import PUBLISHED
from vendor_review.schema.public_page.labels import own_names

#: Vendors that need a decision and have rows of their own to sign.
_MOST_TO_SIGN = 40
#: A list of more entries is beside the page alone, and the page has what is said around them.
MOST_ENTRIES = 100


def public_list_section(review: Review) -> Section:
    """Section 11 of the page: the list exactly as it would be published, or why it is withheld.

    Of a list of more than `MOST_ENTRIES` the page has edition, changes and terms, and a link to the whole.

    Examples
    --------
    >>> report.public_list_section(review)
    Public list: 3 entries
    Amazon Web Services, Sendgrid, Quick Books India
    """
    findings, listing = review.checked.findings, review.listing
    vendors = [entry["name"] for section in listing["sections"] for entry in section["vendors"]]
    in_full, names = len(vendors) <= MOST_ENTRIES, vendor_names(review.checked)
    if not in_full:
        listing = {**listing, **{name: _unlinked(listing[name]) for name in ("announced", "log")}}
    html = render(
        "public_section.html.j2",
        listing=listing,
        in_full=in_full,
        withheld=_whose(review, names),
        concerning=problem_groups(list_findings(findings)),
        not_stated=not_stated(findings[findings["rule"].isin(PUBLISHED)], names),
        names=names,
        languages=own_names(wording.language for wording in review.checked.page.wordings).items(),
    )
    text = f"Public list: {counted(len(vendors), 'entry', 'entries')}"
    text += f"\nWithheld: {'; '.join(review.withheld)}" if review.withheld else f"\n{', '.join(vendors)}"
    return Section([Fragment(html, text, anchor="public-list", title="The public list")])


def _whose(review: Review, names: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """The reasons why the list is withheld: the vendor's name ("" for none), the words, and rule and place behind."""
    findings = review.checked.findings
    rows = zip(*(findings[name] for name in ("rule", "message", "place", "vendor_id")), strict=True)
    known = {f"{rule}: {message}": (rule, message, place, owner) for rule, message, place, owner in rows}
    told = []
    for reason in review.withheld:
        rule, message, place, owner = known.get(reason, ("", reason, "", ""))
        words, where = told_and_where(message, place)
        told.append((names.get(owner, ""), words, ", ".join(filter(None, (rule, where)))))
    return told


def _unlinked(changes: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Changes of the list, without a place in a page that does not show their entries."""
    return [{**change, "anchor": ""} for change in changes]


def method(review: Review) -> Section:
    """Section 13 of the page: formula, numbers in force with their units, controls, and what is said against it.

    Examples
    --------
    >>> report.method(review)
                              name       value                                       unit holds_from
              data.unknown_dpc low           1                                DPC, 1 to 4 2026-01-01
    ...
    """
    policy = review.scores.policy
    controls = policy.controls.reset_index().to_dict("records")
    numbers = policy.numbers.to_dict("records")
    html = render(
        "method.html.j2",
        policy=policy,
        controls=controls,
        numbers=len(numbers),
        rows=_kept_together(numbers),
        formula=review.scores.formula,
    )
    text = policy.numbers[["name", "value", "unit", "holds_from"]].to_string(index=False)
    return Section([Fragment(html, text, anchor="method", title="Method")])


def _kept_together(numbers: list[dict[Hashable, str]]) -> list[dict[str, str]]:
    """Numbers that differ in their key alone, such as the bounds of the bands, as one row: `low 0; medium 10`."""

    def shared(number: Mapping[Hashable, str]) -> tuple[str, ...]:
        return (
            number["name"].partition(" ")[0],
            *(number[column] for column in ("meaning", "unit", "holds_from", "source")),
        )

    rows = []
    for (name, meaning, unit, holds_from, source), group in groupby(numbers, shared):
        pairs = [(number["name"].partition(" ")[2], number["value"]) for number in group]
        values = {value for _, value in pairs}
        if len(values) == 1 and len(pairs) > 1:
            told = f"{pairs[0][1]} each for {series([key for key, _ in pairs])}"
        else:
            told = "; ".join(f"{key} {value}".strip() for key, value in pairs)
        rows.append(
            {
                "name": name,
                "meaning": meaning,
                "value": told,
                "unit": unit,
                "holds_from": holds_from,
                "source": source,
            }
        )
    return rows


def provenance(review: Review) -> Section:
    """Section 15 of the page: hashes, versions, parameters, and how to repeat the review.

    Examples
    --------
    >>> report.provenance(review)
    Review ..., as of 2026-11-01, formula 1.1
    """
    html = render("provenance.html.j2", review=review)
    text = f"Review {review.run_id}, as of {review.as_of.isoformat()}, formula {review.scores.formula}"
    return Section([Fragment(html, text, anchor="provenance", title="Provenance")])


def sign_off(review: Review) -> Section:
    """Section 14 of the page: a decision per vendor that needs one, whether the list goes out, and who signs.

    Examples
    --------
    >>> report.sign_off(review)
    Sign-off of Numberz: vendor review as of 2026-11-01, run ...: prepared by, reviewed by, decided by
    """
    waiting = decision_rows(review)
    rows = [{**row, "argument": shlex.quote(row["id"])} for row in waiting[:_MOST_TO_SIGN]]
    html = render(
        "signoff.html.j2",
        review=review,
        rows=rows,
        further=len(waiting) - len(rows),
        decided=settled_rows(review)[:_MOST_TO_SIGN],
    )
    text = f"Sign-off of {review.title}, run {review.run_id}: prepared by, reviewed by, decided by"
    return Section([Fragment(html, text, anchor="sign-off", title="Sign-off")])
