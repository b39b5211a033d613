"""The waterfall of a vendor is its ledger in few steps: nothing lost, nothing added, small enough for forty of them."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from assembled import example_review, numberz_review, review_of
from crowd import crowded_register
from population import CONTROLS
from registers import Row, write_register
from vendor_review.figures import whole
from vendor_review.report.charts.svg import draw_svg
from vendor_review.report.charts.waterfall import is_drawn, waterfall_chart, waterfall_steps
from vendor_review.report.review import Review

STEPS = [
    "Data severity",
    "Access path",
    "Access controls",
    "Identity controls",
    "Protection controls",
    "Oversight controls",
    "Cap of the gates",
    "Score",
]


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Review:
    return review_of(crowded_register(tmp_path_factory.mktemp("waterfall") / "crowd"), "2026-11-01")


@pytest.fixture(params=["numberz", "example", "crowd"])
def review(request: pytest.FixtureRequest) -> Review:
    if request.param == "crowd":
        found: Review = request.getfixturevalue("crowd")
        return found
    return numberz_review() if request.param == "numberz" else example_review()


def _shown(review: Review, score: float) -> str:
    return whole(score, review.scores.policy.limits)


def test_the_steps_add_up_to_the_score_at_both_ends(review: Review) -> None:
    for vendor_id, vendor in review.vendor_rows.items():
        steps = waterfall_steps(review).loc[vendor_id]
        assert list(steps.index) == STEPS
        for end in ("lo", "hi"):
            added = steps[f"points_{end}"].iloc[:-1]
            assert added.sum() == pytest.approx(vendor[f"r_{end}"], abs=1e-9)
            assert list(steps[f"to_{end}"].iloc[:-1]) == pytest.approx(list(added.cumsum()), abs=1e-9)
            assert steps.loc["Score", f"to_{end}"] == vendor[f"r_{end}"]


def test_each_step_is_the_ledgers_rows_of_its_name(review: Review) -> None:
    groups = review.scores.policy.controls["group"]
    for vendor_id, ledger in review.scores.ledger.groupby("vendor_id"):
        steps = waterfall_steps(review).loc[vendor_id]
        for end in ("lo", "hi"):
            points_of = f"points_{end}"
            by_rule = ledger.groupby("rule")[points_of].sum()
            by_group = ledger[ledger["rule"].eq("SCO-3")].groupby(ledger["item"].map(groups))[points_of].sum()
            expected = [by_rule["SCO-1"], by_rule["SCO-2"]]
            expected += [by_group[group] for group in ("access", "identity", "protection", "oversight")]
            assert list(steps[points_of].iloc[:-1]) == pytest.approx([*expected, by_rule["SCO-4"]], abs=1e-9)


def test_bars_of_the_chart_join_end_to_end_and_end_at_the_score(review: Review) -> None:
    for vendor_id, vendor in review.vendor_rows.items():
        records = waterfall_chart(review, vendor_id).spec["datasets"]["steps"]
        for end in ("hi", "lo"):
            reached = 0.0
            for record in records[:-1]:
                assert record[f"from_{end}"] == pytest.approx(reached, abs=1e-8)
                added = record[f"to_{end}"] - record[f"from_{end}"]
                assert added == pytest.approx(record[f"points_{end}"], abs=1e-8)
                reached = record[f"to_{end}"]
            score = vendor[f"r_{end}"]
            assert reached == pytest.approx(score, abs=1e-8)
            assert (records[-1][f"from_{end}"], records[-1][f"label_{end}"]) == (0.0, _shown(review, score))


def test_the_finding_names_the_figures_that_the_ledger_has() -> None:
    aws = waterfall_chart(numberz_review(), "aws")
    assert aws.finding == (
        "At worst (full bars) 100 points of data severity, less 1 for its controls, make 99; "
        "at best (outlined) 2."
    )
    assert "less 25 for its access path and under 1 for its controls," in (
        waterfall_chart(numberz_review(), "sendgrid").finding
    )


def test_a_vendor_that_no_data_reaches_has_nothing_to_add_up() -> None:
    chart = waterfall_chart(example_review(), "flagstile")
    assert chart.finding.startswith("As stated, no data")
    assert {record["label_hi"] for record in chart.spec["datasets"]["steps"]} == {"0"}
    assert not is_drawn(example_review(), "flagstile")


def test_the_direction_of_a_step_is_told_by_its_sign_and_not_by_its_colour_alone(tmp_path: Path) -> None:
    report = {"evidence_id": "x", "vendor_id": "v1", "kind": "soc2_type2", "level": "E5", "in_scope": "yes"}
    tables: dict[str, list[Row]] = {
        "vendors": [{"vendor_id": "v1", "name": "One gate open, all else shown"}],
        "engagements": [
            {"engagement_id": "e1", "vendor_id": "v1", "status": "active", "access_path": "stores"}
        ],
        "data_shared": [{"engagement_id": "e1", "category": "Health", "custody": "held"}],
        "evidence": [{**report, "period_end": "2026-10-01"}],
        "access_controls": [
            {"vendor_id": "v1", "control": control, "answer": "yes", "evidence_id": "x"}
            if control != "VR-I1"
            else {"vendor_id": "v1", "control": control, "answer": "no"}
            for control in CONTROLS
        ],
    }
    chart = waterfall_chart(review_of(write_register(tmp_path / "capped", tables), "2026-11-01"), "v1")
    records = {record["step"]: record for record in chart.spec["datasets"]["steps"]}
    # 17 of 18 controls are shown, and without the gate half of their credit is left: 75 * 0.9 * (17/18 - 1/2).
    cap = records["Cap of the gates"]
    assert (cap["kind_hi"], cap["label_hi"]) == ("more", "+30")
    assert {records[step]["kind_hi"] for step in STEPS[1:6]} == {"less"}
    assert {records[step]["label_hi"][0] for step in STEPS[1:6]} == {"\N{MINUS SIGN}"}
    assert "plus 30 for the cap of the gates" in chart.finding


def test_each_picture_is_below_three_kilobytes(review: Review) -> None:
    for vendor_id in review.vendor_rows:
        chart = waterfall_chart(review, vendor_id)
        svg = draw_svg(chart.spec, anchor="chart-99-waterfall", title="")
        assert len(svg.encode()) < 3000
        texts = [text.text for text in ET.fromstring(svg).iter("text")]
        # Ticks, the limit, the names of both lanes; and each step that moves something, with its figure in each.
        assert texts[:6] == ["0", "50", "100", f"limit {review.scores.policy.appetite:g}", "worst", "best"]
        steps = waterfall_steps(review).loc[vendor_id].iloc[1:-1]
        moving = int((steps["points_lo"].abs().add(steps["points_hi"].abs()) > 1e-9).sum())
        assert len(texts) == 6 + 3 * (2 + moving)


def test_an_unknown_vendor_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        waterfall_chart(example_review(), "nobody")
