"""What brings a vendor within the appetite where no document can."""

from __future__ import annotations

import pandas as pd
import pytest

from assembled import example_review, numberz_review
from population import CONTROLS, Answer, Vendor, score
from vendor_review.report.sections.questions import beyond_documents
from vendor_review.report.words.explanation import down_words
from vendor_review.scoring import Scores
from vendor_review.scoring.scenarios.remediation import REMEDIED, write_remediation


def way_down(scores: Scores, vendor_id: str) -> pd.DataFrame:
    return write_remediation(scores, scores.vendors.index.get_indexer(pd.Index([vendor_id])))


BARE = dict.fromkeys(CONTROLS, Answer("no"))


def test_a_vendor_above_the_appetite_at_its_best_needs_other_answers_first() -> None:
    scores = example_review().scores
    steps = way_down(scores, "consultrill")
    assert steps["step"].tolist() == [REMEDIED, "consultrill-dpa", "audit_report"]
    assert steps["appetite"].tolist() == ["undetermined", "undetermined", "within"]
    by_hand = scores.what_if(
        "consultrill", dict.fromkeys(steps["controls"][0].split(", "), ("yes", "E5"))
    ).what_if(documents=["audit_report"])
    assert steps["r_hi"].iloc[-1] == by_hand.after.r_hi


def test_each_step_lowers_the_score_and_the_last_is_below_or_as_low_as_it_gets() -> None:
    scores = example_review().scores
    for vendor_id, vendor in scores.vendors.iterrows():
        steps = way_down(scores, str(vendor_id))
        falling = [vendor["r_hi"], *steps["r_hi"]]
        assert falling == sorted(falling, reverse=True)
        assert steps["appetite"].eq("within").sum() <= 1


def test_a_vendor_below_the_appetite_with_nothing_answered_no_needs_no_step() -> None:
    assert way_down(example_review().scores, "flagstile").empty


def test_where_data_alone_is_too_much_the_last_step_says_so() -> None:
    scores = score([Vendor(kinds=("Health",), path=(4, 4), answers=BARE)])
    (vendor_id,) = scores.vendors.index
    steps = way_down(scores, str(vendor_id))
    assert steps["step"].tolist() == [REMEDIED]
    assert steps["r_hi"].iloc[0] == pytest.approx(10.0)


def test_the_words_name_the_controls_and_every_step() -> None:
    words = down_words(example_review(), "consultrill")
    assert words.startswith(
        "No document can bring it within the appetite. 8 controls are answered no, in part or declined: No standing"
    )
    assert "If all were in place and independently tested, its worst case would be 39." in words
    assert "With the answers of consultrill-dpa, on file as well: 37. With a SOC 2 Type II" in words
    assert words.endswith("as well: 10. That is within the appetite.")


def test_of_other_vendors_the_questions_say_enough() -> None:
    assert [row["id"] for row in beyond_documents(example_review())] == ["consultrill"]
    assert beyond_documents(numberz_review()) == []
