"""The numbers of the scoring model as they are agreed, and that each of them says where it comes from."""

from __future__ import annotations

import math
from datetime import date

import pytest

from vendor_review.policy import Policy, load_policy

#: What was agreed, in the words of the model.
AGREED = [
    ("kappa", 0.9),
    ("gate_floor", 0.5),
    ("answers", {"no": 0.0, "partial": 0.5, "yes": 1.0}),
    ("evidence_strength", {"E1": 0.3, "E2": 0.5, "E3": 0.65, "E4": 0.85, "E5": 1.0}),
    ("answer_days", 45),
    ("ciphertext_factor", 0.25),
    ("ciphertext_proof", ("VR-P3", "E4")),
    ("evidence_full_months", 12.0),
    ("evidence_floor_months", 36.0),
    ("evidence_floor", 0.25),
    ("path_levels", {"none": 0, "incidental": 1, "receives": 2, "stores": 3, "hosts": 4}),
    ("unknown_dpc", (1.0, 4.0)),
    ("unknown_ei", (0.25, 1.0)),
    ("bands", (("low", 0.0), ("medium", 10.0), ("high", 20.0), ("very high", 40.0))),
    ("appetite", 20.0),
    ("tiers", (("T4", 0.0), ("T3", 10.0), ("T2", 25.0), ("T1", 50.0))),
    ("review_months", {"T1": 12, "T2": 12, "T3": 24, "T4": 36}),
    ("interim_months", {"T1": 6}),
    ("lapsing_days", 60),
    ("event_days", 30),
    ("large_scales", frozenset({"large", "huge"})),
    ("vulnerable_subjects", frozenset({"children", "patients", "vulnerable_people"})),
    ("enisa_circumstances", 1.0),
    ("enisa_bands", (("low", 0.0), ("medium", 2.0), ("high", 3.0), ("very high", 4.0))),
    ("ebios_dependency", (1.0, 4.0)),
    ("ebios_dependency_of", {"low": 1.0, "medium": 2.0, "high": 3.0, "critical": 4.0}),
]


@pytest.mark.parametrize(("name", "agreed"), AGREED, ids=[name for name, _ in AGREED])
def test_a_number_is_as_agreed(policy: Policy, name: str, agreed: object) -> None:
    assert getattr(policy, name) == agreed


def test_all_eighteen_controls_weigh_the_same(policy: Policy) -> None:
    assert list(policy.weights.index) == list(policy.controls.index)
    assert set(policy.weights) == {1 / 18}
    assert math.isclose(policy.weights.sum(), 1, rel_tol=1e-15)


def test_every_number_in_force_says_what_it_means_in_which_unit_since_when_and_why(policy: Policy) -> None:
    numbers = policy.numbers
    assert list(numbers.columns) == ["name", "meaning", "value", "unit", "holds_from", "source"]
    assert numbers["name"].is_unique
    assert not (numbers == "").to_numpy().any()
    assert not numbers.isna().to_numpy().any()
    assert set(numbers["holds_from"]) == {"2026-01-01"}


def test_the_numbers_read_as_they_are_written(policy: Policy) -> None:
    values = policy.numbers.set_index("name")["value"]
    assert values["controls.weights VR-A1"] == "1/18"
    assert values["evidence.strength E3"] == "0.65"
    assert values["score.bands very high"] == "40"
    assert values["tiers.large_scales"] == "large, huge"
    assert values["controls.kappa"] == "0.9"
    assert values["data.ciphertext_proof"] == "VR-P3, E4"


def test_no_standard_is_made_the_source_of_an_own_choice(policy: Policy) -> None:
    sources = policy.numbers.set_index("name")["source"]
    assert (
        sources.loc[["controls.kappa", "controls.gate_floor", "score.appetite"]]
        .str.contains("own choice")
        .all()
    )
    assert sources.filter(like="enisa.").str.startswith("ENISA, ").all()
    assert sources.filter(like="ebios.").str.contains("ANSSI, EBIOS Risk Manager").all()


def test_the_same_policy_twice_gives_the_same_numbers_and_hashes(policy: Policy) -> None:
    again = load_policy(None, date(2026, 11, 23))
    assert again.numbers.equals(policy.numbers)
    assert again.hashes == policy.hashes
