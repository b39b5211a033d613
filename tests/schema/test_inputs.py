"""A decision goes stale for every kind of change of its vendor's rows and of the policy, and for nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assembled import EXAMPLE
from effort import tries
from population import POLICY
from vendor_review.policy import load_policy
from vendor_review.register import Register, load_register
from vendor_review.register.layout import TABLES, Column
from vendor_review.schema import CheckedRegister, check_register
from vendor_review.schema.pins import INPUT_TABLES, LOGS, input_digests, moved_parts, pin_text, plain_cell

AS_OF = date(2026, 10, 31)
#: Has rows in every table, two engagements and places in several countries.
VENDOR = "deskharrow"
ENGAGED = load_policy(None, AS_OF).vocabulary

Tables = dict[str, pd.DataFrame]


@cache
def example() -> Register:
    return load_register(EXAMPLE)


@cache
def pinned() -> Register:
    """The example, and in it one decision, about the vendor, that pins its inputs as they are."""
    register = example()
    checked = check_register(register, ENGAGED, AS_OF)
    pin = pin_text(input_digests(register.tables, checked.tables, ENGAGED, [VENDOR])[VENDOR])
    row = dict.fromkeys(TABLES["decisions"].names, "")
    row |= {"decision_id": "d1", "vendor_id": VENDOR, "decision": "remediate", "decided_by": "Board"}
    row |= {"decided_on": "2026-10-31", "expires_on": "2027-10-31", "pinned_inputs": pin}
    decisions = pd.DataFrame([row], index=pd.Index([2], name="line"), dtype=str)
    return replace(register, tables={**register.tables, "decisions": decisions})


def check(tables: Tables) -> CheckedRegister:
    return check_register(replace(pinned(), tables=tables), ENGAGED, AS_OF)


def moved(tables: Tables) -> str:
    """What has changed since the decision; `gone` if the register no longer has its vendor."""
    decisions = check(tables).tables["decisions"]
    return str(decisions["moved"].iloc[0]) if len(decisions) else "gone"


def is_own(table: str, row: Mapping[str, str]) -> bool:
    if "vendor_id" in row:
        return row["vendor_id"] == VENDOR
    engagements = example().tables["engagements"].set_index("engagement_id")["vendor_id"]
    return bool(engagements[row["engagement_id"]] == VENDOR)


@cache
def places_of_rows(*, own: bool) -> tuple[tuple[str, int], ...]:
    """Table and place of each row that is the vendor's, or of each that is not."""
    return tuple(
        (name, place)
        for name in INPUT_TABLES
        for place, row in enumerate(example().tables[name].to_dict("records"))
        if is_own(name, {str(key): str(cell) for key, cell in row.items()}) == own
    )


def with_cell(tables: Tables, table: str, place: int, column: str, cell: str) -> Tables:
    frame = tables[table].copy()
    frame.iloc[place, frame.columns.get_loc(column)] = cell  # type: ignore[index]
    return {**tables, table: frame}


def other_cells(table: str, column: Column, *, foreign: bool) -> st.SearchStrategy[str]:
    """What a cell may become: a word of the column, what another row has, nothing, or any text."""
    written = [cell for cell in dict.fromkeys(example().tables[table][column.name]) if cell.strip()]
    if foreign and column.kind in ("id", "reference"):
        # An id that is the vendor's own would make the row about the vendor, or its own rows doubtful.
        return st.sampled_from(["another", "others-own", ""])
    found = [*column.values, *written, "", "2026-01-15", "another"]
    text = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
    return st.sampled_from(found) | text


@settings(max_examples=tries(12))
@given(st.data())
def test_any_cell_of_an_own_row_that_says_something_else_makes_a_decision_stale(data: st.DataObject) -> None:
    table, place = data.draw(st.sampled_from(places_of_rows(own=True)))
    # What we did ourselves, to close an incident, is no ground of a decision.
    columns = [one for one in TABLES[table].columns if one.name != "closed_on"]
    column = data.draw(st.sampled_from(columns))
    now = str(example().tables[table].iloc[place][column.name])
    cell = data.draw(other_cells(table, column, foreign=False))
    is_same = plain_cell(column, cell) == plain_cell(column, now)
    found = moved(with_cell(dict(pinned().tables), table, place, column.name, cell))
    assert (found == "") == is_same


