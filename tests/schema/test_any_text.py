"""Whatever is typed into a register's cells: no check fails on it, and no row is lost."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effort import tries
from vendor_review.files.package_files import starting_register
from vendor_review.files.snapshot import Snapshot
from vendor_review.register.layout import PAGE_FILE, TABLES
from vendor_review.register.register import parse_register
from vendor_review.register.source import open_register
from vendor_review.schema.check import check_register
from vendor_review.schema.findings.facts import COLUMNS
from vendor_review.schema.vocabulary import Vocabulary

NUMBERZ = open_register(starting_register())
AS_OF = date(2026, 11, 1)
TRICKY = [
    "", " ", "NA", "none", "nan", "\x00", "\r", "\n", "\r\n", '"', ",", ";", "..", "hosts..", "..hosts", "{value}",
    "%s", "0000-00-00", "\x0b", "\x85", "\ufffe", "\U0001ffff", "\u3164", "\u2028",
    "9999-12-31", "2026-02-30", "javascript:alert(1)", "https://", "aws", "\ufeff", "\u202e", "=1+1",
    "\ud7ff", "\U0010ffff", "1e309", "-", "E5", "yes", "VR-A1", "not_applicable", "EmailAddress", "٢٠٢٦-٠١-٠١",
]  # fmt: skip
cells = st.one_of(st.sampled_from(TRICKY), st.text(st.characters(exclude_categories=["Cs"]), max_size=12))


def as_csv(rows: list[list[str]]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue().encode()


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    """The Numberz register with rows of any text added to one or two of its tables, too short and too long ones too."""
    files = dict(NUMBERZ.files)
    for name in draw(st.lists(st.sampled_from(sorted(TABLES)), min_size=1, max_size=2, unique=True)):
        width = len(TABLES[name].columns)
        typed = draw(st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=3))
        uneven = draw(st.lists(st.lists(cells, min_size=1, max_size=width + 2), max_size=1))
        files[f"{name}.csv"] += as_csv([*typed, *uneven])
    return Snapshot("any", files)


@settings(max_examples=tries(30))
@given(snapshots())
def test_any_text_is_checked_without_a_failure_and_every_row_is_accepted_or_rejected(
    vocabulary: Vocabulary, snapshot: Snapshot
) -> None:
    register = parse_register(snapshot)
    checked = check_register(register, vocabulary, AS_OF)

    for name, frame in register.tables.items():
        rejected = checked.rejected.loc[checked.rejected["table"] == name, "line"]
        assert sorted([*checked.tables[name].index, *rejected]) == sorted(frame.index)
    assert tuple(checked.findings.columns) == COLUMNS
    assert (checked.findings["message"] != "").all()


json_values = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.dates(), st.datetimes()
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
PAGE_KEYS = [
    "brand",
    "notice",
    "sections",
    "updated_on",
    "address",
    "promises",
    "introduction",
    "version",
    "nonsense",
]


@settings(max_examples=tries(30))
@given(st.dictionaries(st.sampled_from(PAGE_KEYS), json_values, max_size=5))
def test_any_page_is_read_without_a_failure(vocabulary: Vocabulary, page: dict[str, object]) -> None:
    register = parse_register(Snapshot("any", {n: c for n, c in NUMBERZ.files.items() if n != PAGE_FILE}))
    told = type(register)(**{**vars(register), "page": page, "absent": ()})

    checked = check_register(told, vocabulary, AS_OF)

    assert checked.page.sections is not None


@pytest.mark.slow
@pytest.mark.parametrize("word", TRICKY)
def test_tricky_words_in_every_cell_of_a_row(vocabulary: Vocabulary, word: str) -> None:
    files = dict(NUMBERZ.files)
    for name, table in TABLES.items():
        files[f"{name}.csv"] += as_csv([[word] * len(table.columns)])
    register = parse_register(Snapshot("any", files))
    checked = check_register(register, vocabulary, AS_OF)

    read = sum(len(frame) for frame in register.tables.values())
    assert sum(len(frame) for frame in checked.tables.values()) + len(checked.rejected) == read


def test_all_tricky_words_at_once_in_every_cell_of_a_row_each(vocabulary: Vocabulary) -> None:
    files = dict(NUMBERZ.files)
    for name, table in TABLES.items():
        files[f"{name}.csv"] += as_csv([[word] * len(table.columns) for word in TRICKY])
    register = parse_register(Snapshot("any", files))
    checked = check_register(register, vocabulary, AS_OF)

    read = sum(len(frame) for frame in register.tables.values())
    assert read > len(TABLES) * (len(TRICKY) - 10)  # some are blank, and rows of them are left out
    assert sum(len(frame) for frame in checked.tables.values()) + len(checked.rejected) == read
