"""The examples of docstrings, run on the starting register (`scores`, `review`) and the invented one (`example`)."""

from __future__ import annotations

import doctest
import re

import numpy as np
import pandas as pd
import pytest

from assembled import example_review, numberz_review
from public_names import documented
from vendor_review import explore, report

#: What a reader is told of the numbers and tables that come out: their unit, or what a row is.
_SHAPE = re.compile(
    r"points?\b|0\.\.1|per cent|months|days?\b|a row per|one row per|row per|counts|share|text|Section|rows\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize(("name", "told"), documented().items(), ids=documented())
def test_what_a_docstring_shows_is_what_comes(name: str, told: str) -> None:
    review = numberz_review()
    facts = {
        "scores": review.scores,
        "review": review,
        "example": example_review().scores,
        "report": report,
        "explore": explore,
        "np": np,
    }
    test = doctest.DocTestParser().get_doctest(told, facts, name, None, 0)
    assert test.examples, f"{name} has no example"
    assert _SHAPE.search(told.partition(">>>")[0]), f"{name} tells neither unit nor shape"
    lines: list[str] = []
    flags = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    with pd.option_context("display.width", 120):
        outcome = doctest.DocTestRunner(optionflags=flags).run(test, out=lines.append)
    assert outcome.failed == 0, "".join(lines)
