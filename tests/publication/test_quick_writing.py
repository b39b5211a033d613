"""What is written quickly is, byte for byte, what the slow way writes."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendor_review.publication.notices.calendar_file import _folded
from vendor_review.publication.result_files import _csv

FIGURES = [0.0, -0.0, 1 / 3, -2.5e-7, 5e-7, 1e15, 123456.7890125, math.inf, -math.inf, math.nan]


@given(st.lists(st.floats() | st.sampled_from(FIGURES), min_size=1, max_size=30))
def test_figures_are_written_as_pandas_writes_them(figures: list[float]) -> None:
    table = pd.DataFrame({"name": "a", "figure": pd.Series(figures, dtype=float), "count": 3})

    assert _csv(table) == table.to_csv(index=False, float_format="%.6f", lineterminator="\n")


@pytest.mark.parametrize("length", [0, 1, 74, 75, 76, 148, 149, 150, 223, 224, 1000])
def test_lines_of_plain_letters_are_folded_like_all_others(length: int) -> None:
    line = "".join(chr(ord("a") + place % 26) for place in range(length))
    pieces = _folded(line).decode().removesuffix("\r\n").split("\r\n")

    assert "".join([pieces[0], *(piece.removeprefix(" ") for piece in pieces[1:])]) == line
    assert all(len(piece) <= 75 for piece in pieces)
    assert all(piece.startswith(" ") for piece in pieces[1:])
    # A letter of two octets behind it sends the line the other way, which breaks at the same places.
    slowly = _folded(line + "é").decode().removesuffix("\r\n").split("\r\n")
    assert pieces[:-1] == slowly[: len(pieces) - 1]
