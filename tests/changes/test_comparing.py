"""Two states of a register, compared: every difference is told once, and nothing that is none."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest
from hypothesis import strategies as st

from drawn import drawn
from example.example_states import compared, state_as_of
from example.example_tables import BEFORE, changes_table
from vendor_review.changes.registers.comparison import (
    CHANGED,
    MATERIAL,
    QUIET,
    compare,
    row_changes,
    subject_of,
)
from vendor_review.changes.registers.input_changes import differing_rows
from vendor_review.register.layout import TABLES

NAMES = TABLES["access_controls"].names

cells = st.tuples(
    st.sampled_from(["a", "b"]),
    st.sampled_from(["VR-A1", "VR-P1", "*"]),
    st.sampled_from(["yes", "no", ""]),
    st.sampled_from(["", "doc", "paper"]),
    st.sampled_from(["", "2026-05-12"]),
    st.just(""),
    st.sampled_from(["", "note", " note "]),
)
DRAWN = ["vendor_id", "control", "answer", "evidence_id", "asked_on", "assessed_on", "note"]
tables = st.lists(cells, max_size=6).map(
    lambda rows: pd.DataFrame(rows, columns=DRAWN, dtype=str).reindex(columns=list(NAMES), fill_value="")
)


def answers(*rows: str) -> pd.DataFrame:
    """Rows of access_controls: vendor, control, answer."""
    table = pd.DataFrame([row.split() for row in rows], columns=["vendor_id", "control", "answer"], dtype=str)
    return table.reindex(columns=list(NAMES), fill_value="")


def test_the_example_differs_in_what_its_readme_lists() -> None:

    expected: Counter[tuple[str, str, str]] = Counter()
    for vendor, table, column, _, _, count in changes_table()[1:]:
        expected[vendor, table, column] += int(count)
    rows = compared().rows
    columns = rows["column"].where(rows["what"] == CHANGED, rows["what"])
    assert Counter(zip(rows["vendor_id"], rows["table"], columns, strict=True)) == expected


@drawn(tables)
def test_a_table_does_not_differ_from_itself_in_another_order(table: pd.DataFrame) -> None:
    assert not [*differing_rows("access_controls", table, table.iloc[::-1].reset_index(drop=True))]


@drawn(tables, tables)
def test_what_differs_turns_one_table_into_the_other(old: pd.DataFrame, new: pd.DataFrame) -> None:
    def plain(table: pd.DataFrame) -> Counter[tuple[str, ...]]:
        return Counter(tuple(" ".join(cell.split()) for cell in row) for row in table.itertuples(index=False))

    turned = plain(old)
    for change in differing_rows("access_controls", old, new):
        if change.before:
            turned[tuple(change.before[name] for name in NAMES)] -= 1
        if change.after:
            turned[tuple(change.after[name] for name in NAMES)] += 1
        assert [*change.cells] or not (change.before and change.after)
    assert +turned == plain(new)
    assert min(turned.values(), default=0) >= 0


@drawn(tables.map(lambda table: table.drop_duplicates(["vendor_id", "control", "evidence_id"])))
def test_what_a_document_says_of_all_controls_is_compared_with_what_it_said(table: pd.DataFrame) -> None:
    old = table[table["control"].eq("*")].reset_index(drop=True)
    new = old.assign(note=old["note"] + " more").iloc[::-1].reset_index(drop=True)
    for change in differing_rows("access_controls", old, new):
        assert [column for column, _, _ in change.cells] == ["note"]


def test_a_report_that_replaces_another_changes_the_answer_and_does_not_add_one() -> None:
    def cited(*documents: str) -> pd.DataFrame:
        return answers(*["a * yes" for _ in documents]).assign(evidence_id=[*documents])

    (change,) = differing_rows("access_controls", cited("iso", "soc-2025"), cited("soc-2026", "iso"))
    assert [*change.cells] == [("evidence_id", "soc-2025", "soc-2026")]


def test_white_space_alone_is_no_difference() -> None:
    assert not [*differing_rows("access_controls", answers("a VR-A1 yes"), answers("a VR-A1 yes") + " ")]


def test_one_changed_cell_is_one_line_with_both_values() -> None:
    (change,) = differing_rows(
        "access_controls", answers("a VR-A1 yes", "b VR-A1 no"), answers("b VR-A1 no", "a VR-A1 no")
    )
    assert change.name == "VR-A1"
    assert [*change.cells] == [("answer", "yes", "no")]


def test_the_same_place_in_other_words_is_no_other_place() -> None:
    columns = list(TABLES["places"].names)
    old = pd.DataFrame([["e", "processing", "DE", "Germany", ""]], columns=columns)
    new = pd.DataFrame([["e", "processing", "DE", "Frankfurt, Germany", ""]], columns=columns)
    (change,) = differing_rows("places", old, new)
    assert [*change.cells] == [("as_written", "Germany", "Frankfurt, Germany")]
    assert subject_of("places", "as_written") in QUIET
    (moved,) = [*differing_rows("places", old, new.assign(code="FR", as_written="Germany"))][1:]
    assert moved.name == "e processing FR"
    assert subject_of("places") in MATERIAL


def places(*rows: list[str]) -> dict[str, pd.DataFrame]:
    """All tables, empty but for places of one engagement: kind, code, as_written and condition."""
    found = {name: pd.DataFrame(columns=list(table.names), dtype=str) for name, table in TABLES.items()}
    columns = list(TABLES["places"].names)
    return {**found, "places": pd.DataFrame([["e", *row] for row in rows], columns=columns, dtype=str)}


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        (["processing", "UK", "", ""], ["processing", "GB", "", ""], ["code quiet"]),
        (["processing", "", "Germany", ""], ["processing", "DE", "Germany", ""], ["code quiet"]),
        (["processing", "DE", "", ""], ["processing", "FR", "", ""], ["row removed", "row added"]),
        (["processing", "UK", "", ""], ["entity", "GB", "", ""], ["row removed", "row added"]),
        (["processing", "UK", "", ""], ["processing", "GB", "", "at night"], ["row removed", "row added"]),
        (["processing", "TBD", "", ""], ["processing", "GB", "", ""], ["row removed", "row added"]),
    ],
)
def test_a_place_that_is_named_otherwise_has_not_moved(
    was: list[str], now: list[str], told: list[str]
) -> None:
    found = row_changes(places(was), places(now), {})
    words = found["column"].where(found["what"] == CHANGED, found["what"])
    quiet = found["quiet"].map({True: " quiet", False: ""})
    assert [*(words + quiet)] == told
    assert not (found["material"] & found["quiet"]).any()


@pytest.mark.parametrize(
    ("was", "now", "quiet"),
    [
        ("Names, calls", "Names; calls", True),
        ("Names, cals", "Names, calls", True),
        ("Names", "Names, recorded calls", False),
        ("", "Names", False),
    ],
)
def test_published_data_is_wording_only_where_its_spelling_alone_differs(
    was: str, now: str, quiet: bool
) -> None:
    """The rule of the notice: other data is other data, whatever the table of categories says."""
    subject = subject_of("engagements", "data_shared", was=was, now=now)
    assert (subject in QUIET, subject in MATERIAL) == (quiet, not quiet)


def test_a_vendor_under_another_id_keeps_its_rows() -> None:
    before, after = (
        {name: pd.DataFrame(columns=list(table.names), dtype=str) for name, table in TABLES.items()}
        for _ in range(2)
    )
    before["access_controls"], after["access_controls"] = answers("old VR-A1 yes"), answers("new VR-A1 no")
    rows = row_changes(before, after, {"old": "new"})
    assert rows[["vendor_id", "what", "before", "after"]].to_numpy().tolist() == [
        ["new", CHANGED, "yes", "no"]
    ]
    assert len(row_changes(before, after, {})) == 2


def test_a_state_does_not_differ_from_itself() -> None:
    same = compare(state_as_of(BEFORE), state_as_of(BEFORE))
    assert same.rows.empty
    assert same.numbers.empty
    assert not same.policy_files
    assert set(same.vendors["fate"]) == {"kept"}
    steps = [name for name in same.moves.columns if name.startswith(("age", "register", "policy"))]
    assert same.moves[steps].eq(0).all(axis=None)


def test_every_table_and_column_is_about_something() -> None:
    for table in TABLES.values():
        for column in table.names:
            assert subject_of(table.name, column)
    assert MATERIAL.isdisjoint(QUIET)
