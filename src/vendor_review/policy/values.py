"""Reads one value of a number and holds it against its shape: parts, range, order, first part, sum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from vendor_review.policy.exact_numbers import exact_number
from vendor_review.policy.number_shapes import Shape, WordList
from vendor_review.policy.refusals import Refusals, one_of

Parsed = tuple[Mapping[str, Fraction], tuple[str, ...]]


def read_value(
    value: Any,
    shape: Shape | WordList,
    controls: Sequence[str] | None,
    place: str,
    refusals: Refusals,
) -> Parsed | None:
    """Its parts and its words, of which one is empty; None, and refusals, where it is not of the shape.

    `controls` are the ids of the catalogue, None where it could not be read; then any id may have a weight.
    """
    if isinstance(shape, WordList):
        if (
            isinstance(value, list)
            and value
            and all(isinstance(word, str) and word.strip() for word in value)
        ):
            return {}, tuple(value)
        refusals.add(place, f"value {value!r} is no list of words", 'write value = ["...", "..."]')
        return None
    single = shape.parts == ("",)
    written = {"": value} if single else value
    if not isinstance(written, dict):
        names = ", ".join(shape.parts or ("a control id",))
        refusals.add(place, f"value {value!r} has no parts", f"write value = {{ ... }} with {names}")
        return None
    expected = (
        tuple(written) if shape.parts is None and controls is None else shape.parts or tuple(controls or ())
    )
    if not _parts_right(written, expected, shape, place, refusals):
        return None
    ordered = {part: written[part] for part in expected if part in written}
    numbers = {part: exact_number(number) for part, number in ordered.items()}
    parts = {part: number for part, number in numbers.items() if number is not None}
    for part in numbers.keys() - parts.keys():
        refusals.add(_of(place, part), f"{ordered[part]!r} is no number", 'write 0.5 or "1/2"')
    if len(parts) < len(numbers) or not _numbers_right(parts, shape, place, refusals):
        return None
    return parts, ()


def _parts_right(
    written: Mapping[str, Any],
    expected: Sequence[str],
    shape: Shape,
    place: str,
    refusals: Refusals,
) -> bool:
    unknown = [part for part in written if part not in expected]
    missing = [] if shape.some else [part for part in expected if part not in written]
    catalogue = " in controls.csv" if shape.parts is None else ""
    for part in unknown:
        refusals.add(place, f"{part!r} is unknown{catalogue}", one_of(part, missing or expected))
    for part in missing:
        refusals.add(
            place,
            f"{part!r} is missing",
            f"it must be stated{' for each id' if catalogue else ''}{catalogue}",
        )
    return not (unknown or missing)


def _numbers_right(parts: Mapping[str, Fraction], shape: Shape, place: str, refusals: Refusals) -> bool:
    problems: list[tuple[str, str, str]] = []
    for part, number in parts.items():
        if not shape.low <= number <= shape.high:
            problems.append(
                (
                    part,
                    f"{_plain(number)} is out of range",
                    f"write {_plain(shape.low)} to {_plain(shape.high)}",
                )
            )
        if shape.whole and number.denominator != 1:
            problems.append((part, f"{_plain(number)} is not whole", "write a whole number"))
    first = next(iter(parts), "")
    if shape.first is not None and parts[first] != shape.first:
        problems.append(
            (first, f"{_plain(parts[first])} does not start the scale", f"write {_plain(shape.first)}")
        )
    for (low, below), (high, above) in pairwise(parts.items()):
        if shape.order != "any" and (above < below or (above == below and shape.order == "rising")):
            what = f"{_plain(above)} does not rise from {low} {_plain(below)}"
            problems.append((high, what, f"the order is {', '.join(parts)}, {shape.order}"))
    total = sum(parts.values(), Fraction(0))
    if shape.total is not None and total != shape.total:
        problems.append(("", f"the parts sum to {total}", f"they must sum to {shape.total}"))
    for part, what, right in problems:
        refusals.add(_of(place, part), what, right)
    return not problems


def _of(place: str, part: str) -> str:
    return f"{place}, {part}" if part else place


def _plain(number: Fraction) -> str:
    return f"{float(number):g}"
