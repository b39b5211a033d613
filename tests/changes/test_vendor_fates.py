"""What became of a vendor: cases that whoever keeps a register can read."""

from __future__ import annotations

import pandas as pd
import pytest

from example.example_states import compared
from vendor_review.changes.registers.vendor_identity import pair_vendors
from vendor_review.register.layout import TABLES


def vendors(*rows: str) -> pd.DataFrame:
    """Rows as `id | name | aliases | legal entity`."""
    cells = [[cell.strip() for cell in f"{row} | | |".split("|")[:4]] for row in rows]
    table = pd.DataFrame(cells, columns=["vendor_id", "name", "aliases", "legal_entity"], dtype=str)
    return table.reindex(columns=list(TABLES["vendors"].names), fill_value="")


CASES = {
    "nothing changes": (["a | Acme"], ["a | Acme"], [("a", "kept", "")]),
    "a vendor comes": (["a | Acme"], ["a | Acme", "b | Birch"], [("b", "added", ""), ("a", "kept", "")]),
    "a vendor goes": (["a | Acme", "b | Birch"], ["a | Acme"], [("b", "removed", ""), ("a", "kept", "")]),
    "another name under the same id": (["a | Acme"], ["a | Zenith"], [("a", "renamed", "")]),
    "another id, same name in other spelling": (
        ["qb | Quick Books"],
        ["quickbooks | QuickBooks, Inc."],
        [("qb", "renumbered", "")],
    ),
    "merged into one that was there before, which carries the name as an alias": (
        ["a | Acme", "b | Birch Logs"],
        ["a | Acme | Birch Logs"],
        [("b", "merged", "a"), ("a", "kept", "")],
    ),
    "known by the legal entity": (
        ["a | Acme | | Acme Holdings GmbH"],
        ["z | Zenith | | Acme Holdings"],
        [("a", "renumbered", "")],
    ),
    "a shared first word is no name": (
        ["g | Google"],
        ["gc | Google Cloud"],
        [("gc", "added", ""), ("g", "removed", "")],
    ),
    "two vendors carry the name: nothing is guessed": (
        ["a | Acme"],
        ["b | Birch | Acme", "c | Cedar | Acme"],
        [("b", "added", ""), ("c", "added", ""), ("a", "removed", "")],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_becomes_of_vendors(case: str) -> None:
    before, after, expected = CASES[case]
    old, new = vendors(*before), vendors(*after)
    found = pair_vendors(old, new, (pd.Index(old["vendor_id"]), pd.Index(new["vendor_id"])))
    told = [(row.former_id or row.vendor_id, row.fate, row.into) for row in found.itertuples()]
    assert told == expected


def test_a_vendor_that_is_no_longer_engaged_is_removed_though_its_row_is_still_there() -> None:
    both = vendors("a | Acme")
    found = pair_vendors(both, both, (pd.Index(["a"]), pd.Index([])))
    assert found["fate"].tolist() == ["removed"]


def test_in_the_example_one_comes_one_goes_one_merges_and_one_is_renamed() -> None:
    found = compared().vendors.set_index("name")
    assert found.loc[found["fate"].ne("kept"), "fate"].to_dict() == {
        "Inkharrow Documents": "added",
        "Askwren": "removed",
        "Emberloam Logs": "merged",
        "Lexomarra": "renamed",
    }
    assert found.loc["Emberloam Logs", "into"] == "watchfen"
    assert found.loc["Lexomarra", "former_name"] == "Glotfen Translations"
