"""Small reviews for an archive to keep, without a notebook."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from vendor_review.files.snapshot import sha256
from vendor_review.publication.archive.archive import Archive, Published
from vendor_review.publication.archive.manifest import (
    MANIFEST,
    Summary,
    build_manifest,
    hash_outputs,
    manifest_bytes,
    run_id,
)

AS_OF = date(2026, 11, 1)


def _inputs(text: str, as_of: date) -> dict[str, Any]:
    return {
        "register": {"vendors.csv": sha256(text.encode())},
        "policy": {"policy.toml": sha256(b"kappa")},
        "as_of": as_of,
        "parameters": {"baseline": None, "samples": 1000, "seed": 7},
        "formula_version": "1",
        "package_version": "0.1.0",
    }


class Reviews:
    """Makes and publishes reviews of a register whose one file holds a given text."""

    def __init__(self, root: Path) -> None:
        self.archive = Archive(root / "reviews", "numberz")
        #: What a summary did not have in the beginning; empty it for a review of then.
        self.later: dict[str, Any] = {
            "organisation": "Numberz",
            "outside": 0,
            "overdue": 2,
            "decisions": 3,
        }

    def run_id(self, text: str = "aws\n", as_of: date = AS_OF) -> str:
        return run_id(**_inputs(text, as_of))

    def fill(self, staged: Path, text: str = "aws\n", as_of: date = AS_OF, page: str = "a page") -> None:
        (staged / "register").mkdir()
        (staged / "register" / "vendors.csv").write_text(text, encoding="utf-8")
        (staged / "review.html").write_text(f"<p>{page}, {as_of}, {text}</p>", encoding="utf-8")
        (staged / "public-list.html").write_text("<p>list</p>", encoding="utf-8")
        manifest = build_manifest(
            register_name="numberz",
            outputs=hash_outputs(staged),
            versions={"python": "3.13.1", "pandas": "3.1.0"},
            summary=Summary(
                verdict=f"3 vendors, all undetermined <{text.strip()}>.",
                bands={"low": 0, "medium": 0, "very high": 3},
                undetermined=3,
                rejected=0,
                public_list="published",
                worst_r_hi=90.5,
                sum_r_hi=120.25,
                **self.later,
            ),
            **_inputs(text, as_of),
        )
        (staged / MANIFEST).write_bytes(manifest_bytes(manifest))

    def publish(self, text: str = "aws\n", as_of: date = AS_OF, page: str = "a page") -> Published:
        made = self.run_id(text, as_of)
        with self.archive.staging(made) as staged:
            self.fill(staged, text, as_of, page)
            return self.archive.publish(staged, self.archive.folder(as_of, made))
