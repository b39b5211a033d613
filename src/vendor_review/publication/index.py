"""The list of a register's reviews: `index.json`, which only grows, and the page that is drawn from it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

SCHEMA = "review-index/1"


@dataclass(frozen=True)
class IndexEntry:
    """One review, as `index.json` lists it, in the order in which reviews were published.

    `as_of` is an ISO date; `folder` lies beside the index; `manifest_sha256` is the hash of the manifest, so
    that the index vouches for it as it does for the other files; the rest is the manifest's summary.
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
        return tuple(IndexEntry(**entry) for entry in content["reviews"])
    except (ValueError, KeyError, TypeError) as problem:
        raise ValueError(f"{path} is damaged ({problem}); restore it from a copy") from problem


def index_bytes(register_name: str, entries: Sequence[IndexEntry]) -> bytes:
    """`index.json` with these entries."""
    content = {"schema": SCHEMA, "register": register_name, "reviews": [asdict(entry) for entry in entries]}
    return (json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def newest(entries: Sequence[IndexEntry]) -> IndexEntry | None:
    """The review for the latest date; of several, the one published last."""
    order = [(entry.as_of, position) for position, entry in enumerate(entries)]
    return entries[max(order)[1]] if order else None


def index_page(register_name: str, entries: Sequence[IndexEntry], present: Collection[str]) -> bytes:
    """The page of all reviews, newest first.

    Parameters
    ----------
    present
        Names of the folders that exist; a review whose folder was taken away stays listed, without links.
    """
    from vendor_review.report.html import content_security_policy, render, style_sheet

    positions = sorted(range(len(entries)), key=lambda at: (entries[at].as_of, at), reverse=True)
    rows = [{**asdict(entries[at]), "present": entries[at].folder in present} for at in positions]
    bands = list(dict.fromkeys(band for row in rows for band in row["bands"]))
    style = style_sheet("base.css")
    page = render(
        "index_page.html.j2",
        title=f"Reviews of {register_name}",
        style=style,
        csp=content_security_policy(str(style)),
        register=register_name,
        rows=rows,
        bands=bands,
    )
    return page.encode()
