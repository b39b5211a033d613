"""The engine of suppositions against registers in which the same is really stated, scored anew from the start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import strategies as st

from drawn import drawn, populations
from population import AS_OF, CONTROLS, POLICY, Vendor, register_of, score
from restated import Stated, restated, with_document
from vendor_review.schema import CheckedRegister
from vendor_review.scoring import score_vendors
from vendor_review.scoring.scenarios.documents_on_file import documents_on_file
from vendor_review.scoring.scenarios.engine import Scenarios
from vendor_review.scoring.scenarios.remediation import REMEDIED, write_remediation
from vendor_review.scoring.scenarios.requests import in_turn, requests_of

#: Few at a time: each of them is scored anew from the start, many times over.
few = populations.map(lambda vendors: vendors[:2])
DOCUMENTS = tuple(POLICY.requests.index[POLICY.requests["settles"].eq("controls")])
#: What the rows of every supposition must have in common with a register that states it.
FIGURES = ["r_lo", "r_hi", "appetite"]


def scored_anew(checked: CheckedRegister, vendor_id: str) -> dict[Any, Any]:
    return rows_by_id(score_vendors(checked, POLICY).vendors)[vendor_id]


def rows_by_id(frame: pd.DataFrame) -> dict[Any, dict[Any, Any]]:
    found: dict[Any, dict[Any, Any]] = frame.to_dict("index")
    return found


def agree(found: Mapping[Any, Any], anew: Mapping[Any, Any], figures: Sequence[str] = FIGURES) -> None:
    for name in figures:
        if isinstance(anew[name], str):
            assert found[name] == anew[name], name
        else:
            assert found[name] == pytest.approx(anew[name], rel=0, abs=1e-9), name


@drawn(populations, st.integers(0, 5), st.sampled_from(CONTROLS))
def test_what_a_question_leaves_is_the_score_of_a_register_that_answers_it(
    population: list[Vendor], which: int, control: str
) -> None:
    checked, vendor_id = register_of(population), f"vendor-{which % len(population):02d}"
    questions = score_vendors(checked, POLICY).questions
    asked = rows_by_id(questions[questions["vendor_id"].eq(vendor_id)].set_index("question"))
    said = population[which % len(population)].answers.get(control)
    answer = "yes" if said is None or said.answer == "unknown" else said.answer
    answered = {control: restated(checked, vendor_id, {control: (answer, "E5", AS_OF)})}
    answered |= {request: with_document(checked, vendor_id, request) for request in DOCUMENTS}
    for question, register in answered.items():
        if question in asked:
            anew = scored_anew(register, vendor_id)
            agree(asked[question], anew, ["r_hi", "band", "appetite", "tier"])


@drawn(few)
def test_every_step_of_remediation_is_the_score_of_a_register_that_takes_it(population: list[Vendor]) -> None:
    checked = register_of(population)
    scores = score_vendors(checked, POLICY)
    steps = write_remediation(scores, np.arange(len(population), dtype=np.intp))
    for vendor_id, rows in steps.groupby("vendor_id"):
        register = checked
        for row in rows.to_dict("records"):
            if row["step"] == REMEDIED:
                remedied: dict[str, Stated] = dict.fromkeys(row["controls"].split(", "), ("yes", "E5", AS_OF))
                register = restated(register, str(vendor_id), remedied)
            else:
                register = with_document(register, str(vendor_id), row["step"])
            agree(row, scored_anew(register, str(vendor_id)))


@drawn(populations.map(lambda vendors: vendors[:1]))
def test_documents_in_turn_are_those_that_lower_a_register_most(population: list[Vendor]) -> None:
    checked, scores = register_of(population), score(population)
    on_file = documents_on_file(scores)
    requests = [one for one in requests_of(scores, on_file) if not (one.data or one.path)]
    steps = in_turn(Scenarios.of(scores), on_file, requests, POLICY.appetite)
    for place in range(len(population)):
        vendor_id, register = str(scores.vendors.index[place]), checked
        rows = steps[steps["row"].eq(place)]
        for row in rows.to_dict("records"):
            tried = {request: with_document(register, vendor_id, request) for request in DOCUMENTS}
            after = {request: scored_anew(one, vendor_id)["r_hi"] for request, one in tried.items()}
            assert row["question"] == min(after, key=lambda request: round(after[request], 9))
            register = tried[row["question"]]
            agree(row, scored_anew(register, vendor_id))


@drawn(populations)
def test_rows_score_alike_in_any_company(population: list[Vendor]) -> None:
    scores = score(population)
    rows, size = Scenarios.of(scores), len(population)
    twice = rows.take(np.tile(np.arange(size, dtype=np.intp)[::-1], 2))
    vendors = scores.vendors.iloc[twice.vendor]
    assert (twice.r_hi == vendors["r_hi"].to_numpy()).all()
    assert (twice.r_lo == vendors["r_lo"].to_numpy()).all()
