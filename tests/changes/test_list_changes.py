"""Which changes of a public list are told, and of which customers must have notice."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changes.list_entries import entry, lists
from vendor_review.changes.public_lists.list_changes import ListChange, list_changes, same_wording

HERE = Path(__file__).parent
CASES: list[dict[str, Any]] = tomllib.loads((HERE / "list_changes.toml").read_text("utf-8"))["case"]

Entries = dict[str, dict[str, Any]]


def in_words(change: ListChange) -> str:
    weight = "editorial " if change.editorial else "material " if change.material else ""
    weight = "notice " if change.needs_notice else weight
    name = f"{change.name}, before {change.former_name}" if change.former_name else change.name
    if change.field is None:
        new = f": {change.after}" if change.after else ""
        return f"{weight}{change.kind} of {name}{new}"
    words = (words or "not stated" for words in (change.before, change.after))
    return f"{weight}{change.field} of {name}: {' -> '.join(words)}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"])
def test_customers_are_told(case: dict[str, Any]) -> None:
    before, after = (
        {key: entry(**fields) for key, fields in case[state].items()} for state in ("before", "after")
    )
    known = {name: case.get(name, ()) for name in ("moved_data", "other_vendor")}
    assert [in_words(change) for change in list_changes(before, after, **known)] == case["told"]


# Properties


@given(lists, st.randoms())
def test_a_list_does_not_differ_from_itself_in_any_order(listed: Entries, chance: Any) -> None:
    items = [(key, {**found, "location": chance.sample(found["location"], len(found["location"]))})
             for key, found in listed.items()]  # fmt: skip
    chance.shuffle(items)
    assert list_changes(listed, dict(items)) == ()


@given(lists, lists)
def test_the_way_back_tells_of_the_same_fields(before: Entries, after: Entries) -> None:
    def told(changes: tuple[ListChange, ...]) -> set[tuple[Any, ...]]:
        return {(change.kind, change.field, change.material) for change in changes}

    back = {"addition": "removal", "removal": "addition", "change": "change"}
    there = {(back[kind], *rest) for kind, *rest in told(list_changes(before, after))}
    assert there == told(list_changes(after, before))


@given(lists, lists)
def test_applying_what_is_told_gives_what_customers_see_then(before: Entries, after: Entries) -> None:
    changes = list_changes(before, after)
    rebuilt = apply(before, after, changes)
    assert list_changes(rebuilt, after) == ()
    assert all(change.material for change in changes if change.needs_notice)
    assert not any(change.material for change in changes if change.editorial)
    assert not any(change.needs_notice for change in changes if change.kind == "removal")


def apply(before: Entries, after: Entries, changes: tuple[ListChange, ...]) -> Mapping[str, Any]:
    """`before` with the fields that the changes name taken from `after`, and nothing else."""
    rebuilt = {key: dict(found) for key, found in before.items()}
    for change in changes:
        if change.kind == "removal":
            del rebuilt[change.key]
        elif change.kind == "addition":
            rebuilt[change.key] = after[change.key]
        else:
            fields = ("name", "legal_entity") if change.field == "vendor" else (str(change.field),)
            rebuilt[change.key] |= {field: after[change.key][field] for field in fields}
    return rebuilt


@given(lists, lists, lists)
def test_what_differs_in_the_end_was_told_on_the_way(first: Entries, second: Entries, third: Entries) -> None:
    on_the_way = {change.key for change in (*list_changes(first, second), *list_changes(second, third))}
    in_the_end = {change.key for change in list_changes(first, third)}
    assert in_the_end & first.keys() & second.keys() & third.keys() <= on_the_way


@given(st.text(max_size=30), st.text(max_size=30))
def test_whether_wordings_are_the_same_does_not_depend_on_which_comes_first(left: str, right: str) -> None:
    assert same_wording(left, left)
    assert same_wording(left, right) == same_wording(right, left)
