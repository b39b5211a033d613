"""What to ask first: the drop that is promised is the drop that comes, if the best answer does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import strategies as st

from drawn import drawn, populations
from population import CONTROLS, POLICY, Answer, Vendor, score
from vendor_review.scoring import Assessment, shortest_list
from vendor_review.scoring.scenarios.documents_on_file import documents_on_file
from vendor_review.scoring.scenarios.engine import Scenarios
from vendor_review.scoring.scenarios.requests import requests_of

BEST = Answer("yes", "E5", age_months=0)


def drops(scores: Assessment, vendor_id: str) -> dict[str, float]:
    rows = scores.questions[scores.questions["vendor_id"] == vendor_id]
    return dict(zip(rows["question"], rows["drop"], strict=True))


def r_hi(vendors: Sequence[Vendor]) -> pd.Series:
    return score(vendors).vendors["r_hi"]


def best_answer(stated: Answer | None) -> Answer:
    """What is known stays; what is not is yes; the strongest evidence stands behind it."""
    if stated is None or stated.answer == "unknown":
        return BEST
    return replace(stated, level="E5", age_months=0, expired=False, in_scope="yes")


def test_a_vendor_of_which_nothing_is_known_worked_by_hand() -> None:
    scores = score([Vendor()])
    found = drops(scores, "vendor-00")
    # All 18 at E5: 100 (1 - 0.9). All at E4: the gates, at 0.85, leave 0.925 of strength, the weights 0.85.
    assert found["audit_report"] == pytest.approx(90)
    assert found["certificate"] == pytest.approx(90 * 0.85)
    # Seven promises at E3; the gate VR-I1 stays open, which caps strength at a half, more than they weigh.
    assert found["contract"] == pytest.approx(90 * 7 / 18 * 0.65)
    # Three gates are three eighteenths.
    assert found["gate_evidence"] == pytest.approx(15)
    # Data at its least is 1 x 0.25 of 4 x 1; an access path of none lets nothing through.
    assert found["data_classification"] == pytest.approx(93.75)
    assert found["access_path"] == pytest.approx(100)
    assert [found[control] for control in CONTROLS] == pytest.approx([5.0] * len(CONTROLS))


def test_the_best_question_comes_first_and_says_where_it_could_lead() -> None:
    scores = score([Vendor(kinds=("Health",), path=(3, 3))])
    first = scores.questions.iloc[0]
    assert (first["question"], first["band"], first["appetite"]) == ("audit_report", "low", "within")
    assert first["tier"] == "T1"
    assert scores.questions["drop"].is_monotonic_decreasing


def test_what_cannot_lower_a_score_is_not_asked() -> None:
    known = Vendor(kinds=("Health",), path=(4, 4), answers=dict.fromkeys(CONTROLS, BEST))
    assert list(drops(score([known]), "vendor-00")) == ["data_classification"]
    assert score([Vendor(states_no_data=True, path=(0, 2))]).questions.empty
    refused = Vendor(kinds=("Health",), path=(4, 4), answers={"VR-A2": Answer("no")})
    assert "VR-A2" not in drops(score([refused]), "vendor-00")


@drawn(populations, st.sampled_from(CONTROLS))
def test_the_drop_of_a_control_is_that_of_its_best_answer(population: list[Vendor], control: str) -> None:
    scores = score(population)
    before = scores.vendors["r_hi"]
    answered = [
        replace(vendor, answers={**vendor.answers, control: best_answer(vendor.answers.get(control))})
        for vendor in population
    ]
    after = r_hi(answered)
    for vendor_id in before.index:
        told = drops(scores, str(vendor_id)).get(control, 0.0)
        assert told == pytest.approx(before[vendor_id] - after[vendor_id], abs=1e-8)


@drawn(populations)
def test_an_audit_report_answers_every_control(population: list[Vendor]) -> None:
    scores = score(population)
    audited = [
        replace(vendor, answers={c: best_answer(vendor.answers.get(c)) for c in CONTROLS})
        for vendor in population
    ]
    after = r_hi(audited)
    for vendor_id, before in scores.vendors["r_hi"].to_dict().items():
        told = drops(scores, str(vendor_id)).get("audit_report", 0.0)
        assert told == pytest.approx(before - after.to_dict()[vendor_id], abs=1e-8)


@drawn(populations)
def test_no_drop_goes_below_the_lower_end_and_none_is_nothing(population: list[Vendor]) -> None:
    scores = score(population)
    asked = scores.questions.join(scores.vendors[["r_lo"]], on="vendor_id")
    assert (asked["r_hi"] >= asked["r_lo"] - 1e-9).all()
    assert (asked["drop"] > 0).all()


@drawn(populations)
def test_the_best_answer_with_the_strongest_evidence_to_every_question_meets_the_lower_end(
    population: list[Vendor],
) -> None:
    scores = score(population)
    known = Scenarios.of(scores).known(np.ones(len(CONTROLS)))
    for request in requests_of(scores, documents_on_file(scores)):
        known = request.answered_in(known)
    assert known.r_hi == pytest.approx(scores.vendors["r_lo"].to_numpy(), abs=1e-9)


def test_the_shortest_list_settles_the_cheap_vendors_first() -> None:
    one_document = Vendor(kinds=("Health",), path=(3, 3))
    none_at_all = Vendor(kinds=("Health",), path=(4, 4), answers=dict.fromkeys(CONTROLS, Answer("no")))
    settled_already = Vendor(states_no_data=True, path=(0, 2))
    scores = score([none_at_all, one_document, settled_already])
    found = shortest_list(scores)
    assert found[["vendor_id", "question", "settled"]].to_numpy().tolist() == [
        ["vendor-01", "audit_report", 1]
    ]


@drawn(populations)
def test_what_the_shortest_list_settles_lies_below_the_appetite(population: list[Vendor]) -> None:
    scores = score(population)
    found = shortest_list(scores)
    last = found.drop_duplicates("vendor_id", keep="last")
    assert (last["r_hi"] < POLICY.appetite).all()
    settled = int(found["settled"].max()) if len(found) else 0
    assert settled == len(last)
    # Whoever could be settled is: with every document in hand no more is left open than at best.
    at_best = [
        replace(vendor, answers={c: best_answer(vendor.answers.get(c)) for c in CONTROLS})
        for vendor in population
    ]
    able = score(at_best).vendors.assign(now=scores.vendors["appetite"])
    enough = able["r_hi"].lt(POLICY.appetite) & able["now"].ne("within")
    assert set(able.index[enough]) <= set(last["vendor_id"])
    drops_add_up = found.groupby("vendor_id")["drop"].sum() + last.set_index("vendor_id")["r_hi"]
    before = scores.vendors.loc[drops_add_up.index, "r_hi"]
    assert (drops_add_up - before).abs().lt(1e-8).all()
