"""JSON of others: what could mean two things, or nothing, is refused in words; all else is read as it is."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendor_review.files.json_text import parsed_json

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)  # fmt: skip


@given(PLAIN, st.booleans())
def test_what_a_program_writes_is_read_as_it_was(value: object, escaped: bool) -> None:
    text = json.dumps(value, ensure_ascii=escaped)
    assert parsed_json(text) == parsed_json(text.encode()) == value


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"a": 1, "a": 2}', "it has the key 'a' twice"),
        ('[{"b": {"c": 1, "c": 1}}]', "it has the key 'c' twice"),
        ("[NaN]", "NaN is no number"),
        ("[-Infinity]", "-Infinity is no number"),
        ("[1e999]", "'1e999' is no finite number"),
        ("[-1E+400]", "'-1E+400' is no finite number"),
        ("[" + "9" * 19 + "]", "is a number of more than 18 digits"),
        ("[" + "9" * 5000 + "]", "is a number of more than 18 digits"),
        ("[" * 100_000, "it is nested too deeply"),
        (r'["half \ud800 a letter"]', "it holds half of a character"),
        (r'{"\uDFFF": 1}', "it holds half of a character"),
        ("{", "Expecting property name"),
    ],
)
def test_what_could_mean_two_things_is_refused(text: str, problem: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the words are compared below
        parsed_json(text)
    assert problem in str(refused.value)
    assert len(str(refused.value)) < 200
