"""The list of a register's reviews: `index.json`, which only grows, and the page that is drawn from it alone."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from vendor_review.files.json_text import parsed_json
from vendor_review.publication.archive.files import check_record, read_kept

#: An index whose entries are chained, and one from before there was a chain.
SCHEMA, SCHEMA_BEFORE = "review-index/2", "review-index/1"
INDEX, INDEX_PAGE, LATEST, SIGN_OFFS, LOCK = "index.json", "index.html", "latest", "sign-offs", ".lock"
#: The folder of a review: its as-of date and its run id.
REVIEW_NAME = re.compile(r"\d{4}-\d{2}-\d{2}-[0-9a-f]{8}", re.ASCII)


@dataclass(frozen=True)
class IndexEntry:
    """One review, as `index.json` lists it, in the order in which reviews were published.

    `as_of` is an ISO date; `folder` lies beside the index; `manifest_sha256` is the hash of the manifest, so
    that the index vouches for it as it does for the other files; the rest is the manifest's summary. What is None was
    not kept when the review was made; such a field is not written.

    `page_sha256` is the hash of the index's page as it was drawn when the review was published, `previous` the hash of
    the entry before (see `chain`); entries from before there was a chain have neither.
    """

    run_id: str
    as_of: str
    folder: str
    manifest_sha256: str
    verdict: str
    bands: Mapping[str, int]
    undetermined: int
    rejected: int
    public_list: str
    worst_r_hi: float | None = None
    sum_r_hi: float | None = None
    formula_version: str | None = None
    organisation: str | None = None
    outside: int | None = None
    overdue: int | None = None
    decisions: int | None = None
    page_sha256: str | None = None
    previous: str | None = None

    @property
    def vendors(self) -> int:
        """How many vendors were scored, or unrated."""
        return sum(self.bands.values())

    @property
    def unsettled(self) -> int | None:
        """How many vendors are outside the appetite or undetermined; None where it was not kept."""
        return None if self.outside is None else self.outside + self.undetermined

    def as_dict(self) -> dict[str, Any]:
        """The fields that were kept, in the order in which they are written."""
        return {name: value for name, value in vars(self).items() if value is not None}


@dataclass(frozen=True)
class Index:
    """What an `index.json` says.

    Attributes
    ----------
    schema
        `SCHEMA`, or `SCHEMA_BEFORE`.
    register_name
        Whose reviews they are.
    entries
        The reviews, oldest publication first.
    content
        The bytes of the file.
    """

    schema: str
    register_name: str
    entries: tuple[IndexEntry, ...]
    content: bytes


def entry_of(manifest: Mapping[str, Any], folder: str, manifest_sha256: str) -> IndexEntry:
    """The index entry, not chained yet, of the review whose manifest this is, to be found in `folder`."""
    summary = manifest["summary"]
    return IndexEntry(
        run_id=manifest["run_id"],
        as_of=manifest["parameters"]["as_of"],
        folder=folder,
        manifest_sha256=manifest_sha256,
        verdict=summary["verdict"],
        bands=summary["bands"],
        undetermined=summary["undetermined"],
        rejected=summary["rejected"],
        public_list=summary["public_list"],
        worst_r_hi=summary.get("worst_r_hi"),
        sum_r_hi=summary.get("sum_r_hi"),
        formula_version=manifest["formula_version"],
        organisation=summary.get("organisation"),
        outside=summary.get("outside"),
        overdue=summary.get("overdue"),
        decisions=summary.get("decisions"),
    )


def open_index(path: Path) -> Index:
    """An index file as it is, whether or not its chain holds.

    Raises
    ------
    ValueError
        There is none that can be read, or it is no index of ours. It is never rebuilt in silence: someone must look.
    """
    try:
        content = read_kept(path)
        said = parsed_json(content)
        check_record(said, "review-index")
        return Index(said["schema"], said["register"], tuple(map(_entry, said["reviews"])), content)
    except FileNotFoundError as problem:
        raise ValueError(f"{path} is missing; restore it from a copy") from problem
    except OSError as problem:
        raise ValueError(f"{path} cannot be read: {problem.strerror}; restore it from a copy") from problem
    except ValueError as problem:
        raise ValueError(f"{path} is damaged ({problem}); restore it from a copy") from problem


#: No figure of a review is larger: a million vendors have 100 points each.
_LARGEST = 10**9


def _entry(fields: Mapping[str, Any]) -> IndexEntry:
    entry = IndexEntry(**fields)
    date.fromisoformat(entry.as_of)
    figures = [
        entry.undetermined,
        entry.rejected,
        *entry.bands.values(),
        entry.worst_r_hi or 0,
        entry.sum_r_hi or 0,
        entry.outside or 0,
        entry.overdue or 0,
        entry.decisions or 0,
    ]
    if any(not 0 <= figure <= _LARGEST for figure in figures):
        raise ValueError(f"a figure of the review {entry.folder} is not between 0 and {_LARGEST}")
    if entry.folder != f"{entry.as_of}-{entry.run_id}":
        raise ValueError(f"{entry.folder!r} is not the folder of the review {entry.as_of}-{entry.run_id}")
    return entry


def index_bytes(register_name: str, entries: Sequence[IndexEntry]) -> bytes:
    """`index.json` with these entries, a line for each, so that one more leaves the others' bytes as they are."""
    chained = not entries or entries[-1].previous is not None
    said = {"schema": SCHEMA if chained else SCHEMA_BEFORE, "register": register_name}
    head = json.dumps(said, ensure_ascii=False).removesuffix("}")
    encoder = json.JSONEncoder(ensure_ascii=False, allow_nan=False)
    lines = [encoder.encode(entry.as_dict()) for entry in entries]
    return (f'{head}, "reviews": [\n' + ",\n".join(lines) + "\n]}\n").encode()


