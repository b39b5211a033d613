"""What must hold for every register: twelve properties of the model, each over drawn vendors."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from random import Random

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from drawn import LEVELS, answers, drawn, populations
from population import CONTROLS, GATES, KINDS, POLICY, Answer, Vendor, ends, register_of, score
from vendor_review.scoring import score_vendors

CLOSE = 1e-9
RECEIVES = 2


def with_answer(vendor: Vendor, control: str, answer: Answer) -> Vendor:
    return replace(vendor, answers={**vendor.answers, control: answer})


def never_lower(before: pd.DataFrame, after: pd.DataFrame) -> bool:
    return bool((after >= before - CLOSE).all(axis=None))


@drawn(populations)
def test_p1_a_score_is_an_interval_within_0_and_100(population: list[Vendor]) -> None:
    found = ends(score(population))
    assert (found["r_lo"] >= 0).all()
    assert (found["r_lo"] <= found["r_hi"] + CLOSE).all()
    assert (found["r_hi"] <= 100).all()


@drawn(populations, st.sampled_from(KINDS))
def test_p2_another_kind_of_data_never_lowers_either_end(population: list[Vendor], kind: str) -> None:
    stated = [vendor for vendor in population if vendor.kinds] or [Vendor(kinds=("EmailAddress",))]
    more = [replace(vendor, kinds=tuple({*vendor.kinds, kind})) for vendor in stated]
    assert never_lower(ends(score(stated)), ends(score(more)))


@drawn(populations, st.sampled_from(["dpc", "ei"]))
def test_p3_more_sensitive_data_never_lowers_either_end(population: list[Vendor], scale: str) -> None:
    top = 4.0 if scale == "dpc" else 1.0
    raised = POLICY.categories.assign(
        **{
            f"{scale}_{end}": (POLICY.categories[f"{scale}_{end}"] * 1.3).clip(upper=top)
            for end in ("lo", "hi")
        }
    )
    harsher = replace(POLICY, categories=raised)
    stated = [vendor for vendor in population if vendor.kinds] or [Vendor(kinds=("EmailAddress",))]
    assert never_lower(ends(score(stated)), ends(score(stated, harsher)))


@drawn(populations)
def test_p3_a_wider_access_path_never_lowers_either_end(population: list[Vendor]) -> None:
    # Data beside a path of none is a contradiction, and may be hosted.
    near = [replace(v, path=(max(v.path[0], 1), max(v.path[1], 1))) for v in population]
    wider = [replace(v, path=(min(v.path[0] + 1, 4), min(v.path[1] + 1, 4))) for v in near]
    assert never_lower(ends(score(near)), ends(score(wider)))


@drawn(populations, st.sampled_from(CONTROLS), answers)
def test_p4_from_no_to_partial_to_yes_neither_end_rises(
    population: list[Vendor], control: str, answer: Answer
) -> None:
    no, partial, yes = (
        ends(score([with_answer(vendor, control, replace(answer, answer=word)) for vendor in population]))
        for word in ("no", "partial", "yes")
    )
    assert never_lower(partial, no)
    assert never_lower(yes, partial)


@drawn(populations, st.sampled_from(CONTROLS))
def test_p5_unknown_spans_from_audited_yes_to_no(population: list[Vendor], control: str) -> None:
    audited = Answer("yes", "E5", age_months=0)
    unknown, yes, no = (
        ends(score([with_answer(vendor, control, answer) for vendor in population]))
        for answer in (Answer("unknown"), audited, Answer("no"))
    )
    assert np.allclose(unknown["r_lo"], yes["r_lo"], atol=CLOSE)
    assert np.allclose(unknown["r_hi"], no["r_hi"], atol=CLOSE)


@drawn(populations, st.sampled_from(CONTROLS), answers)
def test_p6_stronger_evidence_never_raises_the_upper_end_and_never_moves_the_lower(
    population: list[Vendor], control: str, answer: Answer
) -> None:
    by_level = [
        ends(score([with_answer(vendor, control, replace(answer, level=level)) for vendor in population]))
        for level in LEVELS
    ]
    for weaker, stronger in pairwise(by_level):
        assert (stronger["r_hi"] <= weaker["r_hi"] + CLOSE).all()
        assert np.allclose(stronger["r_lo"], weaker["r_lo"], atol=CLOSE)


@drawn(populations, st.sampled_from(CONTROLS), st.integers(0, 40), st.integers(1, 40))
def test_p7_older_evidence_never_lowers_the_upper_end(
    population: list[Vendor], control: str, age_months: int, later: int
) -> None:
    fresh, old, expired, none = (
        ends(score([with_answer(vendor, control, answer) for vendor in population]))
        for answer in (
            Answer("yes", "E4", age_months),
            Answer("yes", "E4", age_months + later),
            Answer("yes", "E4", age_months, expired=True),
            Answer("yes"),
        )
    )
    assert (old["r_hi"] >= fresh["r_hi"] - CLOSE).all()
    assert np.allclose(expired, none, atol=CLOSE)


@drawn(populations)
def test_p8_no_data_scores_0_and_otherwise_a_tenth_of_the_exposure_stays(population: list[Vendor]) -> None:
    nothing = [replace(vendor, kinds=(), states_no_data=True) for vendor in population]
    near = [replace(vendor, path=(0, min(vendor.path[1], RECEIVES))) for vendor in nothing]
    assert (ends(score(near)) == 0).all(axis=None)
    # Beside a path that may keep data it is a contradiction, which counts at both readings.
    keeping = score([replace(vendor, path=(vendor.path[0], 4)) for vendor in nothing]).vendors
    assert (keeping["i_lo"] == 0).all()
    assert (keeping["i_hi"] == 100).all()
    scored = score(population).vendors
    assert (scored["r_lo"] >= (1 - POLICY.kappa) * scored["i_lo"] - CLOSE).all()


@drawn(populations, st.sampled_from(GATES))
def test_p9_a_gate_answered_no_leaves_at_most_half_the_strength(population: list[Vendor], gate: str) -> None:
    scored = score([with_answer(vendor, gate, Answer("no")) for vendor in population]).vendors
    assert (scored["c_hi"] <= POLICY.gate_floor + CLOSE).all()


@drawn(populations, st.randoms(use_true_random=False))
def test_p10_order_and_names_change_nothing(population: list[Vendor], random: Random) -> None:
    names = [f"renamed-{place:02d}" for place in range(len(population))]
    order = list(range(len(population)))
    random.shuffle(order)
    shuffled = register_of([population[place] for place in order], [names[place] for place in order])
    tables = {name: table.iloc[::-1] for name, table in shuffled.tables.items()}
    renamed = score_vendors(replace(shuffled, tables=tables), POLICY)
    assert np.array_equal(ends(renamed).to_numpy(), ends(score(population)).to_numpy())


@drawn(populations, st.lists(st.integers(1, 20), min_size=18, max_size=18), st.integers(2, 50))
def test_p11_weights_rescaled_and_normalised_change_nothing(
    population: list[Vendor], raw: list[int], factor: int
) -> None:
    weights = pd.Series(raw, index=POLICY.weights.index, dtype=float)
    plain, scaled = weights / weights.sum(), weights * factor / (weights * factor).sum()
    first = ends(score(population, replace(POLICY, weights=plain)))
    assert np.allclose(first, ends(score(population, replace(POLICY, weights=scaled))), atol=CLOSE)


@drawn(populations, st.sampled_from(CONTROLS))
def test_p12_a_bare_yes_scores_as_unknown(population: list[Vendor], control: str) -> None:
    bare = ends(score([with_answer(vendor, control, Answer("yes")) for vendor in population]))
    unknown = ends(score([with_answer(vendor, control, Answer("unknown")) for vendor in population]))
    assert np.array_equal(bare.to_numpy(), unknown.to_numpy())


@drawn(populations)
def test_the_ledger_adds_up_to_the_score_at_both_ends(population: list[Vendor]) -> None:
    scores = score(population)
    sums = scores.ledger.groupby("vendor_id")[["points_lo", "points_hi"]].sum().sort_index()
    assert np.allclose(sums, ends(scores), atol=CLOSE)