@settings(max_examples=tries(12))
@given(st.data())
def test_an_own_row_that_comes_or_goes_makes_a_decision_stale(data: st.DataObject) -> None:
    table, place = data.draw(st.sampled_from(places_of_rows(own=True)))
    frame = pinned().tables[table]
    row = frame.iloc[[place]]
    if data.draw(st.booleans()):
        added = row.set_axis(pd.Index([10_000], name="line"))
        changed = pd.concat([frame, added])
    else:
        changed = frame.drop(index=row.index)
    assert moved({**pinned().tables, table: changed}) != ""


@settings(max_examples=tries(12))
@given(st.data())
def test_no_row_of_another_vendor_makes_a_decision_stale(data: st.DataObject) -> None:
    tables = dict(pinned().tables)
    for _ in range(data.draw(st.integers(1, 4))):
        table, place = data.draw(st.sampled_from(places_of_rows(own=False)))
        column = data.draw(st.sampled_from(TABLES[table].columns))
        cell = data.draw(other_cells(table, column, foreign=True))
        tables = with_cell(tables, table, place, column.name, cell)
    assert moved(tables) == ""


@settings(max_examples=tries(12))
@given(st.data())
def test_order_white_space_and_what_we_did_ourselves_make_no_decision_stale(data: st.DataObject) -> None:
    tables = dict(pinned().tables)
    for table in data.draw(st.lists(st.sampled_from(INPUT_TABLES), min_size=1, unique=True)):
        frame = tables[table]
        order = data.draw(st.permutations(range(min(len(frame), 8))))
        frame = frame.iloc[[*order, *range(len(order), len(frame))]].set_axis(frame.index).copy()
        for _ in range(data.draw(st.integers(0, 6))):
            place = data.draw(st.integers(0, len(frame) - 1))
            column = data.draw(st.integers(0, frame.shape[1] - 1))
            before, after = (data.draw(st.sampled_from(["", " ", "\t", "\u00a0 "])) for _ in range(2))
            cells = frame.iloc[:, column].tolist()
            cells[place] = f"{before}{cells[place]}{after}"
            frame[frame.columns[column]] = pd.Series(cells, index=frame.index, dtype=str)
        tables[table] = frame
    done = dict.fromkeys(TABLES["reviews_done"].names, "") | {
        "vendor_id": VENDOR,
        "reviewed_on": "2026-10-30",
    }
    index = pd.Index([10_000], name="line")
    tables["reviews_done"] = pd.concat([tables["reviews_done"], pd.DataFrame([done], index=index, dtype=str)])
    assert moved(tables) == ""


def test_white_space_within_cells_lists_and_ranges_is_none_that_matters() -> None:
    columns = TABLES["engagements"]
    assert plain_cell(columns.column("purpose"), " a \t b\nc ") == "a b c"
    assert plain_cell(columns.column("transfer_mechanism"), "scc_m2 ;scc_m3;") == "scc_m2; scc_m3"
    assert plain_cell(columns.column("access_path"), "receives .. stores") == "receives..stores"


def test_every_table_but_those_that_we_write_ourselves_counts() -> None:
    assert set(INPUT_TABLES) | set(LOGS) == set(TABLES)
    assert {table for table, _ in places_of_rows(own=True)} == set(INPUT_TABLES)


def test_a_row_that_is_rejected_counts_as_changed_though_its_words_are_the_same() -> None:
    """The contract's row stands, but another row with its id makes both doubtful."""
    tables = dict(pinned().tables)
    frame = tables["evidence"]
    place = next(place for table, place in places_of_rows(own=False) if table == "evidence")
    taken = frame.loc[frame["vendor_id"] == VENDOR, "evidence_id"].iloc[0]
    assert "evidence" in moved(with_cell(tables, "evidence", place, "evidence_id", taken))


