"""What a blank may not do: no cell that is emptied, and no document that is deleted, lowers any vendor's upper end."""

from __future__ import annotations

from random import Random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effort import tries
from registers import scored_as_of, write_register
from scoring.invented_rows import AS_OF, Tables, cells, invented

VENDORS = 40
CLOSE = 1e-9
#: Tables whose cells a score is made from.
TABLES = ("engagements", "data_shared", "access_controls", "evidence")
#: A blank says something here: without `valid_until` a document ends after the usual term of its kind, or not at all.
STATED_BY_A_BLANK = {("evidence", "valid_until")}


def upper_ends(made: pytest.TempPathFactory, tables: Tables) -> pd.Series:
    _, scores = scored_as_of(write_register(made.mktemp("register") / "r", tables), AS_OF)
    return scores.vendors["r_hi"]


def never_lower(before: pd.Series, after: pd.Series) -> None:
    lower = after.reindex(before.index).fillna(-1.0) < before - CLOSE
    assert not lower.any(), pd.DataFrame({"before": before, "after": after})[lower].to_string()


def without_cell(tables: Tables, table: str, place: int, column: str) -> Tables:
    rows = list(tables[table])
    rows[place] = {**rows[place], column: ""}
    return {**tables, table: rows}


@settings(max_examples=tries(12))
@given(st.integers(0, 2**32), st.sampled_from(TABLES))
def test_no_cell_that_is_emptied_lowers_an_upper_end(
    tmp_path_factory: pytest.TempPathFactory, seed: int, table: str
) -> None:
    random = Random(seed)
    tables = invented(random, VENDORS)
    before = upper_ends(tmp_path_factory, tables)
    # One cell of each of several vendors: no vendor's score hangs on another's rows.
    of_table = [
        cell for cell in cells(tables) if cell[0] == table and (table, cell[2]) not in STATED_BY_A_BLANK
    ]
    own = [cell for cell in of_table if cell[2] not in ("engagement_id", "vendor_id", "evidence_id")]
    by_vendor: dict[str, tuple[str, int, str]] = {}
    for name, place, column in random.sample(own, len(own)):
        row = tables[name][place]
        by_vendor.setdefault(
            row.get("vendor_id") or row["engagement_id"].rpartition("-")[0], (name, place, column)
        )
    emptied = tables
    for name, place, column in by_vendor.values():
        emptied = without_cell(emptied, name, place, column)
    never_lower(before, upper_ends(tmp_path_factory, emptied))


@settings(max_examples=tries(4))
@given(st.integers(0, 2**32), st.sampled_from(TABLES))
def test_no_id_that_is_emptied_lowers_an_upper_end(
    tmp_path_factory: pytest.TempPathFactory, seed: int, table: str
) -> None:
    random = Random(seed)
    tables = invented(random, VENDORS)
    ids = [cell for cell in cells(tables) if cell[0] == table and cell[2].endswith("_id")]
    before = upper_ends(tmp_path_factory, tables)
    never_lower(before, upper_ends(tmp_path_factory, without_cell(tables, *random.choice(ids))))


@settings(max_examples=tries(4))
@given(st.integers(0, 2**32))
def test_no_document_that_is_deleted_lowers_an_upper_end(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    random = Random(seed)
    tables = invented(random, VENDORS)
    kept = [row for row in tables["evidence"] if random.random() < 0.7]
    before = upper_ends(tmp_path_factory, tables)
    never_lower(before, upper_ends(tmp_path_factory, {**tables, "evidence": kept}))
    uncited = [{**row, "evidence_id": ""} for row in tables["access_controls"]]
    never_lower(before, upper_ends(tmp_path_factory, {**tables, "access_controls": uncited}))


@settings(max_examples=tries(4))
@given(st.integers(0, 2**32))
def test_a_document_that_does_not_say_until_when_counts_no_longer_than_the_usual_term(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    tables = invented(Random(seed), VENDORS)
    far = [{**row, "valid_until": "2099-12-31"} for row in tables["evidence"]]
    blank = [{**row, "valid_until": ""} for row in tables["evidence"]]
    endless = upper_ends(tmp_path_factory, {**tables, "evidence": far})
    never_lower(endless, upper_ends(tmp_path_factory, {**tables, "evidence": blank}))
