"""The list of a register's reviews: `index.json`, which only grows, and the page that is drawn from it alone."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

SCHEMA = "review-index/1"
INDEX, INDEX_PAGE, LATEST = "index.json", "index.html", "latest"
#: The folder of a review: its as-of date and its run id.
REVIEW_NAME = re.compile(r"\d{4}-\d{2}-\d{2}-[0-9a-f]{8}", re.ASCII)


@dataclass(frozen=True)
class IndexEntry:
    """One review, as `index.json` lists it, in the order in which reviews were published.

    `as_of` is an ISO date; `folder` lies beside the index; `manifest_sha256` is the hash of the manifest, so
    that the index vouches for it as it does for the other files; the rest is the manifest's summary. What is None was
    not kept when the review was made; such a field is not written.
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

    @property
    def vendors(self) -> int:
        """How many vendors were scored, or unrated."""
        return sum(self.bands.values())


def entry_of(manifest: Mapping[str, Any], folder: str, manifest_sha256: str) -> IndexEntry:
    """The index entry of the review whose manifest this is, to be found in `folder`.

    Raises
    ------
    ValueError
        The manifest lacks what an entry needs.
    """
    try:
        summary = manifest["summary"]
        return IndexEntry(
            run_id=manifest["run_id"],
            as_of=date.fromisoformat(manifest["parameters"]["as_of"]).isoformat(),
            folder=folder,
            manifest_sha256=manifest_sha256,
            verdict=summary["verdict"],
            bands=summary["bands"],
            undetermined=summary["undetermined"],
            rejected=summary["rejected"],
            public_list=summary["public_list"],
            worst_r_hi=summary.get("worst_r_hi"),
            sum_r_hi=summary.get("sum_r_hi"),
            formula_version=manifest.get("formula_version"),
        )
    except (KeyError, TypeError) as problem:
        raise ValueError(f"the manifest says nothing about {problem}") from problem


def read_index(path: Path) -> tuple[IndexEntry, ...]:
    """The entries of `index.json`, oldest publication first; none if there is no such file.

    Raises
    ------
    ValueError
        The file is no index of ours. It is never rebuilt in silence: someone must look.
    """
    if not path.exists():
        return ()
    try:
        content = json.loads(path.read_bytes())
        if content["schema"] != SCHEMA:
            raise ValueError(f"its kind is {content['schema']}, not {SCHEMA}")
        return tuple(_entry(fields) for fields in content["reviews"])
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise ValueError(f"{path} is damaged ({problem}); restore it from a copy") from problem


def _entry(fields: Mapping[str, Any]) -> IndexEntry:
    entry = IndexEntry(**fields)
    date.fromisoformat(entry.as_of)
    if entry.folder != f"{entry.as_of}-{entry.run_id}" or not REVIEW_NAME.fullmatch(entry.folder):
        raise ValueError(f"{entry.folder!r} is not the folder of the review {entry.as_of}-{entry.run_id}")
    counts = (*entry.bands.values(), entry.undetermined, entry.rejected)
    figures = [figure for figure in (entry.worst_r_hi, entry.sum_r_hi) if figure is not None]
    if not all(type(count) is int for count in counts) or not all(map(math.isfinite, figures)):
        raise ValueError(f"a figure of {entry.folder} is no number")
    return entry


def index_bytes(register_name: str, entries: Sequence[IndexEntry]) -> bytes:
    """`index.json` with these entries, a line for each, so that one more leaves the others' bytes as they are."""
    head = json.dumps({"schema": SCHEMA, "register": register_name}, ensure_ascii=False).removesuffix("}")
    encoder = json.JSONEncoder(ensure_ascii=False, allow_nan=False)
    lines = [encoder.encode(_kept(entry)) for entry in entries]
    return (f'{head}, "reviews": [\n' + ",\n".join(lines) + "\n]}\n").encode()


def _kept(entry: IndexEntry) -> dict[str, Any]:
    return {name: value for name, value in vars(entry).items() if value is not None}


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
    rows = index_rows(ordered[:NEWEST], present)
    by_year = groupby(ordered[NEWEST:], lambda entry: entry.as_of[:4])
    return drawn_page(
        "index_page.html.j2",
        title=f"Reviews of {register_name}",
        register=register_name,
        count=len(entries),
        rows=rows,
        bands=list(dict.fromkeys(band for row in rows for band in row["entry"].bands)),
        years=[(year, index_rows(list(earlier), present)) for year, earlier in by_year],
    )


def index_rows(entries: Sequence[IndexEntry], present: Collection[str]) -> list[dict[str, Any]]:
    """Entries as tables of reviews take them: the entry, and whether its folder is there to link to."""
    return [{"entry": entry, "present": entry.folder in present} for entry in entries]


def drawn_page(template: str, *, title: str, **facts: Any) -> bytes:
    """A page of the archive, without script or outside request."""
    # The parts behind it take long to load, and a run that only verifies draws no page.
    from vendor_review.report.pages.html import whole_page

    return whole_page(template, ("base.css", "index.css"), title=title, **facts).encode()
