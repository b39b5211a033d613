"""What comes next, as the page, `explain`, the verdict and the decisions tell it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assembled import example_review, numberz_review, review_of
from registers import write_register
from vendor_review.report.sections.decision_reasons import open_reasons
from vendor_review.report.sections.verdict import verdict_facts
from vendor_review.report.vendor_card.card import vendor_facts, vendor_text
from vendor_review.report.vendor_card.dates import called_for, coming_words
from vendor_review.scoring import score_vendors

EXAMPLE_IDS = list(example_review().scores.vendors.index)


def test_the_page_names_the_next_days_within_a_year_and_what_is_overdue() -> None:
    review = example_review()
    assert coming_words(review, "watchfen") == "2026-10-20 interim check, overdue; 2027-04-20 review"
    assert coming_words(review, "oraquelle") == (
        "2026-08-12 review, overdue (new engagement); 2026-12-29 interim check; 2027-01-01 evidence fades"
    )
    assert coming_words(review, "rosterfenn") == "2026-06-16 review, overdue; 2027-08-31 decision ends"
    assert coming_words(review, "cobblefenn") == ""
    assert all(coming_words(review, name).count(";") <= 2 for name in EXAMPLE_IDS)
    facts = vendor_facts(review, "watchfen")["facts"]
    assert facts["Last reviewed"] == f"2026-04-20; coming up: {coming_words(review, 'watchfen')}"
    assert vendor_facts(review, "cobblefenn")["facts"]["Last reviewed"] == "no review on record"


def test_the_days_of_a_vendor_cost_few_bytes() -> None:
    told = [coming_words(example_review(), name) for name in EXAMPLE_IDS]
    assert sum(map(len, told)) / len(told) < 70


def test_explain_tells_every_day_and_why_a_review_is_due() -> None:
    text = vendor_text(vendor_facts(example_review(), "oraquelle"))
    assert (
        "Next review: overdue since 2026-08-12, because on 2026-07-13 engagement oraquelle-writing (optional) is new"
    ) in text
    for day in example_review().scores.events.query("vendor_id == 'oraquelle'")["on"]:
        assert f"\n  {day:%Y-%m-%d}  " in text
    assert "Next review: now, as none is on record." in vendor_text(vendor_facts(numberz_review(), "aws"))


def test_a_review_that_an_event_makes_due_and_nobody_did_needs_a_decision() -> None:
    review = example_review()
    reasons = [reason for of_vendor in open_reasons(review).values() for reason in of_vendor]
    found = [reason for reason in reasons if reason.why.startswith("a review is due for")]
    assert {(reason.vendor_id, reason.why, f"{reason.on}") for reason in found} == {
        ("oraquelle", "a review is due for a new engagement", "2026-08-12"),
        ("mailbracken", "a review is due for a new onward vendor", "2026-04-01"),
    }
    assert len(called_for(review)) == len(found)


def test_the_verdict_counts_what_events_make_due_apart_from_what_the_tiers_do() -> None:
    review = example_review()
    facts, due = verdict_facts(review), review.scores.next_reviews
    late = due["state"].eq("overdue")
    assert facts["overdue"] + facts["called_for"] + facts["checks_overdue"] == late.sum()
    assert (facts["overdue"], facts["called_for"]) == (5, 2)


@pytest.mark.parametrize(("days", "told"), [(59, 0), (60, 1)])
def test_how_far_ahead_a_decision_is_to_be_renewed_is_a_number_of_the_policy(
    tmp_path: Path, days: int, told: int
) -> None:
    key = {"vendor_id": "v"}
    decision = {"decision_id": "d", "decision": "accept", "decided_by": "x", "decided_on": "2026-01-01"}
    register = write_register(
        tmp_path / "one",
        {
            "vendors": [{**key, "name": "One"}],
            "engagements": [{**key, "engagement_id": "e", "status": "active", "access_path": "none"}],
            "decisions": [{**key, **decision, "expires_on": "2026-12-31"}],
        },
    )
    review = review_of(register, "2026-11-01")
    policy = replace(review.scores.policy, lapsing_days=days)
    changed = replace(review, scores=score_vendors(review.checked, policy))
    reasons = open_reasons(changed).get("v", [])
    assert sum(reason.why == "its decision runs out" for reason in reasons) == told
