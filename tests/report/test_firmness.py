"""What the page says of the ranking: pairs whose order is certain, and how often each vendor comes first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from assembled import example_review, numberz_review, review_of
from registers import write_register
from vendor_review.figures import points
from vendor_review.publication.result_files import firmness_frame
from vendor_review.report import ranking_firmness
from vendor_review.report.pages.blocks import Fragment
from vendor_review.report.review import Review
from vendor_review.report.sections.firmness import certainly_below
from vendor_review.scoring.ranking.firmness import percent

POINTS = st.integers(0, 20).map(lambda twentieth: twentieth * 5.0)
#: One vendor that hosts health data, and one that nothing reaches.
APART = {
    "vendors": [{"vendor_id": "above", "name": "Above"}, {"vendor_id": "below", "name": "Below"}],
    "engagements": [
        {"engagement_id": "e1", "vendor_id": "above", "status": "active", "access_path": "hosts"},
        {"engagement_id": "e2", "vendor_id": "below", "status": "active", "access_path": "none"},
    ],
    "data_shared": [{"engagement_id": "e1", "category": "Health", "custody": "held"}],
}
INTERVALS = st.lists(st.tuples(POINTS, POINTS).map(sorted), min_size=0, max_size=12)


@given(INTERVALS)
def test_as_many_lie_below_an_interval_as_end_before_it_begins(intervals: list[list[float]]) -> None:
    ends = np.array(intervals, dtype=float).reshape(-1, 2)
    expected = [sum(other[1] < own[0] for other in intervals) for own in intervals]
    assert list(certainly_below(ends[:, 0], ends[:, 1])) == expected


def test_intervals_that_touch_are_not_ordered_even_through_the_noise_of_floats() -> None:
    touching = np.array([0.1 + 0.2, 0.0]), np.array([1.0, 0.3])
    assert list(certainly_below(*touching)) == [0, 0]


def told(section: object) -> str:
    (block,) = section.blocks  # type: ignore[attr-defined]
    assert isinstance(block, Fragment)
    return " ".join(block.html.split())


def test_the_examples_pairs_are_counted_one_by_one() -> None:
    rows = list(example_review().vendor_rows.values())
    pairs = list(combinations(rows, 2))
    apart = sum(a["r_hi"] < b["r_lo"] or b["r_hi"] < a["r_lo"] for a, b in pairs)
    html = told(ranking_firmness(example_review()))
    assert f"Of {len(pairs)} pairs of vendors, {len(pairs) - apart} have intervals that overlap" in html
    assert f"In the other {apart}, one vendor is worse" in html
    assert 0 < apart < len(pairs)


def test_where_all_overlap_no_order_is_claimed_at_all() -> None:
    html = told(ranking_firmness(numberz_review()))
    assert (
        "The intervals of all 3 pairs of vendors overlap, so no order is claimed between any of them" in html
    )
    assert "certainly" not in html


def table(section: object, name: str) -> list[list[str]]:
    (block,) = section.blocks  # type: ignore[attr-defined]
    rows = BeautifulSoup(block.html, "html5lib").select(f"table.{name} tbody tr")
    return [[" ".join(cell.get_text(" ").split()) for cell in row.select("th, td")] for row in rows]


@pytest.mark.parametrize("review", [example_review, numberz_review])
def test_the_table_has_every_vendor_with_its_figures(review: Callable[[], Review]) -> None:
    made = review()
    rows, found = table(ranking_firmness(made), "firmness"), made.firmness.vendors
    assert [row[1] for row in rows] == [percent(share) for share in sorted(found["first"], reverse=True)]
    assert {row[0]: row[3] for row in rows} == {
        made.unique_names[str(vendor_id)]: points(rank, 1)
        for vendor_id, rank in found["expected_rank"].items()
    }


def test_no_ranking_is_told_without_its_draws_seed_and_error() -> None:
    review = numberz_review()
    html = told(
        ranking_firmness(
            replace(review, settings={**review.settings, "sample_count": 2_500, "random_seed": 8})
        )
    )
    assert "We re-ranked all vendors 2,500 times with random weights" in html
    assert "(seed 8)." in html
    assert (
        "in 49 % of the weightings (standard error 1.0 %). That is not firm: the policy asks for 95 %" in html
    )
    assert "So the data do not single out one vendor as worst." in html


def test_the_firmness_is_of_as_many_draws_as_the_review_asks_for() -> None:
    review = example_review()
    assert (review.firmness.sample_count, review.firmness.random_seed) == (100, 0)
    frame = firmness_frame(review)
    assert list(frame["vendor_id"]) == list(review.scores.vendors.index)
    assert frame[["sample_count", "random_seed"]].drop_duplicates().to_numpy().tolist() == [[100, 0]]


def test_moved_numbers_name_their_range_and_who_comes_first() -> None:
    rows = table(ranking_firmness(numberz_review()), "moved")
    assert rows[0] == [
        "kappa, what controls can take off",
        "0.8 to 1",
        "99",
        "99",
        "Amazon Web Services",
    ]
    assert [row[-1] for row in rows] == ["Amazon Web Services"] * 4


def test_a_firm_first_place_is_told_as_one(tmp_path: Path) -> None:
    review = review_of(write_register(tmp_path / "apart", APART), "2026-11-01")
    review = replace(review, settings={**review.settings, "sample_count": 1_000})
    html = told(ranking_firmness(review))
    assert "in 100 % of the weightings. That is firm: the policy asks for 95 %" in html
    assert "single out" not in html


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "0 %"), (0.0004, "less than 0.1 %"), (0.0034, "0.3 %"), (0.0123, "1 %"), (0.5923, "59 %"),
        (0.9961, "99.6 %"), (0.9996, "more than 99.9 %"), (1.0, "100 %"),
    ],
)  # fmt: skip
def test_a_share_is_told_in_as_many_figures_as_it_needs(share: float, words: str) -> None:
    assert percent(share) == words
