"""All results of one review, together, as the sections of its page take them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, wraps
from typing import Any, TypeVar, cast

import pandas as pd

from vendor_review.changes.public_lists.notice_days import Announcement
from vendor_review.changes.registers.comparison import Comparison
from vendor_review.report.pages.versions import installed_versions
from vendor_review.schema import CheckedRegister
from vendor_review.scoring import Assessment, Firmness, sample_firmness
from vendor_review.scoring.scenarios.questions import CONTROL

Row = dict[str, Any]
Result = TypeVar("Result")


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
    announced
        Every change of the list that customers were ever told, earliest first, each with its state on the day.
    notice_files
        File name to content of draft notice, feed and both calendars.
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
    announced: Sequence[Mapping[str, Any]] = ()
    notice_files: Mapping[str, bytes] = field(default_factory=dict)
    carried: Mapping[str, Any] = field(default_factory=dict)
    _results: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

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
    def vendor_rows(self) -> dict[str, Row]:
        """`scores.vendors` as plain values: vendor_id to column to value, worst first."""
        return dict(zip(self.scores.vendors.index, rows_of(self.scores.vendors), strict=True))

    @cached_property
    def evidence_rows(self) -> dict[str, Row]:
        """`scores.evidence` as plain values: evidence_id to column to value."""
        return dict(zip(self.scores.evidence.index, rows_of(self.scores.evidence), strict=True))

    @cached_property
    def remediation_by_vendor(self) -> Mapping[str, list[Row]]:
        """`scores.remediation` as plain values: vendor_id to its steps."""
        return grouped(self.scores.remediation, "vendor_id")

    @cached_property
    def documents_by_vendor(self) -> Mapping[str, list[Row]]:
        """The questions of `scores.questions` that a document answers, those on file first: vendor_id to its own."""
        asked = self.scores.questions
        return grouped(asked[asked["kind"].ne(CONTROL)], "vendor_id")

    @cached_property
    def places(self) -> dict[str, int]:
        """Vendor id to its row in the matrices of `scores.controls`."""
        return {vendor_id: place for place, vendor_id in enumerate(self.scores.vendors.index)}

    def accepted(self, table: str, key: str) -> Mapping[str, list[Row]]:
        """The accepted rows of a table as plain values: what stands in the column `key` to the rows where it does."""
        found: Mapping[str, list[Row]] | None = self._results.get((table, key))
        if found is None:
            found = self._results[table, key] = grouped(self.checked.tables[table], key)
        return found

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

    @property
    def versions(self) -> Mapping[str, str]:
        """What computed this review."""
        return installed_versions()


def once(make: Callable[[Review], Result]) -> Callable[[Review], Result]:
    """The same function, but of each review it makes its result once, however many sections ask.

    All of them get the same object: none may change it.
    """

    @wraps(make)
    def made(review: Review) -> Result:
        if make not in review._results:
            review._results[make] = make(review)
        return cast(Result, review._results[make])

    return made


def rows_of(table: pd.DataFrame) -> list[Row]:
    """The rows of a table as plain values: column to value."""
    columns = [str(column) for column in table.columns]
    values = zip(*(table[column].tolist() for column in columns), strict=True)
    return [dict(zip(columns, row, strict=True)) for row in values]


class _Grouped(Mapping[str, list[Row]]):
    """Rows by what stands in a column; they are made once somebody asks, since of many vendors few are shown."""

    def __init__(self, table: pd.DataFrame, key: str) -> None:
        self._names = [str(column) for column in table.columns]
        self._columns = [table[name].tolist() for name in self._names]
        self._places: dict[str, list[int]] = {}
        for place, value in enumerate(self._columns[self._names.index(key)]):
            self._places.setdefault(value, []).append(place)
        self._made: dict[str, list[Row]] = {}

    def __getitem__(self, value: str) -> list[Row]:
        if value not in self._made:
            self._made[value] = [
                dict(zip(self._names, (column[place] for column in self._columns), strict=True))
                for place in self._places[value]
            ]
        return self._made[value]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def grouped(table: pd.DataFrame, key: str) -> Mapping[str, list[Row]]:
    """What stands in the column `key` to the rows where it does, in their order, as plain values."""
    return _Grouped(table, key)


def by(rows: Iterable[Row], key: str) -> dict[str, list[Row]]:
    """What stands under `key` to the rows where it does, in their order."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[key], []).append(row)
    return found