# --- the policy --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"kappa": 0.8},
        {"gate_floor": 0.4},
        {"appetite": 21.0},
        {"bands": (("low", 0.0), ("high", 10.0))},
        {"tiers": (("T2", 0.0), ("T1", 50.0))},
        {"weights": POLICY.weights.iloc[::-1].set_axis(POLICY.weights.index) * 0.5},
        {"answers": {"yes": 1.0, "partial": 0.4, "no": 0.0}},
        {"evidence_strength": {**POLICY.evidence_strength, "E5": 0.9}},
        {"evidence_full_months": 10.0},
        {"unknown_dpc": (2.0, 4.0)},
        {"path_levels": {**POLICY.path_levels, "incidental": 0}},
        {"large_scales": frozenset({"huge"})},
        {"vulnerable_subjects": frozenset()},
        {"not_applicable": frozenset()},
        {"categories": POLICY.categories.assign(dpc_hi=4.0)},
        {"controls": POLICY.controls.assign(gate=False)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_a_score_takes_from_the_policy_makes_a_decision_stale(change: dict[str, object]) -> None:
    changed = replace(POLICY, **change)  # type: ignore[arg-type]
    assert changed.vocabulary.digest != POLICY.vocabulary.digest
    tables = pinned().tables
    decisions = check_register(pinned(), changed.vocabulary, AS_OF).tables["decisions"]
    assert "policy" in decisions["moved"].iloc[0].split(", ")
    assert tables is pinned().tables


@pytest.mark.parametrize(
    "change",
    [
        {"review_months": {"T1": 1, "T2": 1, "T3": 1, "T4": 1}},
        {"requests": POLICY.requests.iloc[:1]},
        {"name": "another name"},
        {"controls": POLICY.controls.assign(wording="said otherwise")},
        {"categories": POLICY.categories.iloc[::-1]},
        {"as_of": date(2027, 1, 1)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_no_score_takes_from_the_policy_leaves_decisions_alone(change: dict[str, object]) -> None:
    assert replace(POLICY, **change).vocabulary.digest == POLICY.vocabulary.digest  # type: ignore[arg-type]


def test_a_place_where_data_may_go_no_longer_makes_the_decisions_of_its_vendors_stale() -> None:
    codes = set(example().tables["places"]["code"])
    assert "JP" in codes
    gone = replace(ENGAGED, adequate=ENGAGED.adequate - {"JP"})
    register, ids = example(), list(example().tables["vendors"]["vendor_id"])
    before, after = (
        input_digests(register.tables, check_register(register, vocabulary, AS_OF).tables, vocabulary, ids)
        for vocabulary in (ENGAGED, gone)
    )
    stale = {name for name in ids if moved_parts(pin_text(before[name]), after[name])}
    assert stale == {"mapthornby"}
    assert moved_parts(pin_text(before["mapthornby"]), after["mapthornby"]) == ("places",)


# --- pins --------------------------------------------------------------------------------------------------


def test_a_pin_says_which_parts_have_moved_and_nonsense_is_no_reason_to_trust() -> None:
    now = {"policy": "0" * 16, "vendors": "1" * 16, "evidence": "2" * 16}
    pin = pin_text(now)
    assert pin == f"policy:{'0' * 16}; vendors:{'1' * 16}; evidence:{'2' * 16}"
    assert moved_parts(pin, now) == ()
    assert moved_parts(f" {pin.replace('; ', ';')};", now) == ()
    assert moved_parts(pin, {**now, "onward": "3" * 16}) == ("onward",)
    assert moved_parts(pin, {"policy": "0" * 16, "evidence": "4" * 16}) == ("vendors", "evidence")
    for nonsense in ("yes", f"vendors:{'1' * 16}", f"{pin}; places:xyz", "a" * 64):
        assert moved_parts(nonsense, now) == ("inputs",)


def test_the_digest_is_the_start_of_a_sha256_that_anyone_can_compute() -> None:
    """Of `onward`: the cells that are not blank, by column, tab-separated, after whether the row was accepted."""
    from hashlib import sha256

    rows = example().tables["onward"]
    lines = [
        "accepted" + "".join(f"\t{name}={row[name]}" for name in sorted(row) if row[name])
        for row in ({str(k): str(v) for k, v in one.items()} for one in rows.to_dict("records"))
        if row["vendor_id"] == "mailbracken"
    ]
    assert len(lines) > 1
    checked = check_register(example(), ENGAGED, AS_OF)
    digests = input_digests(example().tables, checked.tables, ENGAGED, ["mailbracken"])["mailbracken"]
    assert digests["onward"] == sha256("\n".join(sorted(lines)).encode()).hexdigest()[:16]
