"""The block that people sign: on one sheet of paper, with the name and the run of the review that they sign."""

from __future__ import annotations

from vendor_review.report.blocks import Fragment, Section
from vendor_review.report.html import render
from vendor_review.report.review import Review


def sign_off(review: Review) -> Section:
    """Section 12 of the page: rows to sign for those who prepared, reviewed and decided.

    Examples
    --------
    >>> report.sign_off(review)
    Sign-off of Numberz: vendor review as of 2026-11-01, run ...: prepared by, reviewed by, decided by
    """
    html = render("signoff.html.j2", review=review)
    text = f"Sign-off of {review.title}, run {review.run_id}: prepared by, reviewed by, decided by"
    return Section([Fragment(html, text, anchor="sign-off", title="Sign-off")])
