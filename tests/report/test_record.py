"""The completion record is looked for in one place: the last code cell, whatever prose stands behind it."""

from __future__ import annotations

from typing import Any

from vendor_review.report.pages.completion_record import CompletionRecord, find_record

RECORD = CompletionRecord("0123abcd", {}, {"scores.csv": ""})
LEFT: dict[str, Any] = {"cell_type": "code", "outputs": [{"data": RECORD._repr_mimebundle_()}]}
EMPTY: dict[str, Any] = {"cell_type": "code", "outputs": []}
PROSE = {"cell_type": "markdown"}


def test_prose_behind_the_last_code_cell_hides_nothing() -> None:
    assert find_record([EMPTY, LEFT, PROSE]) == RECORD.as_dict()


def test_a_record_that_is_not_in_the_last_code_cell_is_none() -> None:
    assert find_record([LEFT, EMPTY]) is None
    assert find_record([PROSE]) is None
