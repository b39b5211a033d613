"""Each invented list of `lists/` gives exactly the rows of its label, and nothing that the list does not say."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from intake import compare, kept_out, measure, not_in, squeezed

FOLDER = Path(__file__).parent / "lists"
LISTS: list[dict[str, Any]] = json.loads((FOLDER / "labels.json").read_text(encoding="utf-8"))
WRONG = ("missed", "extra", "extra in use", "decoy", "invented")


@pytest.mark.parametrize("labelled", LISTS, ids=[one["id"] for one in LISTS])
def test_a_list_is_read_as_labelled(labelled: dict[str, Any]) -> None:
    found = list(compare(labelled, FOLDER / "pages" / labelled["file"], {}))
    assert [one for one in found if one[0] in WRONG or one[0].endswith(" wrong")] == []
    assert Counter(kind for kind, _ in found)["found"] == len(labelled["vendors"])


def test_each_shape_has_a_list() -> None:
    assert {Path(one["file"]).suffix for one in LISTS} >= {
        ".md",
        ".mdx",
        ".html",
        ".txt",
        ".yaml",
        ".json",
        ".jsx",
        ".csv",
    }


def test_the_figures_count_a_row_that_is_not_there() -> None:
    of_one = {**LISTS[0], "vendors": [*LISTS[0]["vendors"], {"name": "Nobody GmbH", "purpose_short": None}]}
    assert measure([of_one], FOLDER, misses=False)["missed"] == 1


def test_an_invented_value_is_seen() -> None:
    source = squeezed("<td>Payroll of <b>Larkspur</b> &amp; sons</td>")
    assert list(not_in("Payroll of Larkspur & sons", source)) == []
    assert list(not_in("Payroll in Sweden", source)) == ["Payroll in Sweden"]


def test_the_lists_kept_out_of_tuning_are_always_the_same_third() -> None:
    ids = [f"{number:03}" for number in range(60)]
    assert len(kept_out(ids)) == 20
    assert kept_out(ids) == kept_out(ids[::-1])
    assert kept_out(ids[:10]) == frozenset()
