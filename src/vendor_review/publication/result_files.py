"""The results of a review as files for other tools, and the record that says that they are all there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

import pandas as pd

from vendor_review.changes.public_lists.notice_days import Announcement
from vendor_review.changes.registers.comparison import Comparison
from vendor_review.files.formulas import spreadsheet_safe
from vendor_review.publication.archive.manifest import CHANGES
from vendor_review.publication.languages.edition import editions
from vendor_review.publication.languages.list_in_language import list_in
from vendor_review.publication.public_list.files import FEED, public_files
from vendor_review.report.pages.completion_record import CompletionRecord
from vendor_review.report.review import Review
from vendor_review.report.sections.due import overdue_records
from vendor_review.report.sections.verdict import verdict_facts, verdict_sentence
from vendor_review.scoring import Assessment

SCHEMA = "review-changes/1"


def changes_file(review: Review) -> str:
    """The text of the file: the comparison with the baseline, if there is one, and `carried`.

    It is as internal as the register: its rows name cells that are never published.
    """
    content = {**changes_record(review), "carried": review.carried}
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def changes_record(review: Review) -> dict[str, Any]:
    """What differs from the baseline as plain data, days as ISO dates."""
    return {
        "schema": SCHEMA,
        "baseline": review.settings["baseline"],
        "as_of": review.as_of.isoformat(),
        "comparison": None if review.comparison is None else _comparison(review.comparison),
        "notices": [_notice(notice) for notice in review.notices],
        "announced": [
            {name: value for name, value in item.items() if name != "key"}
            for item in review.announced
            if item["state"] == "announced"
        ],
    }


def _notice(notice: Announcement) -> dict[str, Any]:
    plain = asdict(notice)
    change = plain.pop("change")
    return {**change, **{name: _plain(value) for name, value in plain.items()}}


def _comparison(changed: Comparison) -> dict[str, Any]:
    return {
        "before": changed.before.isoformat(),
        "after": changed.after.isoformat(),
        "vendors": _records(changed.vendors[changed.vendors["fate"] != "kept"]),
        "rows": _records(changed.rows),
        "moves": _records(changed.moves.reset_index()),
        "policy_numbers": _records(changed.numbers),
        "policy_files": list(changed.policy_files),
    }


def _records(table: pd.DataFrame) -> list[Mapping[str, Any]]:
    """Rows as plain data; figures to the nine decimals that the product takes as equal."""
    return [{str(name): _plain(value) for name, value in row.items()} for row in table.to_dict("records")]


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return round(value, 9) + 0.0 if isinstance(value, float) else value


#: Columns of scores.csv after vendor_id, in reading order.
SCORE_COLUMNS = [
    "name", "rated", "band", "appetite", "tier", "tier_lo", "tier_if", "r_lo", "r_hi", "i_lo", "i_hi",
    "d_lo", "d_hi", "x_lo", "x_hi", "c_lo", "c_hi", "shown", "claimed", "unproven", "no", "declined",
    "awaited", "not_asked", "criticality", "contract", "transfer", "notice",
    "compliance", "last_reviewed_on", "due_on", "review", "ebios_lo", "ebios_hi", "enisa_lo", "enisa_hi",
    "enisa_band", "formula",
]  # fmt: skip


def without_formulas(table: pd.DataFrame) -> pd.DataFrame:
    """The table, its texts as no spreadsheet takes them for a formula; figures and days as they are."""
    kept = table.copy(deep=False)
    for name, kind in table.dtypes.items():
        if kind.kind in "biufcM":
            continue
        cells = table[name].tolist()
        safe = [spreadsheet_safe(cell) if isinstance(cell, str) else cell for cell in cells]
        # As a rule no cell is changed, and a column is not made anew.
        if safe != cells:
            kept[name] = pd.Series(safe, index=table.index, dtype=object)
    return kept


def _csv(table: pd.DataFrame) -> str:
    """RFC 4180, lines ended by a line feed; ISO dates, 6 decimals, no cell that a spreadsheet would run."""
    shown = without_formulas(table)
    for name, kind in table.dtypes.items():
        # As `float_format` does it, cell by cell and ten times as slowly.
        if kind.kind == "f":
            figures = ["" if figure != figure else f"{figure:.6f}" for figure in table[name].tolist()]
            shown[name] = pd.Series(figures, index=table.index, dtype=object)
    return shown.to_csv(index=False, date_format="%Y-%m-%d", lineterminator="\n")


def score_frame(scores: Assessment) -> pd.DataFrame:
    """One row per vendor, in the order of the page, with every figure and the version of the formula.

    `due_on` and `review` are the day and the state of the review or interim check that is due first.
    """
    looks = scores.next_looks
    told = scores.vendors.assign(formula=scores.formula, due_on=looks["due_on"], review=looks["state"])
    return told[SCORE_COLUMNS].reset_index()


def firmness_frame(review: Review) -> pd.DataFrame:
    """One row per vendor, in the order of the page's scores: how often it comes first, and from which draws."""
    found = review.firmness
    drawn = {"sample_count": found.sample_count, "random_seed": found.random_seed}
    return found.vendors.assign(**drawn).reset_index()


def public_list_files(review: Review, *, has_feed: bool = False) -> dict[str, bytes]:
    """The public list's files, whether or not it may go out; `has_feed` says that its feed lies beside them."""
    translated = {
        edition.language: list_in(edition, review.listing) for edition in editions(review.checked.page)
    }
    return public_files(review.listing, has_feed=has_feed, translated=translated)


def complete(review: Review) -> CompletionRecord:
    """Everything that outlives the kernel; the last cell of a review notebook shows it.

    The public list is among the files only if it may go out.
    """
    facts = verdict_facts(review)
    files = {
        "scores.csv": _csv(score_frame(review.scores)),
        "ledger.csv": _csv(review.scores.ledger),
        "questions.csv": _csv(review.scores.questions),
        "firmness.csv": _csv(firmness_frame(review)),
        "findings.csv": _csv(review.checked.findings),
        CHANGES: changes_file(review),
        **{name: content.decode() for name, content in review.notice_files.items()},
    }
    if not review.withheld:
        listed = public_list_files(review, has_feed=FEED in review.notice_files)
        files |= {name: content.decode() for name, content in listed.items()}
    return CompletionRecord(
        run_id=review.run_id,
        facts={
            "title": review.title,
            "verdict": verdict_sentence(facts, review.scores.policy.appetite),
            "counts": facts,
            "overdue": overdue_records(review),
        },
        files=files,
    )
