"""What would bring a vendor below the appetite where no document can, in words."""

from __future__ import annotations

from vendor_review.figures import points
from vendor_review.report.review import Review
from vendor_review.report.wording import APPETITE_WORDS
from vendor_review.scoring.scenarios.remediation import REMEDIED


def down_words(review: Review, vendor_id: str) -> str:
    """The steps that it takes, in a sentence or two; "" for a vendor that is not above the appetite at its best.

    Of the others the questions tell what a document could bring.
    """
    vendor = review.vendor_rows[vendor_id]
    if vendor["appetite"] != "refused":
        return ""
    steps = review.remediation_by_vendor.get(vendor_id, [])
    head = "No document can bring it below the appetite."
    if not steps or steps[0]["step"] != REMEDIED:
        return f"{head} No answer is in the way: what it gets, or how near it comes, would have to change."
    first, *others = steps
    words = (
        f"{head} It answers no, or in part, on {first['controls']}; with these in place and shown by an independent "
        f"test it would have {points(first['r_hi'])} at worst"
    )
    titles = review.scores.policy.requests["title"]
    words += "".join(f", with {titles[step['step']]} besides {points(step['r_hi'])}" for step in others)
    return f"{words}: {APPETITE_WORDS[steps[-1]['appetite']]}."