def newest(entries: Sequence[IndexEntry]) -> IndexEntry | None:
    """The review for the latest date; of several, the one published last."""
    return newest_first(entries)[0] if entries else None


def newest_first(entries: Sequence[IndexEntry]) -> list[IndexEntry]:
    """By date, the latest first; of several for a date, the one published last comes first."""
    positions = sorted(range(len(entries)), key=lambda at: (entries[at].as_of, at), reverse=True)
    return [entries[at] for at in positions]


#: Reviews that are shown with verdict and bands; those before are listed by year.
NEWEST = 50


def index_page(register_name: str, entries: Sequence[IndexEntry], present: Collection[str]) -> bytes:
    """The page of all reviews, newest first.

    Parameters
    ----------
    present
        Names of the folders that exist; a review whose folder was taken away stays listed, without links.
    """
    ordered = newest_first(entries)
    by_year = groupby(ordered[NEWEST:], lambda entry: entry.as_of[:4])
    return drawn_page(
        "index_page.html.j2",
        title=f"Reviews of {(ordered[0].organisation if ordered else None) or register_name}",
        register=register_name,
        count=len(entries),
        rows=index_rows(ordered[:NEWEST], present),
        list=list_state(ordered, present),
        years=[(year, index_rows(list(earlier), present)) for year, earlier in by_year],
    )


def list_state(ordered: Sequence[IndexEntry], present: Collection[str]) -> dict[str, Any]:
    """What became of the public list: whether it `can_go_out`, and the `last` review whose list could, if any.

    `ordered` has the newest review first.
    """
    could = next((entry for entry in ordered if entry.public_list == "published"), None)
    return {
        "can_go_out": bool(ordered) and could is ordered[0],
        "last": None if could is None else {"entry": could, "present": could.folder in present},
    }


def index_rows(entries: Sequence[IndexEntry], present: Collection[str]) -> list[dict[str, Any]]:
    """Entries as tables of reviews take them: the entry, and whether its folder is there to link to."""
    return [{"entry": entry, "present": entry.folder in present} for entry in entries]


def drawn_page(template: str, *, title: str, **facts: Any) -> bytes:
    """A page of the archive, without script or outside request."""
    # The parts behind it take long to load, and a run that only verifies draws no page.
    from vendor_review.report.pages.html import whole_page

    return whole_page(template, ("base.css", "index.css"), title=title, **facts).encode()
