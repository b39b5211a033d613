"""The run id names the inputs: all of them, and nothing else."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from vendor_review.publication.archive.manifest import run_id

HASHES = st.dictionaries(st.text(max_size=8), st.text("0123456789abcdef", min_size=8, max_size=8), max_size=4)
VALUES = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
)
INPUTS = st.fixed_dictionaries(
    {
        "register": HASHES,
        "policy": HASHES,
        "as_of": st.dates(),
        "parameters": st.dictionaries(st.text(max_size=8), VALUES, max_size=4),
        "formula_version": st.text(max_size=8),
        "package_version": st.text(max_size=8),
    }
)


@given(INPUTS)
def test_it_is_eight_hex_digits_and_the_same_each_time(inputs: dict[str, Any]) -> None:
    made = run_id(**inputs)
    assert len(made) == 8
    assert set(made) <= set("0123456789abcdef")
    assert run_id(**inputs) == made


@given(INPUTS)
def test_the_order_of_names_does_not_matter(inputs: dict[str, Any]) -> None:
    turned: dict[str, Any] = {
        name: dict(reversed(value.items())) if isinstance(value, dict) else value
        for name, value in inputs.items()
    }
    assert run_id(**turned) == run_id(**inputs)


@given(INPUTS, INPUTS, st.data())
def test_any_input_that_changes_changes_it(
    inputs: dict[str, Any], others: dict[str, Any], data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(inputs)))
    assume(repr(sorted_items(inputs[name])) != repr(sorted_items(others[name])))
    assert run_id(**{**inputs, name: others[name]}) != run_id(**inputs)


def sorted_items(value: object) -> object:
    return sorted(value.items()) if isinstance(value, dict) else value


def test_it_stays_the_same_from_version_to_version() -> None:
    made = run_id(
        register={"vendors.csv": "00"},
        policy={"policy.toml": "11"},
        as_of=date(2026, 11, 1),
        parameters={"baseline": None, "samples": 10_000, "seed": 7},
        formula_version="1",
        package_version="0.1.0",
    )
    assert made == "573f8a4b"
