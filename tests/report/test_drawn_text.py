"""Any text in a name: it draws, in a document that any program can read, and nothing of it is cut in two."""

from __future__ import annotations

import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effort import tries
from vendor_review.report import charts
from vendor_review.report.charts.svg import LONGEST, DrawnTexts, draw_svg

FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
AWKWARD = (
    "Send\x0bgrid",
    "\x00",
    "\x1b[31mred",
    "\x85next",
    "\ud83d",
    "half \udc67 of a pair",
    "\ufffe\uffff\ufdd0",
    "\U0001fffe\U0010ffff",
    FAMILY * 20,
    "x" + FAMILY * 20,
    "\U0001f1e9\U0001f1ea" * 90,
    "e" + "\u0301" * 400,
    "株式会社" * 40,
    "\ue000\uf8ff",
    "\u2028\u2029",
    "\u202eright to left\u202c",
    "\u3164\u2800\uffa0",
    "W" * 20_000,
    "<b>&amp;]]>",
)
pieces = st.one_of(st.sampled_from(AWKWARD), st.text(st.characters(), max_size=40))
names = st.lists(pieces, min_size=1, max_size=3).map("".join)


def intervals(labels: Sequence[str]) -> dict[str, Any]:
    rows = [
        {
            "vendor": name,
            "name": name,
            "r_lo": 1.0,
            "r_hi": 50.0,
            "band": "low",
            "appetite": "",
            "label": name,
        }
        for name in labels
    ]
    bands = [{"band": "low", "from": 0.0, "to": 100.0, "mark": "low"}]
    return charts.join("intervals", {"bands": bands, "vendors": rows})


def drawn_words(labels: Sequence[str]) -> list[str]:
    svg = draw_svg(intervals(labels), anchor="c", title=labels[0])
    svg.encode()
    return [text.text or "" for text in ET.fromstring(svg).iter("text")]


def test_awkward_names_are_drawn_in_a_document_that_can_be_read() -> None:
    drawn = drawn_words(AWKWARD)
    assert "Send\N{REPLACEMENT CHARACTER}grid" in drawn
    assert "<b>&amp;]]>" in drawn


@settings(max_examples=tries(25))
@given(st.lists(names, min_size=1, max_size=4))
def test_any_names_are_drawn_in_a_document_that_can_be_read(labels: list[str]) -> None:
    for word in drawn_words(labels):
        assert not any(unicodedata.category(character) in ("Cc", "Cs") for character in word)


@pytest.mark.parametrize("lead", ["", "a", "ab"])
def test_a_label_is_cut_between_emoji_and_never_within_one(lead: str) -> None:
    (label,) = [word for word in drawn_words([lead + FAMILY * 20]) if word.endswith("…")]
    assert label.removeprefix(lead).removesuffix("…").replace(FAMILY, "") == ""
    assert 5 < label.count(FAMILY) < 20


@settings(max_examples=tries(100))
@given(st.lists(st.text(st.characters(), max_size=LONGEST), max_size=6, unique=True))
def test_texts_come_back_as_they_were_and_different_ones_stay_different(labels: list[str]) -> None:
    texts = DrawnTexts()
    drawn = texts.draw(labels)
    assert len(set(drawn)) == len(labels)
    for label, word in zip(labels, drawn, strict=True):
        if not any(unicodedata.category(each) in ("Cc", "Cs", "Cn", "Zl", "Zp") for each in label):
            assert texts.restore(word) == label


def test_names_that_differ_only_beyond_what_is_drawn_have_a_line_each() -> None:
    first, second = DrawnTexts().draw(["W" * 2 * LONGEST + end for end in "ab"])
    assert first != second
