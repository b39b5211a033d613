"""Pairs of vendors whose order is certain, counted without comparing each with each."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assembled import example_review, numberz_review
from vendor_review.report import ranking_firmness
from vendor_review.report.blocks import Fragment
from vendor_review.report.firmness import certainly_below

POINTS = st.integers(0, 20).map(lambda twentieth: twentieth * 5.0)
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
