"""The review's prose is plain: short sentences, none of the words that the style guide leaves out, no codes.

`docs/style.md` says why. Register text is left out: it is as its company wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import pytest
from bs4 import BeautifulSoup

from assembled import example_review, numberz_review
from vendor_review import report
from vendor_review.report.pages.blocks import Fragment
from vendor_review.report.review import Review

#: Elements that hold sentences of ours: what introduces a section, explains a picture or a table, or sums up a vendor.
_PROSE = "body > p, .status dd, .do-now li, details.vendor div > p, figcaption, caption, .signoff p"
_LONGEST = 30
#: Words that `docs/style.md` leaves out, as whole words.
_UNUSED = (
    r"mend(?:ed|s|ing)?|baseline|lapsed?|of which|thereof|whom|anew|at the least|at the most|held against"
    r"|company seat|answers? for itself"
)
_CODES = r"\b(?:VR-[AIPO]\d|scc_m\d|dpf_certified|soc2_type\d|iso27001|accept_with_conditions|independent_controller)\b"


_SECTIONS = (
    report.verdict, report.decisions_needed, report.what_is_due, report.changes_since, report.all_vendors,
    report.evidence_by_age, report.what_is_not_known, report.each_vendor, report.questions_first,
    report.ranking_firmness, report.concentration, report.public_list_section, report.register_problems,
    report.method, report.sign_off, report.provenance,
)  # fmt: skip
REVIEWS = [pytest.param(numberz_review, id="numberz"), pytest.param(example_review, id="example")]


@cache
def sentences(made: Callable[[], Review]) -> tuple[str, ...]:
    """The sentences of a review's prose, without what its register says, what to write in its cells, lists and code."""
    review = made()
    blocks = [block for section in _SECTIONS for block in section(review).blocks]
    page = BeautifulSoup("".join(block.html for block in blocks if isinstance(block, Fragment)), "lxml")
    for element in page.select(
        "style, svg, nav, pre, code, .published, .remedy, .fold:has(> pre), bdi, time"
    ):
        element.replace_with("X")
    for line_end in page.select("br"):
        line_end.replace_with(". ")
    texts = [" ".join(element.get_text(" ").split()) for element in page.select(_PROSE)]
    return tuple(part for text in texts for part in re.split(r"(?<=[.!?;:])\s+", text) if part)


@pytest.mark.parametrize("made", REVIEWS)
def test_no_sentence_is_longer_than_thirty_words(made: Callable[[], Review]) -> None:
    long = [one for one in sentences(made) if len(one.split()) > _LONGEST]
    assert long == []


@pytest.mark.parametrize("made", REVIEWS)
def test_no_word_is_used_that_the_style_guide_leaves_out(made: Callable[[], Review]) -> None:
    found = [one for one in sentences(made) if re.search(rf"\b(?:{_UNUSED})\b", one, re.IGNORECASE)]
    assert found == []


@pytest.mark.parametrize("made", REVIEWS)
def test_prose_has_names_and_no_codes(made: Callable[[], Review]) -> None:
    assert [one for one in sentences(made) if re.search(_CODES, one)] == []
