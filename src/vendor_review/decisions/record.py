"""Records what a person decided about a vendor, pinned to the review that it was decided on."""

from __future__ import annotations

import csv
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from vendor_review.decisions.pinned_review import PinnedReview, find_review
from vendor_review.errors import RegisterUnreadable, UsageError
from vendor_review.files.snapshot import ChangedWhileRead, Snapshot
from vendor_review.policy import load_policy
from vendor_review.register import open_register
from vendor_review.register.layout import TABLES
from vendor_review.register.register import parse_register
from vendor_review.register.source import append_row, editor_of
from vendor_review.report.words.wording import APPETITE_WORDS, span
from vendor_review.schema import check_register
from vendor_review.schema.across_tables.decisions import person_key
from vendor_review.schema.pins import input_digests, pin_text
from vendor_review.scoring import score_vendors
from vendor_review.scoring.model.bands import is_override
from vendor_review.scoring.vendor_search import named_vendor

TABLE = TABLES["decisions"]
DECISIONS = TABLE.column("decision").values
_PATIENCE_SECONDS = 10.0


@dataclass(frozen=True)
class Choice:
    """What was decided about a vendor, by its id or name, and by whom; `decided_on` and `expires_on` are its days."""

    vendor: str
    decision: str
    reason: str
    decided_by: str
    prepared_by: str
    decided_on: date
    expires_on: date


@dataclass(frozen=True)
class Recorded:
    """A decision as a row of the register, by column.

    `review` is what it was decided on. `override` says what the score says and what was decided, where these are at
    odds; else it is "".
    """

    row: Mapping[str, str]
    review: PinnedReview
    override: str


def decide(
    register: str, choice: Choice, reviews: Path, review: Path | None = None, name: str = ""
) -> Recorded:
    """Adds a decision to the register's decisions, and changes nothing else there.

    Parameters
    ----------
    register
        A folder or a workbook; a database is edited where it is kept, see `draft`.
    reviews
        The archive in which the newest review of the register as it is now is looked up.
    review
        The folder of another review to decide on.
    name
        The id that the register has in the archive, "" for the one that it states itself, or else its place's.

    Raises
    ------
    UsageError
        What was decided is not whole, or the same person prepared and decided it; the vendor is none that the register
        engages; there is no review of the register as it is now.
    RegisterUnreadable, ArchiveError, RunFailed
        The register, the review or the file of decisions cannot be used; nothing is written.
    """
    edit = editor_of(register, "with --draft you get the row to add to its {part} decisions")
    drafted = draft(register, choice, reviews, review, name)

    def numbered(rows: pd.DataFrame) -> Mapping[str, str]:
        return {**drafted.row, "decision_id": next_id(rows["decision_id"], choice.decided_on.year)}

    row = append_row(edit, TABLE, numbered)
    return Recorded(row, drafted.review, drafted.override)


def draft(
    register: str, choice: Choice, reviews: Path, review: Path | None = None, name: str = ""
) -> Recorded:
    """The same decision as the row that would be added, for any kind of register; writes nothing."""
    _refuse_flawed(choice)
    snapshot = _read(register, name)
    pinned = find_review(snapshot, reviews, choice.decided_on, review)
    read, policy = parse_register(snapshot), load_policy((pinned.folder / "policy").absolute(), pinned.as_of)
    checked = check_register(read, policy.vocabulary, pinned.as_of)
    vendor_id = named_vendor(score_vendors(checked, policy), choice.vendor)
    shown = _shown(pinned, vendor_id)
    score = span(float(shown["r_lo"]), float(shown["r_hi"]))
    digests = input_digests(read.tables, checked.tables, policy.vocabulary, [vendor_id])
    row = {
        "decision_id": next_id(read.tables[TABLE.name]["decision_id"], choice.decided_on.year),
        "vendor_id": vendor_id,
        "decision": choice.decision,
        "reason": _plain(choice.reason),
        "decided_by": _plain(choice.decided_by),
        "decided_on": choice.decided_on.isoformat(),
        "expires_on": choice.expires_on.isoformat(),
        "pinned_run": pinned.name,
        "pinned_score": score,
        "prepared_by": _plain(choice.prepared_by),
        "pinned_tier": "..".join(dict.fromkeys((shown["tier_lo"], shown["tier"]))),
        "pinned_inputs": pin_text(digests[vendor_id]),
    }
    return Recorded(row, pinned, _override(choice.decision, shown["appetite"], score, shown["tier"]))


def next_id(ids: pd.Series, year: int) -> str:
    """The id after the highest of that year, as wide: `2026-08` after `2026-07`, `2026-001` where there is none."""
    numbers = ids.str.strip().str.extract(rf"\A{year}-(\d{{1,9}})\Z", flags=re.ASCII)[0].dropna()
    width = int(numbers.str.len().max()) if len(numbers) else 3
    return f"{year}-{max(map(int, numbers), default=0) + 1:0{width}}"


def _refuse_flawed(choice: Choice) -> None:
    problems = []
    if choice.decision not in DECISIONS:
        problems.append(f"{choice.decision!r} is no decision; they are {', '.join(DECISIONS)}")
    stated = {
        "the reason": choice.reason,
        "who decided (--by)": choice.decided_by,
        "who prepared it (--prepared-by)": choice.prepared_by,
    }
    problems += [
        f"{what} is blank; a decision says it" for what, words in stated.items() if not words.strip()
    ]
    if person_key(choice.prepared_by) == person_key(choice.decided_by) != "":
        problems.append(
            f"{_plain(choice.decided_by)!r} cannot both prepare and decide: it takes four eyes; let somebody else "
            "decide"
        )
    if choice.expires_on < choice.decided_on:
        problems.append(
            f"the decision would have run out on {choice.expires_on}, before it is taken on {choice.decided_on}; "
            "name a later day with --expires"
        )
    if problems:
        raise UsageError(problems)


def _read(register: str, name: str) -> Snapshot:
    """The register as it is now; where somebody is adding a decision at this moment, the one a moment later."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            return open_register(register, name)
        except RegisterUnreadable as problem:
            if not isinstance(problem.__cause__, ChangedWhileRead) or time.monotonic() > deadline:
                raise
        time.sleep(0.02)


def _shown(review: PinnedReview, vendor_id: str) -> Mapping[str, str]:
    """What the review's own table of scores says of a vendor."""
    with (review.folder / "scores.csv").open(encoding="utf-8", newline="") as file:
        found = [row for row in csv.DictReader(file) if row["vendor_id"] == vendor_id]
    if not found:
        raise UsageError(
            f"{review.folder}: has no score of {vendor_id}; run a review first, and decide on that"
        )
    return found[0]


def _plain(words: str) -> str:
    """On one line, and without white space that says nothing."""
    return " ".join(words.split())


def _override(decision: str, appetite: str, score: str, tier: str) -> str:
    if not is_override(decision, appetite):
        return ""
    return (
        f"override: the score says {APPETITE_WORDS[appetite]}, {score} in tier {tier}, "
        f"and the decision is {decision.replace('_', ' ')}"
    )
