"""What moving one number of the policy would change, against scores computed with that number."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import strategies as st

from drawn import LEVELS, drawn, populations
from population import CONTROLS, POLICY, Answer, Vendor, score
from vendor_review.policy import Policy
from vendor_review.scoring import move_numbers
from vendor_review.scoring.scenarios.sensitivity import GATE_FLOOR, KAPPA, STRENGTH, WEIGHTS

RANKING = POLICY.ranking


def with_weight(control: str, multiple: float) -> Policy:
    share = POLICY.weights[control] * multiple
    weights = POLICY.weights * (1 - share) / (1 - POLICY.weights[control])
    weights[control] = share
    return replace(POLICY, weights=weights)


POLICIES = {
    KAPPA: [replace(POLICY, kappa=kappa) for kappa in RANKING.kappa],
    GATE_FLOOR: [replace(POLICY, gate_floor=floor) for floor in RANKING.gate_floor],
    STRENGTH: [
        replace(POLICY, evidence_strength=strengths)
        for strengths in (RANKING.strength_low, RANKING.strength_high)
    ],
    WEIGHTS: [with_weight(control, multiple) for control in CONTROLS for multiple in RANKING.weight],
}


@drawn(populations, st.sampled_from([KAPPA, GATE_FLOOR, STRENGTH]))
def test_a_moved_number_gives_the_scores_of_a_policy_that_has_it(
    population: list[Vendor], moved: str
) -> None:
    holds(population, moved)


def test_a_moved_weight_gives_the_scores_of_a_policy_that_has_it() -> None:
    answers = {control: Answer("yes", LEVELS[place % 5], 0) for place, control in enumerate(CONTROLS)}
    some = dict(list(answers.items())[::2]) | {"VR-A1": Answer("partial", "E4", 20), "VR-O1": Answer("no")}
    holds([Vendor(), Vendor(("Health",), (4, 4), answers), Vendor(("Health",), (3, 4), some)], WEIGHTS)


def holds(population: list[Vendor], moved: str) -> None:
    scores = score(population)
    found = move_numbers(scores)
    policies = [POLICY, *POLICIES[moved]]
    tried = pd.DataFrame([score(population, policy).vendors["r_hi"] for policy in policies])
    tried = tried[list(scores.vendors.index)]
    ends = found.vendors.xs(moved, level="moved")
    assert np.allclose(ends["least"], tried.min(axis=0), atol=1e-9)
    assert np.allclose(ends["most"], tried.max(axis=0), atol=1e-9)
    highest = tried.round(9).eq(tried.round(9).max(axis=1), axis=0).any(axis=0)
    assert found.first[moved] == tuple(tried.columns[highest])


def test_the_strengths_of_evidence_can_turn_the_order_round() -> None:
    """At E1 and half the exposure against E5 and the whole: 100 (1 - 0.9 s) is between 16.75 and 10."""
    shown = [
        Vendor(("Health",), path, dict.fromkeys(CONTROLS, Answer("yes", level, age_months=0)))
        for path, level in (((1, 1), "E1"), ((4, 4), "E5"))
    ]
    found = move_numbers(score(shown))
    strengths = found.vendors.xs(STRENGTH, level="moved")
    ends = dict(zip(strengths.index, strengths.to_numpy().tolist(), strict=True))
    # 25 (1 - 0.9 x 0.3) = 18.25 against 10; at the low ends 25 (1 - 0.9 x 0.15) = 21.625 against 16.75.
    assert ends["vendor-00"] == pytest.approx([16.0, 21.625])
    assert ends["vendor-01"] == pytest.approx([10.0, 16.75])
    assert found.first[STRENGTH] == ("vendor-00",)
    # kappa 0.8 leaves 19 against 20, kappa 1 17.5 against 0.
    assert set(found.first[KAPPA]) == {"vendor-00", "vendor-01"}


def test_a_register_without_vendors_has_nothing_to_move() -> None:
    assert move_numbers(score([])).vendors.empty
