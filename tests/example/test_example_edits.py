"""A slip of the hand in the example does not go unnoticed."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effort import tries
from example.example_edits import Edit, check_tables, edits, known_findings, new_findings
from example.example_tables import AFTER, state

KINDS = ("typo in an id", "swapped days", "another spelling of a day", "deleted row", "changed code")


def test_every_kind_of_edit_can_be_drawn_from_many() -> None:
    counted = Counter(edit.kind for edit in edits())
    assert set(counted) == set(KINDS)
    assert min(counted.values()) >= 20


def test_without_an_edit_nothing_new_is_found() -> None:
    checked = check_tables(state(AFTER).register.tables)
    found = Counter(checked.findings[["rule", "table", "column", "value"]].itertuples(index=False, name=None))
    assert found == known_findings()


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=tries(5))
@given(data=st.data())
def test_each_random_edit_is_found(kind: str, data: st.DataObject) -> None:
    edit: Edit = data.draw(st.sampled_from([edit for edit in edits() if edit.kind == kind]))

    new = new_findings(edit)

    assert edit.is_found(new), f"{edit} brings no finding about itself, only {sorted(new)}"
