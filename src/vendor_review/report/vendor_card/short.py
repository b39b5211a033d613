"""The cards of vendors that need no look, in a large register: three lines each, many in one output of a notebook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vendor_review.report.pages.blocks import Fragment
from vendor_review.report.pages.html import render
from vendor_review.report.review import Review
from vendor_review.report.sections.decisions import decided_rows
from vendor_review.report.sections.vendors import gate_words
from vendor_review.report.vendor_card.dates import due_text, incidents_text
from vendor_review.report.vendor_card.summary import summary
from vendor_review.report.words.explanation import explained
from vendor_review.report.words.wording import TIERS, score_text, standing_text, tier_text
from vendor_review.scoring.model.compliance import CHECKS

#: Cards that share an output: each output costs a message, and so does each card of ten thousand.
MOST_TOGETHER = 200


def short_cards(review: Review, vendor_ids: Sequence[str]) -> Fragment:
    """The cards of some vendors, which follow each other on the page, and a line for each as text."""
    cards = [_short_facts(review, vendor_id) for vendor_id in vendor_ids]
    lines = [
        f"{card['name']} ({card['id']}): {card['score']} points, {card['band']}, {card['appetite']}, "
        f"tier {card['tier']}; due: {card['due']}"
        for card in cards
    ]
    return Fragment(render("vendors_in_short.html.j2", vendors=cards), "\n".join(lines))


def _short_facts(review: Review, vendor_id: str) -> dict[str, Any]:
    """What a short card says, as plain values."""
    vendor = review.vendor_rows[vendor_id]
    return {
        "id": vendor_id,
        "name": vendor["name"],
        "band": vendor["band"],
        "score": score_text(vendor["r_lo"], vendor["r_hi"], review.scores.policy.limits),
        "appetite": standing_text(vendor),
        "tier": tier_text(*(vendor[name] for name in TIERS)),
        "state": summary(review, vendor_id, explained(review, vendor_id).age_cost, next_step=False),
        "checks": gate_words({name: vendor[name] for name in CHECKS}),
        "due": due_text(review, vendor_id),
        "decided": decided_rows(review).get(vendor_id),
        "incidents": incidents_text(review, vendor_id),
    }
