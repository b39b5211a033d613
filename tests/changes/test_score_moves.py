"""How scores moved: split without remainder, and each part to what caused it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effort import tries
from example.example_states import compared, state_as_of
from example.example_tables import AFTER, BEFORE, EXAMPLE
from vendor_review.changes.registers.comparison import compare
from vendor_review.changes.registers.state import CAUSES, State, state_of
from vendor_review.policy import load_policy
from vendor_review.register import load_register

days = st.dates(date(2026, 1, 1), date(2029, 12, 31))


def parts(moves: object, cause: str) -> dict[str, tuple[float, float]]:
    """Vendor to what a cause moved at both ends, where it moved any."""
    frame = moves[[f"{cause}_lo", f"{cause}_hi"]]  # type: ignore[index]
    return {str(name): tuple(row) for name, *row in frame.itertuples() if any(row)}


@settings(max_examples=tries(6))
@given(days, days)
def test_the_parts_add_up_to_the_move_at_both_ends(one: date, other: date) -> None:
    first, second = sorted((one, other))
    states = [
        state_of(load_register(EXAMPLE / day), load_policy(None, as_of))
        for day, as_of in ((BEFORE, first), (AFTER, second))
    ]
    moves = compare(*states).moves
    for end in ("lo", "hi"):
        whole = sum((moves[f"{cause}_{end}"] for cause in CAUSES), moves[f"r_{end}_before"])
        assert (whole - moves[f"r_{end}_after"]).abs().lt(1e-9).all()
    assert moves["r_hi_before"].equals(states[0].scores.vendors["r_hi"].reindex(moves.index))
    assert moves["r_hi_after"].equals(states[1].scores.vendors["r_hi"].reindex(moves.index))


def test_time_alone_moves_by_age_only_and_never_down_at_worst() -> None:
    later = state_of(load_register(EXAMPLE / BEFORE), load_policy(None, date.fromisoformat(AFTER)))
    moves = compare(state_as_of(BEFORE), later).moves
    assert not parts(moves, "register")
    assert not parts(moves, "policy")
    aged = parts(moves, "age")
    assert aged["pennickmere"] == pytest.approx((0, 38.04), abs=0.01)
    assert all(hi >= 0 for _, hi in aged.values())


def test_a_register_edited_on_the_same_day_moves_by_register_only() -> None:
    edited = state_of(load_register(EXAMPLE / BEFORE), load_policy(None, date.fromisoformat(AFTER)))
    moves = compare(edited, state_as_of(AFTER)).moves
    assert not parts(moves, "age")
    assert not parts(moves, "policy")
    assert parts(moves, "register")["consultrill"] == pytest.approx((0, -2.5), abs=0.01)


def test_another_number_of_the_policy_moves_by_policy_only() -> None:
    before = state_as_of(BEFORE)
    policy = replace(before.scores.policy, kappa=0.8)
    moves = compare(before, state_of(before.register, policy)).moves
    assert not parts(moves, "age")
    assert not parts(moves, "register")
    assert parts(moves, "policy")


def test_a_renewed_document_counts_as_the_register_not_as_age() -> None:
    moved = compared().moves.loc["basaltfell"]
    assert moved["age_hi"] > 7
    assert moved["register_hi"] < -9


def test_vendors_that_came_or_went_have_no_move() -> None:
    moves = compared().moves
    assert {"inkharrow", "askwren", "emberloam"}.isdisjoint(moves.index)
    assert set(moves.index) < set(state_as_of(AFTER).scores.vendors.index)


def test_a_vendor_under_another_id_has_its_move(tmp_path: Path) -> None:
    for file in (EXAMPLE / BEFORE).iterdir():
        text = file.read_text(encoding="utf-8").replace("flagstile", "flagstile-inc")
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    before = state_as_of(BEFORE)
    after: State = state_of(load_register(tmp_path), before.scores.policy)
    found = compare(before, after)
    assert found.fates["renumbered"] == 1
    assert "flagstile-inc" in found.moves.index
