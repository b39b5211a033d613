"""Writes questionnaires into a folder, a workbook and a page for each vendor; nothing is written over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from vendor_review.errors import UsageError
from vendor_review.files.durable_files import write_files
from vendor_review.questionnaires.form import ANSWERS, DOCUMENTS, HEADS, KIND_WORDS
from vendor_review.questionnaires.sent import wording
from vendor_review.questionnaires.sent.questions import Questionnaire, questionnaire
from vendor_review.report.pages.html import whole_page
from vendor_review.schema import CheckedRegister
from vendor_review.scoring import Assessment


@dataclass(frozen=True)
class Sent:
    """Files written, what they ask, and ids of vendors of which there is nothing to ask, or whose row was rejected."""

    files: tuple[Path, ...]
    asked: tuple[Questionnaire, ...]
    settled: tuple[str, ...]
    lost: tuple[str, ...]


def write_questionnaires(
    checked: CheckedRegister,
    scores: Assessment,
    vendor_ids: Sequence[str],
    folder: Path,
    answer_by: date | None = None,
) -> Sent:
    """Writes `<vendor_id>.xlsx` and `<vendor_id>.html` for each vendor into `folder`, which is made if need be.

    A vendor whose own row was rejected is asked nothing: its answers would have no row to belong to.

    Raises
    ------
    UsageError
        One of the files is there already: it may be one that has come back. Nothing is written.
    """
    from vendor_review.questionnaires.sent.workbook import questionnaire_workbook

    lost = [one for one in vendor_ids if scores.vendors["lost"][one]]
    asked = [questionnaire(checked, scores, one, answer_by) for one in vendor_ids if one not in lost]
    wanted = [one for one in asked if not one.is_empty]
    names = [folder / f"{one.vendor_id}{suffix}" for one in wanted for suffix in (".xlsx", ".html")]
    there = [str(path) for path in names if path.exists()]
    if there:
        what = "exists already, and no file is overwritten; name another folder, or move this file"
        raise UsageError([f"{path}: {what}" for path in there])
    write_files(
        folder,
        (
            (f"{one.vendor_id}{suffix}", content)
            for one in wanted
            for suffix, content in (
                (".xlsx", questionnaire_workbook(one)),
                (".html", questionnaire_page(one).encode()),
            )
        ),
    )
    return Sent(
        tuple(names), tuple(wanted), tuple(one.vendor_id for one in asked if one.is_empty), tuple(lost)
    )


#: Rows for documents on paper; the workbook has more.
_ROWS_ON_PAPER = 6


def questionnaire_page(asked: Questionnaire) -> str:
    """The questionnaire as HTML; it asks what the workbook asks, word for word."""
    title = wording.title(asked)
    page = whole_page(
        "questionnaire.html.j2",
        ("base.css", "questionnaire.css"),
        title=title,
        printed=f"{title}, {asked.as_of.isoformat()}",
        opening=wording.opening(asked),
        documents_first=wording.documents_first(asked),
        on_file=wording.on_file(asked),
        filling=wording.filling(asked),
        asked=asked,
        documents=DOCUMENTS,
        answers=ANSWERS,
        heads=HEADS,
        kinds=list(KIND_WORDS.values()),
        rows=range(1, _ROWS_ON_PAPER + 1),
    )
    return page.strip() + "\n"
