"""Other weights: what scoring under a policy with these numbers gives, without scoring anew."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import strategies as st

from assembled import example_review, numberz_review
from drawn import drawn, populations
from population import AS_OF, CONTROLS, POLICY, Vendor, score
from vendor_review.errors import UsageError
from vendor_review.files.package_files import default_policy
from vendor_review.policy import Policy, load_policy
from vendor_review.scoring import Assessment, score_vendors

GROUPS = tuple(POLICY.controls["group"].unique())

times = st.dictionaries(st.sampled_from([*GROUPS, *CONTROLS]), st.floats(0.25, 4), max_size=5)
shares = st.floats(0, 1)


def rescored(scores: Assessment, weights: Mapping[str, float], kappa: float, gate_floor: float) -> Assessment:
    """All vendors scored anew from the register, under a policy that says so."""
    assert scores.checked is not None
    policy = scores.policy
    groups = policy.controls["group"].items()
    many = [weights.get(str(name), 1.0) * weights.get(str(group), 1.0) for name, group in groups]
    weighed = policy.weights * np.array(many)
    supposed = replace(
        policy, weights=weighed / weighed.sum() * policy.weights.sum(), kappa=kappa, gate_floor=gate_floor
    )
    return score_vendors(scores.checked, supposed)


def equal_scores(one: Assessment, other: Assessment) -> None:
    """Both ends of every score agree to 1e-9 points, and so does every contribution."""
    ends = ["r_lo", "r_hi", "c_lo", "c_hi"]
    expected = other.vendors.loc[one.vendors.index, ends]
    pd.testing.assert_frame_equal(one.vendors[ends], expected, rtol=0, atol=1e-9)
    keys, points = ["vendor_id", "rule", "item"], ["weight", "points_lo", "points_hi"]
    rows, others = (scores.ledger.set_index(keys)[points] for scores in (one, other))
    pd.testing.assert_frame_equal(rows, others.loc[rows.index], rtol=0, atol=1e-9)


def policy_with(folder: Path, weights: Mapping[str, int], kappa: float, gate_floor: float) -> Policy:
    """The shipped policy, read from a folder whose policy.toml says these numbers instead."""
    shutil.copytree(default_policy(), folder, dirs_exist_ok=True)
    file = folder / "policy.toml"
    text, total = file.read_text(encoding="utf-8"), sum(weights.values())
    for control, weight in weights.items():
        text = re.sub(rf'(?m)^{control} = ".*"$', f'{control} = "{weight}/{total}"', text)
    for name, number in (("kappa", kappa), ("gate_floor", gate_floor)):
        text = re.sub(rf"(?s)(\[controls\.{name}\].*?\nvalue = )[^\n]+", rf"\g<1>{number}", text, count=1)
    file.write_text(text, encoding="utf-8")
    return load_policy(folder, AS_OF)


@drawn(
    populations,
    st.lists(st.integers(0, 9), min_size=len(CONTROLS), max_size=len(CONTROLS)).filter(any),
    st.integers(80, 100),
    st.integers(30, 70),
)
def test_reweighted_is_what_a_policy_gives_whose_file_says_so(
    tmp_path_factory: pytest.TempPathFactory,
    population: list[Vendor],
    many: list[int],
    kappa: int,
    gate_floor: int,
) -> None:
    scores = score(population)
    assert scores.checked is not None
    weights = dict(zip(CONTROLS, many, strict=True))
    # All controls of the shipped policy weigh the same: times as much are the shares.
    again = scores.reweighted(weights, kappa=kappa / 100, gate_floor=gate_floor / 100).after
    changed = policy_with(tmp_path_factory.mktemp("policy"), weights, kappa / 100, gate_floor / 100)
    assert (changed.kappa, changed.gate_floor) == (kappa / 100, gate_floor / 100)
    equal_scores(again, score_vendors(scores.checked, changed))


@drawn(populations, times, shares, shares)
def test_reweighted_is_what_a_rescore_gives(
    population: list[Vendor], weights: dict[str, float], kappa: float, gate_floor: float
) -> None:
    scores = score(population)
    again = scores.reweighted(weights, kappa=kappa, gate_floor=gate_floor).after
    # Under the very numbers, nothing differs; under numbers worked out apart, nothing that can be seen.
    assert scores.checked is not None
    same = score_vendors(scores.checked, again.policy)
    pd.testing.assert_frame_equal(again.vendors, same.vendors, check_exact=True)
    pd.testing.assert_frame_equal(again.escalators, same.escalators, check_exact=True)
    pd.testing.assert_frame_equal(again.ledger, same.ledger, check_exact=True)
    equal_scores(again, rescored(scores, weights, kappa, gate_floor))


@drawn(populations, st.floats(0.5, 4))
def test_as_much_of_everything_is_as_the_policy_weighs(population: list[Vendor], many: float) -> None:
    scores = score(population)
    assert scores.reweighted().after.vendors.equals(scores.vendors)
    alike = scores.reweighted(dict.fromkeys(GROUPS, many))
    for end in ("r_lo", "r_hi"):
        assert alike.after.vendors[end].to_numpy() == pytest.approx(scores.vendors[end].to_numpy(), abs=1e-9)


@drawn(populations, times)
def test_scores_stay_as_they_are_and_places_add_up(
    population: list[Vendor], weights: dict[str, float]
) -> None:
    scores = score(population)
    vendors, controls = scores.vendors.copy(deep=True), scores.controls.weight.copy()
    rows = scores.reweighted(weights).vendors
    assert scores.vendors.equals(vendors)
    assert (scores.controls.weight == controls).all()
    assert rows["rank"].tolist() == list(range(1, len(rows) + 1))
    assert sorted(rows["rank_before"]) == rows["rank"].tolist()
    assert rows["climbed"].sum() == 0
    for name in ("r_lo", "r_hi", "band", "appetite"):
        assert (rows[f"{name}_before"] == scores.vendors[name][rows.index]).all()


def test_where_controls_are_not_applicable_their_weight_is_shared_out_as_in_a_rescore() -> None:
    scores = example_review().scores
    assert (scores.controls.answer == "not_applicable").any()
    weights = {"VR-A2": 4, "VR-O3": 3, "VR-I3": 0, "identity": 0.5}
    again = scores.reweighted(weights).after
    pd.testing.assert_frame_equal(
        again.vendors,
        rescored(scores, weights, scores.policy.kappa, scores.policy.gate_floor).vendors,
        atol=1e-9,
        rtol=0,
    )


def test_of_numberz_worked_by_hand() -> None:
    found = numberz_review().scores.reweighted({"protection": 2}, kappa=0.8)
    # The protection group has 5 of 18 controls: 10 of 23 shares. VR-P1 is claimed, E1, undated: 0.075 of 2 / 23.
    sendgrid = found.after.vendors.loc["sendgrid"]
    assert sendgrid["r_hi"] == pytest.approx(75 * (1 - 0.8 * 0.075 * 2 / 23))
    assert found.supposed == [
        "protection weighs 2 times as much, 43 % of all",
        "most that controls can take off (kappa): 0.9, then 0.8",
    ]
    assert found.told == "All 3 vendors keep their rank."


def test_a_control_and_its_group_both_count() -> None:
    scores = example_review().scores
    one = scores.reweighted({"access": 2, "VR-A1": 3}).after.policy.weights
    assert one["VR-A1"] / one["VR-I1"] == pytest.approx(6)
    assert one["VR-A2"] / one["VR-I1"] == pytest.approx(2)
    assert one.sum() == pytest.approx(1)


@pytest.mark.parametrize(
    ("weights", "shares", "told"),
    [
        ({"acces": 2}, {}, "'acces' is no control and no group of controls (did you mean 'access'?)"),
        ({"VR-A1": -1}, {}, "VR-A1: -1 is not a number of times; write 0 or above"),
        ({"VR-A1": float("nan")}, {}, "VR-A1: nan is not a number of times"),
        ({"VR-A1": "2"}, {}, "VR-A1: '2' is not a number of times"),
        (dict.fromkeys(GROUPS, 0), {}, "no weight is left for any control of Amazon Web Services"),
        ({}, {"kappa": 1.1}, "kappa: 1.1 is no share; write a number from 0 to 1"),
        ({}, {"gate_floor": "half"}, "gate_floor: 'half' is no share"),
    ],
)
def test_what_cannot_be_is_refused_with_what_could(
    weights: dict[str, float], shares: dict[str, float], told: str
) -> None:
    with pytest.raises(UsageError) as refused:
        numberz_review().scores.reweighted(weights, **shares)
    assert any(told in problem for problem in refused.value.problems)


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(UsageError) as refused:
        numberz_review().scores.reweighted({"acces": 2, "VR-A1": -1}, kappa=2)
    assert len(refused.value.problems) == 3
