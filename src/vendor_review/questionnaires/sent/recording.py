"""Records in the register what its vendors are asked, as questionnaires are written: all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from vendor_review.decisions.record import next_id
from vendor_review.errors import UsageError
from vendor_review.files.durable_files import write_files
from vendor_review.questionnaires.sent.dispatch import Sent, write_questionnaires
from vendor_review.questionnaires.sent.questions import Questionnaire
from vendor_review.questionnaires.sent.services import ASKED_OF_SERVICE
from vendor_review.register import load_register
from vendor_review.register.layout import TABLES
from vendor_review.register.source import editor_of
from vendor_review.register.source_kind import Edit
from vendor_review.register.transcript import csv_bytes
from vendor_review.schema import CheckedRegister
from vendor_review.schema.cells.values import items
from vendor_review.scoring import Assessment
from vendor_review.scoring.model.requested_controls import QUESTIONNAIRE

TABLE = TABLES["requests"]
Row = Mapping[str, str]
#: Requests of the policy to the questions about a service that ask for them, and what stands for any other question.
_DESCRIBED = {"data_classification": ("disclosed", "held"), "access_path": ("path",)}
_OTHER = "other"


@dataclass(frozen=True)
class Recorded:
    """What was sent, the rows for the table `requests`, and requests for questionnaires that were open before."""

    sent: Sent
    rows: tuple[Row, ...]
    open_before: tuple[Row, ...]


def send_and_record(
    register: str,
    checked: CheckedRegister,
    scores: Assessment,
    vendor_ids: Sequence[str],
    folder: Path,
    answer_by: date | None = None,
) -> Recorded:
    """As `write_questionnaires`, and adds a row to the table `requests` of a folder or a workbook for each of them.

    They were asked on the day of the scores, of the vendor's contact. Where the rows cannot be added, no questionnaire
    stays.

    Raises
    ------
    UsageError
        As there; the last day for an answer is before the day of the scores; the register is a database.
    RegisterUnreadable, RunFailed, OSError
        The table cannot be written.
    """
    _refuse_too_early(answer_by, scores.policy.as_of)
    edit_tables = editor_of(register, "with --draft you get the rows to add to its {part} requests")
    done: list[Recorded] = []

    def edits(tables: Mapping[str, pd.DataFrame]) -> Mapping[str, Edit]:
        # Under the lock: nobody else numbers a request meanwhile.
        sent = write_questionnaires(checked, scores, vendor_ids, folder, answer_by)
        done.append(_recorded(sent, tables[TABLE.name], checked))
        return {TABLE.name: Edit(added=done[-1].rows)}

    try:
        edit_tables([TABLE], edits)
    except BaseException:
        for path in (path for one in done for path in one.sent.files):
            with suppress(OSError):
                path.unlink()
        raise
    return done[-1]


def draft(
    register: str,
    checked: CheckedRegister,
    scores: Assessment,
    vendor_ids: Sequence[str],
    folder: Path,
    answer_by: date | None = None,
) -> Recorded:
    """As `send_and_record`, for any kind of register: it stays as it is, and `requests.csv` in `folder` has the rows.

    Raises
    ------
    UsageError
        As there; that file is there already.
    """
    _refuse_too_early(answer_by, scores.policy.as_of)
    path, rows = folder / TABLE.file, load_register(register).tables[TABLE.name]
    if path.exists():
        raise UsageError(f"{path}: exists already, and no file is overwritten; name another folder")
    recorded = _recorded(write_questionnaires(checked, scores, vendor_ids, folder, answer_by), rows, checked)
    cells = [[row.get(name, "") for name in TABLE.names] for row in recorded.rows]
    write_files(folder, [(TABLE.file, csv_bytes(TABLE.names, cells))])
    return recorded


def _refuse_too_early(answer_by: date | None, as_of: date) -> None:
    if answer_by is not None and answer_by < as_of:
        raise UsageError(
            f"--answer-by {answer_by} is before the day on which the vendors are asked, {as_of}; name a later day"
        )


def _recorded(sent: Sent, rows: pd.DataFrame, checked: CheckedRegister) -> Recorded:
    contacts = checked.tables["vendors"].set_index("vendor_id")["contact"]
    ids, made = rows["request_id"], []
    for one in sent.asked:
        made.append(_row(next_id(ids, one.as_of.year), one, str(contacts[one.vendor_id])))
        ids = pd.concat([ids, pd.Series([made[-1]["request_id"]])])
    asked = {one.vendor_id for one in sent.asked}
    before = tuple(
        row
        for row in rows.apply(lambda cells: cells.str.strip()).to_dict("records")
        if row["vendor_id"] in asked and not row["answered_on"] and QUESTIONNAIRE in items(row["what"])
    )
    return Recorded(sent, tuple(made), before)


def _row(request_id: str, asked: Questionnaire, contact: str) -> Row:
    return {
        "request_id": request_id,
        "vendor_id": asked.vendor_id,
        "asked_on": asked.as_of.isoformat(),
        "asked_of": contact,
        "what": "; ".join([QUESTIONNAIRE, *_asked(asked)]),
        "due_on": asked.answer_by.isoformat() if asked.answer_by else "",
    }


def _asked(asked: Questionnaire) -> list[str]:
    """What a questionnaire asks about, in words of the table: never nothing, as that would stand for every control."""
    words = [question.words for question in asked.questions]
    described = [
        request
        for request, names in _DESCRIBED.items()
        if any(word.endswith(ASKED_OF_SERVICE[name]) for word in words for name in names)
    ]
    return [*described, *(one.id for one in asked.statements)] or [_OTHER]
