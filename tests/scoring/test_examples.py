"""The examples of docstrings, run on the starting register (`scores`, `review`) and the invented one (`example`)."""

from __future__ import annotations

import doctest

import pytest

from assembled import example_review, numberz_review
from vendor_review import report
from vendor_review.report.vendor import one_vendor
from vendor_review.scoring import Scores, WhatIf, move_numbers, sample_firmness

SHOWN: dict[str, object] = {
    "Scores.what_if": Scores.what_if,
    "Scores.control_points": vars(Scores)["control_points"],
    "Scores.events": vars(Scores)["events"],
    "Scores.next_reviews": vars(Scores)["next_reviews"],
    "WhatIf.what_if": WhatIf.what_if,
    "sample_firmness": sample_firmness,
    "move_numbers": move_numbers,
    "report.one_vendor": one_vendor,
}


@pytest.mark.parametrize("name", SHOWN)
def test_what_a_docstring_shows_is_what_comes(name: str) -> None:
    review = numberz_review()
    facts = {
        "scores": review.scores,
        "review": review,
        "example": example_review().scores,
        "report": report,
    }
    test = doctest.DocTestParser().get_doctest(SHOWN[name].__doc__ or "", facts, name, None, 0)
    assert test.examples
    lines: list[str] = []
    outcome = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(test, out=lines.append)
    assert outcome.failed == 0, "".join(lines)
