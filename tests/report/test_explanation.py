"""The ledger in words: every figure is the ledger's, and what is lost is lost somewhere."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assembled import example_review, numberz_review, review_of
from drawn import drawn, populations
from population import Answer, Vendor, score
from registers import write_register
from vendor_review.errors import UsageError
from vendor_review.figures import share, whole
from vendor_review.report import one_vendor
from vendor_review.report.pages.blocks import Chart, Fragment
from vendor_review.report.vendor_card.card import vendor_text
from vendor_review.report.vendor_card.facts import vendor_facts
from vendor_review.report.vendor_card.ledger import ledger_lines
from vendor_review.report.words.explanation import control_lines, explained, explanation
from vendor_review.scoring.model.ledger import LOSSES

EXAMPLE_IDS = list(example_review().scores.vendors.index)


@drawn(populations)
def test_what_a_control_earns_and_loses_is_what_it_could_take_off(population: list[Vendor]) -> None:
    scores = score(population)
    rows = scores.control_points
    assert np.allclose(rows["full"], rows[["earned", *LOSSES]].sum(axis=1), atol=1e-9)
    assert (rows[["full", "earned", *LOSSES]] >= -1e-9).all(axis=None)
    ledger = scores.ledger[scores.ledger["rule"].eq("SCO-3")]
    assert ledger["item"].tolist() == rows["control"].tolist()
    assert np.array_equal(-ledger["points_hi"].to_numpy(), rows["earned"].to_numpy())
    could = rows.groupby("vendor_id", sort=False)["full"].sum()
    assert np.allclose(could, scores.vendors["i_hi"] * scores.policy.kappa, atol=1e-9)


@pytest.mark.parametrize(
    ("answer", "lost"),
    [
        (Answer("unknown"), {"lost_unknown": 5.0}),
        (Answer("no"), {"lost_answer": 5.0}),
        (Answer("yes"), {"lost_unproven": 5.0}),
        (Answer("yes", "E5", 0, expired=True), {"lost_unproven": 5.0}),
        (Answer("yes", "E5", 0, in_scope="no"), {"lost_unproven": 5.0}),
        (Answer("yes", "E5", 12), {}),
        (Answer("partial", "E5", 0), {"lost_answer": 2.5}),
        (Answer("yes", "E2", 0), {"lost_level": 2.5}),
        # Half-way between 12 and 36 months, from 1 to 0.25.
        (Answer("yes", "E5", 24), {"lost_age": 5 * 0.375}),
        (Answer("partial", "E2", None), {"lost_answer": 2.5, "lost_level": 1.25, "lost_age": 1.25 * 0.75}),
    ],
)
def test_where_points_are_lost_worked_by_hand(answer: Answer, lost: dict[str, float]) -> None:
    # Health data at a host: I is 75..100, and one of 18 controls could take off 100 x 0.9 / 18 = 5.
    rows = score([Vendor(kinds=("Health",), path=(4, 4), answers={"VR-A2": answer})]).control_points
    [row] = rows[rows["control"].eq("VR-A2")].to_dict("records")
    assert {name: row[name] for name in LOSSES if row[name] > 1e-9} == pytest.approx(lost)
    assert row["earned"] == pytest.approx(5 - sum(lost.values()))


@pytest.mark.parametrize("vendor_id", EXAMPLE_IDS)
def test_the_figures_of_the_explanation_are_those_of_the_ledger(vendor_id: str) -> None:
    review = example_review()
    found, lines = explained(review, vendor_id), ledger_lines(review, vendor_id)
    vendor = review.vendor_rows[vendor_id]
    assert found.earned == pytest.approx(-sum(line.points_hi for line in lines if line.controls), abs=1e-9)
    assert found.data + found.path - found.earned + found.cap == pytest.approx(vendor["r_hi"], abs=1e-9)
    assert found.data + found.path == pytest.approx(vendor["i_hi"], abs=1e-9)
    lost = sum(lost for _, lost, _ in found.losses)
    assert lost == pytest.approx(found.full - found.earned, abs=0.005 * len(LOSSES))
    words = explanation(found, review.scores.policy)
    told = [share(found.earned), *(share(lost) for _, lost, _ in found.losses)]
    told += [whole(end, review.scores.policy.limits) for end in (found.score, found.best)]
    assert all(figure in words for figure in told if found.data)


@pytest.mark.parametrize("vendor_id", EXAMPLE_IDS)
def test_each_control_has_its_line_once(vendor_id: str) -> None:
    review = example_review()
    lines = ledger_lines(review, vendor_id)
    controls = [control for line in lines for control in line.controls]
    assert sorted(controls) == sorted(review.scores.controls.control_ids)
    assert len(control_lines(review, vendor_id, lines)) == sum(bool(line.controls) for line in lines)


def test_what_the_age_of_evidence_costs_is_told() -> None:
    review = example_review()
    words = explanation(explained(review, "rosterfenn"), review.scores.policy)
    # 11 controls at E2, 40 months: 75 x 0.9 x 11/18 x 0.5, of which three quarters have gone.
    assert "the age of evidence (15)" in words
    assert "Controls could take off 90 % of that, 68 points. They take off 5." in words
    # At best: 14.06 less 90 % of 13/18. Three of the answers are a no, one was declined and one not given in time.
    assert words.endswith("That leaves 70 points in the worst case; in the best case it is 5.")


def test_the_summary_says_what_the_age_of_evidence_costs() -> None:
    assert (
        "very high in the worst case; 15 points of it because evidence is old."
        in vendor_facts(example_review(), "rosterfenn")["summary"]
    )
    assert "evidence is old" not in vendor_facts(example_review(), "oraquelle")["summary"]


def test_the_cap_is_told_with_the_gates_that_set_it(tmp_path: Path) -> None:
    controls = list(example_review().scores.controls.control_ids)
    key = {"vendor_id": "v"}
    register = write_register(
        tmp_path / "capped",
        {
            "vendors": [{**key, "name": "Capped"}],
            "engagements": [{**key, "engagement_id": "e", "status": "active", "access_path": "hosts"}],
            "data_shared": [
                {"engagement_id": "e", "category": "BankAccount", "custody": custody}
                for custody in ("held", "disclosed")
            ],
            "evidence": [
                {
                    **key,
                    "evidence_id": "report",
                    "kind": "soc2_type2",
                    "level": "E5",
                    "period_end": "2026-06-30",
                    "in_scope": "yes",
                }
            ],
            "access_controls": [
                {**key, "control": control, "answer": "yes", "evidence_id": "report"}
                if control != "VR-I1"
                else {**key, "control": control, "answer": "no"}
                for control in controls
            ],
        },
    )
    review = review_of(register, "2026-11-01")
    found = explained(review, "v")
    # I = 75; 17 of 18 controls earn 75 x 0.9 x 17/18 = 63.75, of which the cap leaves 75 x 0.9 / 2.
    assert [found.earned, found.cap] == pytest.approx([63.75, 30])
    assert found.weakest == ("VR-I1",)
    words = explanation(found, review.scores.policy)
    assert "The cap of the gates takes 30 back, for the gate least shown: VR-I1." in words
    assert "They take off 64. The rest is lost to 1 control answered no or in part (4)." in words
    assert all(
        "cap of the gates"
        not in explanation(explained(numberz_review(), name), numberz_review().scores.policy)
        for name in numberz_review().scores.vendors.index
    )


def test_of_a_vendor_without_data_nothing_is_taken_off() -> None:
    words = explanation(explained(example_review(), "flagstile"), example_review().scores.policy)
    assert words == "No data is stated to reach it or to lie with it: it has no points, and none to take off."


# --- in a notebook -----------------------------------------------------------------------------------------


def test_one_vendor_is_unfolded_with_its_waterfall_beside_it() -> None:
    fragment, chart = one_vendor(example_review(), "rosterfenn").blocks
    assert isinstance(fragment, Fragment)
    assert isinstance(chart, Chart)
    assert '<details open class="vendor">' in fragment.html
    assert "Back to all vendors" not in fragment.html
    assert "the age of evidence (15)" in fragment.html
    assert (
        "contract: data processing agreement (rosterfenn-dpa), overdue since <time>2026-08-18</time>"
        in fragment.html
    )
    assert fragment.text == vendor_text(vendor_facts(example_review(), "rosterfenn"))
    assert chart.title == "How the score of Rosterfenn Sync comes about"


def test_one_vendor_is_found_by_its_name_and_an_unknown_one_is_refused() -> None:
    by_name, by_id = (one_vendor(numberz_review(), name).blocks[0] for name in ("Sendgrid", "sendgrid"))
    assert by_name == by_id
    with pytest.raises(UsageError, match="did you mean 'sendgrid'"):
        one_vendor(numberz_review(), "sendgird")
