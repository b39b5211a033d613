"""How often a vendor comes first: exact where it can be worked by hand, and what must hold for every register."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from drawn import drawn, populations
from population import CONTROLS, POLICY, Answer, Vendor, register_of, score
from vendor_review.policy import Policy
from vendor_review.scoring import Firmness, sample_firmness, score_vendors

DRAWS = 10_000
SHOWN = Answer("yes", "E5", age_months=0)
#: All controls shown but for one or two; without the weights of those, C is what is left.
ALL_SHOWN = dict.fromkeys(CONTROLS, SHOWN)
#: A policy under which any kind of data has severity 1, so that only path and controls matter.
SEVERE = replace(POLICY, categories=POLICY.categories.assign(dpc_lo=4.0, dpc_hi=4.0, ei_lo=1.0, ei_hi=1.0))


def firmness(vendors: list[Vendor], policy: Policy = SEVERE, draws: int = DRAWS, seed: int = 0) -> Firmness:
    return sample_firmness(score(vendors, policy), draws, seed)


def first(found: Firmness) -> list[float]:
    """First shares in the order in which the vendors were given."""
    return found.vendors["first"].sort_index().tolist()


def near(share: float, draws: int = DRAWS) -> object:
    """Within four standard errors."""
    return pytest.approx(share, abs=4 * np.sqrt(share * (1 - share) / draws))


def lacking(*controls: str) -> Vendor:
    answers = ALL_SHOWN | dict.fromkeys(controls, Answer("no"))
    return Vendor(kinds=("Health",), path=(4, 4), answers=answers)


def shown(path: tuple[int, int]) -> Vendor:
    """A vendor whose score is 10 points times its path as a share of the whole."""
    return Vendor(kinds=("Health",), path=path, answers=ALL_SHOWN)


def test_three_vendors_far_apart_keep_their_places_in_every_draw() -> None:
    found = firmness([shown((1, 1)), lacking("VR-A1"), shown((2, 3))])
    assert first(found) == [0.0, 1.0, 0.0]
    assert found.vendors["expected_rank"].sort_index().tolist() == [3.0, 1.0, 2.0]
    names = ["vendor-00", "vendor-01", "vendor-02"]
    wins = found.pairwise.loc[names, names].to_numpy()
    assert wins[np.triu_indices(3, 1)].tolist() == [0.0, 0.0, 1.0]
    assert wins[np.tril_indices(3, -1)].tolist() == [1.0, 1.0, 0.0]
    assert np.isnan(np.diag(wins)).all()
    assert found.vendors["firm"].sort_index().tolist() == [False, True, False]
    assert found.vendors["statement"].sort_index().tolist() == [
        "first in none of 10,000 weightings",
        "first in all of 10,000 weightings: firm",
        "first in none of 10,000 weightings",
    ]


def test_equal_vendors_share_the_first_place_exactly() -> None:
    found = firmness([shown((1, 4)), shown((1, 4))], draws=999)
    assert first(found) == [0.5, 0.5]
    assert found.vendors["expected_rank"].tolist() == [1.5, 1.5]
    assert found.pairwise.loc["vendor-00", "vendor-01"] == 0.5


def test_equal_scores_of_unlike_vendors_are_a_fair_lot() -> None:
    """Twice the path and half the data severity: the same points in every draw, from other inputs."""
    halved = POLICY.categories.assign(dpc_lo=4.0, dpc_hi=4.0, ei_lo=1.0, ei_hi=1.0)
    halved.loc["Name", ["ei_lo", "ei_hi"]] = 0.5
    policy = replace(POLICY, categories=halved)
    pair = [Vendor(("Health",), (2, 2), ALL_SHOWN), Vendor(("Name",), (4, 4), ALL_SHOWN)]
    assert first(firmness(pair, policy)) == [near(0.5), near(0.5)]


def test_the_weights_decide_between_vendors_that_lack_one_control_each() -> None:
    """The one that lacks the heaviest of three comes first; three exponentials share 1 as 11/18, 5/18 and 2/18."""
    lacked = ("VR-A2", "VR-A3", "VR-A4")
    found = firmness([lacking(control) for control in lacked])
    assert first(found) == [near(1 / 3)] * 3
    weights = found.central_weights.loc["vendor-00"]
    # The three have a sixth of all weight together, on average and in each third of the draws.
    assert weights["VR-A2"] == pytest.approx(11 / 18 / 6, rel=0.03)
    assert weights[["VR-A3", "VR-A4"]].to_numpy() == pytest.approx(7 / 36 / 6, rel=0.05)
    assert weights.sum() == pytest.approx(1, abs=1e-12)
    # Nothing is unknown, so that under those weights the first place is certain.
    assert found.vendors["confidence"].tolist() == [1.0, 1.0, 1.0]


def test_one_control_is_lighter_than_two_in_three_weightings_of_four() -> None:
    found = firmness([lacking("VR-A2"), lacking("VR-A3", "VR-A4")])
    assert first(found) == [near(1 / 4), near(3 / 4)]


def test_a_vendor_stands_anywhere_between_its_ends_with_equal_chance() -> None:
    """10 points times u against 2.5: above in three draws of four, whatever the weights."""
    found = firmness([shown((1, 1)), shown((0, 4))])
    assert first(found) == [near(1 / 4), near(3 / 4)]
    assert found.vendors["confidence"].sort_index().tolist() == [near(1 / 4), near(3 / 4)]


def test_all_unknowns_of_a_vendor_stand_alike() -> None:
    """Severity and path both unknown: 10 u^2 against 2.5, above for u over a half; apart it would be 40 %."""
    categories = SEVERE.categories.copy()
    categories.loc["Name", ["dpc_lo", "ei_lo"]] = 0.0
    policy = replace(SEVERE, categories=categories)
    found = firmness([shown((1, 1)), Vendor(("Name",), (0, 4), ALL_SHOWN)], policy)
    assert first(found) == [near(1 / 2), near(1 / 2)]


def test_an_unrated_vendor_takes_part_with_its_whole_interval() -> None:
    found = firmness([Vendor(), lacking("VR-A1")], POLICY)
    assert 0 < first(found)[0] < 1


def test_the_cap_of_the_gates_holds_in_every_draw() -> None:
    """At most half of kappa comes off: 55 points, against 50 with no controls at all at half the path."""
    weak = Vendor(("Health",), (2, 2), dict.fromkeys(CONTROLS, Answer("no")))
    assert first(firmness([lacking("VR-A1"), weak])) == [1.0, 0.0]


def test_a_handful_of_draws_proves_nothing() -> None:
    apart = [shown((1, 1)), lacking("VR-A1")]
    for draws, firm in ((1, False), (10, False), (1_000, True)):
        found = firmness(apart, draws=draws).vendors.loc["vendor-01"]
        assert (found["first"], found["firm"]) == (1.0, firm)


def test_the_error_falls_with_the_root_of_the_draws() -> None:
    scores = score([lacking("VR-A2"), lacking("VR-A3", "VR-A4")], SEVERE)
    missed = {
        draws: np.sqrt(
            np.mean(
                [
                    (sample_firmness(scores, draws, seed).vendors["first"].max() - 0.75) ** 2
                    for seed in range(100)
                ]
            )
        )
        for draws in (100, 1_600)
    }
    for draws, error in missed.items():
        assert error == pytest.approx(np.sqrt(0.75 * 0.25 / draws), rel=0.25)
    assert missed[100] / missed[1_600] == pytest.approx(4, rel=0.3)


def test_the_standard_error_is_told_of_each_share() -> None:
    found = firmness([lacking("VR-A2"), lacking("VR-A3", "VR-A4")], draws=400)
    share = found.vendors["first"]
    assert np.allclose(found.vendors["standard_error"], np.sqrt(share * (1 - share) / 400))


def test_of_many_vendors_the_first_ranks_are_kept_and_the_foremost_compared() -> None:
    many = [shown((0, 1 + place % 4)) for place in range(45)] + [lacking("VR-A1")]
    found = firmness(many, draws=200)
    assert found.ranks.columns.equals(pd.RangeIndex(1, 11))
    assert found.pairwise.shape == (40, 40)
    assert found.vendors["expected_rank"].mean() == pytest.approx(23.5)
    assert repr(found).endswith("and 6 more")


def test_memory_is_that_of_a_chunk_not_of_all_draws() -> None:
    scores = score([Vendor(path=(0, 1 + place % 4)) for place in range(300)])
    whole = 300 * 5_000 * 8
    tracemalloc.start()
    sample_firmness(scores, 5_000, scores_at_once=(2**14, 2**14))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < whole / 3


def test_a_register_without_vendors_has_no_ranks() -> None:
    found = firmness([])
    assert found.vendors.empty
    assert found.pairwise.empty


@drawn(populations, st.integers(1, 300), st.booleans())
def test_the_shares_of_a_rank_and_of_a_vendor_sum_to_1(
    population: list[Vendor], draws: int, parameters_too: bool
) -> None:
    found = sample_firmness(score(population), draws, 3, parameters_too=parameters_too)
    assert found.ranks.sum(axis=0).to_numpy() == pytest.approx(1)
    assert found.ranks.sum(axis=1).to_numpy() == pytest.approx(1)
    mean = (found.ranks * found.ranks.columns.to_numpy()).sum(axis=1)
    assert found.vendors["expected_rank"].to_numpy() == pytest.approx(mean.to_numpy())
    both = found.pairwise + found.pairwise.T
    assert both.to_numpy()[~np.eye(len(both), dtype=bool)] == pytest.approx(1)
    came_first = found.vendors["first"] > 0
    weights = found.central_weights
    assert weights[came_first].sum(axis=1).to_numpy() == pytest.approx(1)
    assert weights[~came_first].isna().all(axis=None)
    assert found.vendors["confidence"].isna().eq(~came_first).all()


@drawn(populations, st.randoms(use_true_random=False), st.booleans())
def test_order_and_names_change_no_figure(
    population: list[Vendor], random: Random, parameters_too: bool
) -> None:
    order = list(range(len(population)))
    random.shuffle(order)
    names = {place: f"renamed-{number:02d}" for number, place in enumerate(order)}
    shuffled = register_of([population[place] for place in order], [names[place] for place in order])
    tables = {name: table.iloc[::-1] for name, table in shuffled.tables.items()}
    renamed = score_vendors(replace(shuffled, tables=tables), POLICY)
    after = sample_firmness(renamed, 150, 1, parameters_too=parameters_too)
    before = sample_firmness(score(population), 150, 1, parameters_too=parameters_too)
    back = {name: f"vendor-{place:02d}" for place, name in names.items()}
    for name in ("vendors", "ranks", "pairwise", "central_weights"):
        was, now = (getattr(found, name).drop(columns="name", errors="ignore") for found in (before, after))
        now = now.rename(index=back)
        if name == "pairwise":
            now = now.rename(columns=back).loc[was.index, was.columns]
        assert_frame_equal(
            now.loc[was.index], was, check_exact=True, check_index_type=False, check_column_type=False
        )


@drawn(populations, st.integers(1, 400), st.integers(1, 400), st.booleans())
def test_how_many_scores_are_computed_at_once_changes_no_figure(
    population: list[Vendor], few: int, many: int, parameters_too: bool
) -> None:
    scores = score(population)
    whole = sample_firmness(scores, 120, 2, parameters_too=parameters_too)
    parts = sample_firmness(scores, 120, 2, parameters_too=parameters_too, scores_at_once=(few, many))
    for name in ("vendors", "ranks", "pairwise", "central_weights"):
        assert_frame_equal(getattr(parts, name), getattr(whole, name), check_exact=True)


def test_a_seed_gives_the_same_figures_everywhere_and_another_gives_others() -> None:
    """The counts are written down, so that another platform or version that draws otherwise is told here."""
    vendors = [Vendor(), lacking("VR-A2"), shown((0, 4)), lacking("VR-A1", "VR-O1")]
    found = firmness(vendors, POLICY, draws=1_000)
    assert (pd.Series(first(found)) * 1_000).round().tolist() == [317, 5, 0, 678]
    assert first(firmness(vendors, POLICY, draws=1_000, seed=1)) != first(found)
