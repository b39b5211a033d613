"""The next version of a sheet comes into a draft that a person has worked on, and what the person wrote stays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendor_review.files.json_text import parsed_json
from vendor_review.intake.draft.next_version import NextVersion, next_version, packed, unpacked
from vendor_review.register.layout import TABLES
from vendor_review.register.source_kind import Content

Rows = dict[str, dict[str, str]]


def content(said_of: Rows, *own: str) -> Content:
    """A draft of vendors that have one engagement each, which says what is given, and documents where it says so."""
    tables: dict[str, Any] = {name: [] for name in TABLES}
    for vendor_id, cells in said_of.items():
        tables["vendors"].append(row("vendors", {"vendor_id": vendor_id, "name": vendor_id.title()}))
        said = {"engagement_id": f"{vendor_id}-1", "vendor_id": vendor_id, **cells}
        tables["engagements"].append(row("engagements", said, own))
    return Content(tables, None, {"engagements": own} if own else {})


def row(table: str, cells: dict[str, str], own: Sequence[str] = ()) -> tuple[str, ...]:
    return tuple(cells.get(name, "") for name in (*TABLES[table].names, *own))


def engagements(made: NextVersion) -> Rows:
    names = made.content.names("engagements")
    rows = (dict(zip(names, cells, strict=True)) for cells in made.content.tables["engagements"])
    return {
        one.pop("vendor_id"): {name: cell for name, cell in one.items() if cell and name != "engagement_id"}
        for one in rows
    }


def test_a_cell_that_nobody_has_touched_follows_the_sheet() -> None:
    made = next_version(
        content({"aws": {"owner": "IT"}}),
        content({"aws": {"owner": "IT"}}),
        content({"aws": {"owner": "Ops"}}),
    )
    assert engagements(made) == {"aws": {"owner": "Ops"}}
    assert (made.kept, made.said) == (0, [])


@pytest.mark.parametrize(
    ("drafted", "written", "now", "stays", "is_said"),
    [
        ("", "hosts", "", "hosts", False),
        ("stores", "hosts", "stores", "hosts", False),
        ("stores", "", "stores", "", False),
        ("stores", "hosts", "receives", "hosts", True),
        ("stores", "", "receives", "", True),
        ("stores", "hosts", "hosts", "hosts", False),
    ],
)
def test_a_cell_that_a_person_wrote_stays_and_a_sheet_that_says_otherwise_is_named(
    drafted: str, written: str, now: str, stays: str, is_said: bool
) -> None:
    base, current, fresh = (content({"aws": {"access_path": one}}) for one in (drafted, written, now))
    made = next_version(base, current, fresh)
    assert engagements(made)["aws"].get("access_path", "") == stays
    assert bool(made.said) is is_said
    if is_said:
        assert made.said[0].startswith("engagements.csv, aws-1, column access_path: ")
        assert "stays, as you wrote it; the source now says 'receives'" in made.said[0]


def test_a_row_that_a_person_added_stays_and_one_that_they_deleted_stays_away() -> None:
    base = content({"aws": {}, "slack": {}})
    current = content({"aws": {}, "okta": {"owner": "IT"}})
    made = next_version(base, current, content({"aws": {}, "slack": {}, "zoom": {}}))
    assert [*engagements(made)] == ["aws", "okta", "zoom"]
    made = next_version(base, current, content({"aws": {}, "slack": {"owner": "Ops"}}))
    assert made.said == ["engagements.csv, slack-1: has changed in the source; it stays away, as you left it"]


def test_a_vendor_that_the_sheet_no_longer_has_goes_unless_a_person_confirmed_it() -> None:
    base = content({"aws": {}, "slack": {}, "zoom": {}})
    current = content({"aws": {}, "slack": {"public": "yes"}, "zoom": {}})
    made = next_version(base, current, content({"aws": {}}))
    assert [*engagements(made)] == ["aws", "slack"]
    assert [cells[0] for cells in made.content.tables["vendors"]] == ["aws", "slack"]
    assert made.said[0] == "zoom is no longer in the source; its rows are left out"
    assert made.said[1].startswith("slack is no longer in the source; its rows stay, since you have")


def test_columns_of_a_persons_own_and_new_ones_of_the_sheet_stand_side_by_side() -> None:
    made = next_version(
        content({"aws": {"x_spend": "9"}}, "x_spend"),
        content({"aws": {"x_spend": "9", "x_mine": "a"}}, "x_spend", "x_mine"),
        content({"aws": {"x_spend": "10", "x_risk": "low"}}, "x_spend", "x_risk"),
    )
    assert made.content.own["engagements"] == ("x_spend", "x_mine", "x_risk")
    assert engagements(made)["aws"] == {"x_spend": "10", "x_mine": "a", "x_risk": "low"}


_cells = st.dictionaries(
    st.sampled_from(["owner", "access_path", "public", "notes"]), st.sampled_from(["", "a", "b", "yes"])
)
_drafts = st.dictionaries(st.sampled_from(["aws", "okta", "slack", "zoom"]), _cells).map(content)


@given(_drafts, _drafts)
def test_what_nobody_touched_becomes_the_sheet_and_an_unchanged_sheet_changes_nothing(
    one: Content, other: Content
) -> None:
    assert engagements(next_version(one, one, other)) == engagements(next_version(other, other, other))
    assert engagements(next_version(one, other, one)) == engagements(next_version(other, other, other))


@given(_drafts, _drafts, _drafts)
def test_no_word_of_a_person_is_ever_lost(base: Content, current: Content, fresh: Content) -> None:
    drafted, written = (engagements(next_version(one, one, one)) for one in (base, current))
    found = engagements(next_version(base, current, fresh))
    for vendor_id, cells in written.items():
        for name, value in cells.items():
            if drafted.get(vendor_id, {}).get(name) != value:
                assert found[vendor_id][name] == value


@given(_drafts)
def test_the_state_of_a_draft_reads_back(draft: Content) -> None:
    back = unpacked(parsed_json(packed(draft)))
    assert {name: [*rows] for name, rows in back.tables.items()} == dict(draft.tables)


@pytest.mark.parametrize(
    "damaged",
    ["[]", "{}", '{"tables": {"vendors": {"columns": ["x"], "rows": []}}}', '{"tables": {"odd": {}}}'],
)
def test_a_state_that_is_damaged_is_none(damaged: str) -> None:
    with pytest.raises(ValueError, match="of a draft"):
        unpacked(parsed_json(damaged))
