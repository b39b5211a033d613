"""Reviews in an archive without a notebook: what a decision looks up of one, and nothing else."""

from __future__ import annotations

import csv
import io
import shutil
from datetime import date
from pathlib import Path
from typing import Any

from registers import scored_as_of
from vendor_review import FORMULA_VERSION, __version__
from vendor_review.decisions.record import Choice
from vendor_review.policy.source import open_policy
from vendor_review.publication.archive.archive import Archive
from vendor_review.publication.archive.manifest import (
    MANIFEST,
    Summary,
    build_manifest,
    hash_outputs,
    manifest_bytes,
)
from vendor_review.publication.result_files import _csv, score_frame
from vendor_review.register import open_register

EXAMPLE = Path(__file__).parents[2] / "data" / "example" / "2026-10-31"
REVIEWED = date(2026, 10, 31)
DECIDED = date(2026, 11, 2)
_SUMMARY = Summary(verdict="", bands={}, undetermined=0, rejected=0, public_list="published")


def example_copy(folder: Path, name: str = "example") -> Path:
    """A copy of the example's later state which a test may change."""
    return Path(shutil.copytree(EXAMPLE, folder / name))


def publish_scores(register: str | Path, reviews: Path, as_of: date = REVIEWED) -> Path:
    """Puts the scores of a register with its manifest into an archive; gives the review's folder."""
    snapshot, policy_files = open_register(register), open_policy(None)
    archive = Archive(reviews, snapshot.name)
    inputs: dict[str, Any] = {
        "register": snapshot.hashes,
        "policy": policy_files.hashes,
        "as_of": as_of,
        "parameters": {"baseline": "none", "random_seed": 0, "sample_count": 1},
        "formula_version": FORMULA_VERSION,
        "package_version": __version__,
    }
    with archive.staging("0" * 8) as staged:
        snapshot.write(staged / "register")
        policy_files.write(staged / "policy")
        scores = _csv(score_frame(scored_as_of(register, as_of)[1]))
        (staged / "scores.csv").write_text(scores, encoding="utf-8", newline="")
        manifest = build_manifest(
            register_name=snapshot.name,
            outputs=hash_outputs(staged),
            versions={},
            summary=_SUMMARY,
            **inputs,
        )
        (staged / MANIFEST).write_bytes(manifest_bytes(manifest))
        return archive.publish(staged, archive.folder(as_of, manifest["run_id"])).folder


def choice(**other: Any) -> Choice:
    """A decision that nothing is wrong with, about a vendor of the example."""
    given: dict[str, Any] = {
        "vendor": "deskharrow",
        "decision": "accept_with_conditions",
        "reason": "calls are not recorded for clinics",
        "decided_by": "chief information security officer",
        "prepared_by": "security analyst",
        "decided_on": DECIDED,
        "expires_on": date(2027, 5, 1),
    }
    return Choice(**{**given, **other})


def rows_in(path: Path) -> list[dict[str, str]]:
    """Rows of a table's file, read by the standard library."""
    text = path.read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))
