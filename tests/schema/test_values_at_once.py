"""Looking at all values at once says of each what looking at it alone says."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vendor_review.schema.cells import values
from vendor_review.schema.cells.names import name_keys

_letters = st.sampled_from(
    [*"ab1_.-/:?#@ \t\n\r\\<>\"'%", "http", "https://", "é", "\u200b", "\x85", "\x00", "\u00a0"]
)
_words = st.lists(_letters, max_size=6).map("".join)
_many = st.lists(_words, max_size=5)


@given(_many)
@example(["a", "b\nc"])
@example(["a\n", "b"])
@example([".a", "b"])
@example(["a", ""])
@example([])
def test_ids(written: list[str]) -> None:
    assert values.are_ids(written).tolist() == [values.is_id(value) for value in written]


@given(_many)
@example(["https://a", "https:///b"])
@example(["https://a", "https://b\nhttps://c"])
@example(["https://a@b"])
@example(["https://a/@b", ""])
@example([])
def test_links(written: list[str]) -> None:
    assert values.are_links(written).tolist() == [values.is_link(value) for value in written]


@given(_many)
@example(["a\tb\nc"])
@example(["a\r"])
@example(["\x7f"])
@example([])
def test_characters_that_do_not_show(written: list[str]) -> None:
    assert values.has_invisible(written).tolist() == [bool(values.invisible(value)) for value in written]


@given(_many)
def test_keys_of_names(written: list[str]) -> None:
    assert name_keys(written) == [name_keys([name])[0] for name in written]


@pytest.mark.parametrize("beside", ["", "ü", "一"])
def test_a_name_has_the_same_key_whatever_stands_beside_it(beside: str) -> None:
    assert name_keys(["Quick_Books, Inc.", beside])[0] == "quickbooks"


def test_plain_values_need_no_look_at_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(values, "each", None)
    assert values.are_ids(pd.Index(["aws", "aws-soc2.2026", "a_1"])).all()
    assert values.are_links(["https://aws.example/a?b=(c)", "http://b.example"]).all()
