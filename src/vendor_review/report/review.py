"""All results of one review, together, as the sections of its page take them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from vendor_review.changes.public_lists.notice_days import Announcement
from vendor_review.changes.registers.comparison import Comparison
from vendor_review.report.pages.versions import installed_versions
from vendor_review.schema import CheckedRegister
from vendor_review.scoring import Assessment, Firmness, sample_firmness


@dataclass(frozen=True)
class EarlierReview:
    """The review that another one is compared with.

    `name` is `<as-of>-<run id>`; `formula_version` made its scores, and today's has made them again; `withheld` says
    that its public list was held back.
    """

    name: str
    as_of: date
    formula_version: str
    withheld: bool


@dataclass(frozen=True, repr=False)
class Review:
    """Results, and where they came from.

    Attributes
    ----------
    as_of
        The day that the review speaks for.
    run_id
        The name that the inputs give it.
    checked, scores
        The register as accepted, and its scores.
    listing
        The public list as plain data.
    withheld
        Why the public list may not go out; empty if it may.
    settings
        Parameters that change a figure, by name: baseline, sample_count, random_seed.
    register_hashes, policy_hashes
        File name to SHA-256 of the bytes that were read.
    earlier
        The review that this one is compared with; None where there is none.
    comparison
        What differs from it.
    notices
        Changes of the public list that customers must have notice of, with their days.
    notice_files
        File name to content of what goes out: draft notice, feed, calendar.
    carried
        What the next review must know of this one.

    Examples
    --------
    >>> review.title, len(review.scores.vendors)
    ('Numberz: vendor review as of 2026-11-01', 3)
    """

    as_of: date
    run_id: str
    checked: CheckedRegister
    scores: Assessment
    listing: Mapping[str, Any]
    withheld: Sequence[str]
    settings: Mapping[str, str | int]
    register_hashes: Mapping[str, str]
    policy_hashes: Mapping[str, str]
    earlier: EarlierReview | None = None
    comparison: Comparison | None = None
    notices: Sequence[Announcement] = ()
    notice_files: Mapping[str, bytes] = field(default_factory=dict)
    carried: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        """What was reviewed, as of when, and the run id; each section has a text form of its own."""
        vendors = len(self.scores.vendors)
        return f"Review of {self.checked.name} as of {self.as_of}: {vendors} vendors, run {self.run_id}"

    @property
    def heading(self) -> str:
        """What the page is called, up to its date. The register's name is left out: a copy has another one."""
        page = self.checked.page
        organisation = page.brand or page.organisation or page.legal_name
        return f"{organisation}: vendor review" if organisation else "Vendor review"

    @property
    def title(self) -> str:
        """The heading with the date."""
        return f"{self.heading} as of {self.as_of.isoformat()}"

    @cached_property
    def vendor_rows(self) -> dict[str, dict[str, Any]]:
        """`scores.vendors` as plain values: vendor_id to column to value, worst first."""
        rows: dict[Any, dict[str, Any]] = self.scores.vendors.to_dict("index")  # type: ignore[assignment]
        return rows

    @cached_property
    def evidence_rows(self) -> dict[str, dict[str, Any]]:
        """`scores.evidence` as plain values: evidence_id to column to value."""
        rows: dict[Any, dict[str, Any]] = self.scores.evidence.to_dict("index")  # type: ignore[assignment]
        return rows

    @cached_property
    def next_review_rows(self) -> dict[str, dict[str, Any]]:
        """`scores.next_reviews` as plain values: vendor_id to column to value."""
        rows: dict[Any, dict[str, Any]] = self.scores.next_reviews.to_dict("index")  # type: ignore[assignment]
        return rows

    @cached_property
    def events_by_vendor(self) -> dict[str, list[dict[str, Any]]]:
        """`scores.events` as plain values: vendor_id to its events, the earliest first."""
        return _by_vendor(self.scores.events)

    @cached_property
    def remediation_by_vendor(self) -> dict[str, list[dict[str, Any]]]:
        """`scores.remediation` as plain values: vendor_id to its steps."""
        return _by_vendor(self.scores.remediation)

    @cached_property
    def unique_names(self) -> dict[str, str]:
        """Vendor id to name, with the id behind it where several vendors share a name."""
        names = self.scores.vendors["name"]
        shared = names.duplicated(keep=False)
        told = names.where(~shared, names + " (" + names.index.astype(str) + ")")
        return {str(vendor_id): str(name) for vendor_id, name in told.items()}

    @cached_property
    def firmness(self) -> Firmness:
        """How firm the ranking is, from as many draws as the review's parameters say."""
        draws, seed = (int(self.settings[name]) for name in ("sample_count", "random_seed"))
        return sample_firmness(self.scores, draws, seed)

    @cached_property
    def versions(self) -> dict[str, str]:
        """What computed this review."""
        return installed_versions()


def _by_vendor(rows: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows.to_dict("records"):
        found.setdefault(str(row["vendor_id"]), []).append({str(name): row[name] for name in row})
    return found
