"""A review takes the values that hold on its day; days without a value, or with two, are refused."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendor_review.errors import PolicyUnreadable
from vendor_review.policy import load_policy
from vendor_review.policy.refusals import Refusals
from vendor_review.policy.validity import Span, check_spans, in_force

START = date(2026, 1, 1)
DAY = timedelta(days=1)


def lower_kappa(folder: Path, start: str, until_of_first: str = "") -> None:
    """Gives kappa a second value, 0.8, from `start`."""
    file = folder / "policy.toml"
    text = file.read_text("utf-8")
    if until_of_first:
        text = text.replace("value = 0.9\n", f"value = 0.9\nuntil = {until_of_first}\n")
    file.write_text(
        f'{text}\n[[controls.kappa.values]]\nfrom = {start}\nvalue = 0.8\nsource = "own choice"\n', "utf-8"
    )


def problems(folder: Path, as_of: date) -> tuple[str, ...]:
    with pytest.raises(PolicyUnreadable) as refused:
        load_policy(folder, as_of)
    return refused.value.problems


@pytest.mark.parametrize(
    ("as_of", "kappa"),
    [
        (date(2026, 1, 1), 0.9),
        (date(2026, 6, 30), 0.9),
        (date(2026, 7, 1), 0.8),
        (date(2030, 1, 1), 0.8),
    ],
)
def test_a_review_for_an_earlier_date_uses_the_earlier_value(folder: Path, as_of: date, kappa: float) -> None:
    lower_kappa(folder, "2026-07-01")
    assert load_policy(folder, as_of).kappa == kappa


def test_the_numbers_in_force_name_the_day_since_when_the_value_holds(folder: Path) -> None:
    lower_kappa(folder, "2026-07-01")
    numbers = load_policy(folder, date(2026, 8, 1)).numbers.set_index("name")
    assert tuple(numbers.loc["controls.kappa", ["value", "holds_from"]]) == ("0.8", "2026-07-01")


def test_a_day_before_the_first_value_is_refused_once_with_the_first_day_that_has_one(folder: Path) -> None:
    found = [problem for problem in problems(folder, date(2025, 12, 31)) if "policy.toml" in problem]
    assert len(found) == 1
    assert "controls.kappa" in found[0]
    assert found[0].endswith("no value holds on 2025-12-31; the first holds from 2026-01-01")


def test_a_day_after_the_last_value_is_refused(folder: Path) -> None:
    file = folder / "policy.toml"
    file.write_text(
        file.read_text("utf-8").replace("value = 0.9\n", "value = 0.9\nuntil = 2026-10-31\n"), "utf-8"
    )
    assert load_policy(folder, date(2026, 10, 31)).kappa == 0.9
    assert problems(folder, date(2026, 11, 1)) == (
        "policy.toml, controls.kappa: no value holds on 2026-11-01; the last one held until 2026-10-31",
    )


def test_a_gap_between_two_values_is_refused_with_its_days(folder: Path) -> None:
    lower_kappa(folder, "2026-07-01", until_of_first="2026-05-31")
    assert problems(folder, date(2026, 8, 1)) == (
        "policy.toml, controls.kappa: nothing holds from 2026-06-01 to 2026-06-30; "
        "fill the gap, or let the earlier one hold until the later one starts",
    )


def test_two_values_on_one_day_are_refused(folder: Path) -> None:
    lower_kappa(folder, "2026-07-01", until_of_first="2026-07-01")
    assert problems(folder, date(2026, 8, 1)) == (
        "policy.toml, controls.kappa: the one from 2026-01-01 and the one from 2026-07-01 overlap; "
        "let the earlier end by 2026-06-30",
    )


def test_a_category_may_be_rated_anew_from_a_day_on(folder: Path) -> None:
    with (folder / "data_categories.csv").open("a", encoding="utf-8") as file:
        file.write(
            "Picture,Picture,Identifying,mixed,alone,1,2,0.75,1,no,no,Rated anew.,2026-07-01,,own term\n"
        )
    for as_of, dpc_hi in ((date(2026, 6, 30), 1), (date(2026, 7, 1), 2)):
        categories = load_policy(folder, as_of).categories
        assert categories.index.is_unique
        assert categories.loc["Picture", "dpc_hi"] == dpc_hi


def test_adequacy_is_that_of_the_day(folder: Path) -> None:
    def decided(as_of: date) -> set[str]:
        return set(load_policy(folder, as_of).adequacy["code"])

    assert "BR" not in decided(date(2026, 1, 25))
    assert "BR" in decided(date(2026, 1, 26))
    assert "GB" in decided(date(2031, 12, 27))
    assert "GB" not in decided(date(2031, 12, 28))


@st.composite
def neighbours(draw: st.DrawFn) -> tuple[list[Span], list[int]]:
    """Spans in the order of their start, in any order of the list, and the days between each and the next.

    Above 0 the distance is a gap of so many days, below 0 an overlap.
    """
    lengths = draw(st.lists(st.integers(1, 400), min_size=1, max_size=6))
    distances = draw(st.lists(st.integers(-1, 3), min_size=len(lengths) - 1, max_size=len(lengths) - 1))
    spans: list[Span] = []
    start = START
    for length, distance in zip(lengths, [*distances, 0], strict=True):
        until = start + length * DAY
        spans.append(Span(start, until))
        start = until + (1 + distance) * DAY
    return draw(st.permutations(spans)), distances


@given(neighbours())
def test_exactly_the_gaps_and_overlaps_are_refused(drawn: tuple[list[Span], list[int]]) -> None:
    spans, distances = drawn
    refusals = Refusals()
    check_spans(spans, "here", refusals)
    found: tuple[str, ...] = ()
    try:
        refusals.stop_if_any()
    except PolicyUnreadable as refused:
        found = refused.problems
    assert sum("nothing holds" in problem for problem in found) == sum(days > 0 for days in distances)
    assert sum("overlap" in problem for problem in found) == sum(days < 0 for days in distances)


@given(neighbours(), st.integers(-10, 3000))
def test_where_spans_follow_one_another_exactly_one_value_holds_from_the_first_day_to_the_last(
    drawn: tuple[list[Span], list[int]], offset: int
) -> None:
    spans, distances = drawn
    as_of = START + offset * DAY
    value = in_force([(span, span) for span in spans], as_of)
    if all(days == 0 for days in distances):
        assert (value is not None) == (START <= as_of <= max(span.until or START for span in spans))
    if value is not None:
        assert value.holds(as_of)
        assert value.start == max(span.start for span in spans if span.holds(as_of))
