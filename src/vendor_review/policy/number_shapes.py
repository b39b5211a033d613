"""Which numbers, and words in place of numbers, a policy states, what each may be, and a value held against that."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any, Literal

from vendor_review.policy.refusals import Refusals, one_of
from vendor_review.register.layout import TABLES

_Parsed = tuple[Mapping[str, Fraction], tuple[str, ...]]
_LONGEST = 40
# `1e999999999` is eleven characters and would have a billion digits.
_NUMBER = re.compile(r"\s*[+-]?[\d_.]*(?:/[\d_]+|e[+-]?\d{1,2})?\s*", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Shape:
    """What a number of the policy may be.

    Attributes
    ----------
    low, high
        Range of every part, both ends included.
    parts
        Names of its parts, in their order; a single number is the one part "". None: the ids of controls.
    order
        How the parts follow one another.
    first
        What the first part must be, if that is fixed.
    total
        What the parts must sum to, if they must.
    whole
        Only whole numbers.
    some
        Not every part need be there.
    """

    low: Fraction
    high: Fraction
    parts: tuple[str, ...] | None = ("",)
    order: Literal["any", "rising", "not falling"] = "any"
    first: Fraction | None = None
    total: Fraction | None = None
    whole: bool = False
    some: bool = False


@dataclass(frozen=True)
class WordList:
    """A list of words instead of a number."""


_0, _1, _100, _1200 = Fraction(0), Fraction(1), Fraction(100), Fraction(1200)
_ENDS = ("low", "high")
_BANDS = ("low", "medium", "high", "very high")
_TIERS = ("T4", "T3", "T2", "T1")
_CRITICALITIES = TABLES["vendors"].column("criticality").values
_LEVELS = TABLES["evidence"].column("level").values

#: DPC and EI as ENISA's method of 2013 has them; both in whole steps of the first number.
DPC_STEP, DPC_MAX = Fraction(1), Fraction(4)
EI_STEP, EI_MAX = Fraction(1, 4), Fraction(1)

#: Every number of policy.toml, by section and name.
NUMBERS: Mapping[str, Shape | WordList] = {
    "data.unknown_dpc": Shape(DPC_STEP, DPC_MAX, _ENDS, "not falling"),
    "data.unknown_ei": Shape(EI_STEP, EI_MAX, _ENDS, "not falling"),
    "data.path_levels": Shape(
        _0, Fraction(4), ("none", "incidental", "receives", "stores", "hosts"), "rising", first=_0, whole=True
    ),
    "data.ciphertext_factor": Shape(_0, _1),
    "data.ciphertext_proof": WordList(),
    "controls.answers": Shape(_0, _1, ("no", "partial", "yes"), "rising", first=_0),
    "controls.answer_days": Shape(_0, Fraction(3650), whole=True),
    "controls.weights": Shape(_0, _1, parts=None, total=_1),
    "controls.gate_floor": Shape(_0, _1),
    "controls.kappa": Shape(_0, _1),
    "evidence.strength": Shape(_0, _1, _LEVELS, "not falling"),
    "evidence.full_months": Shape(_0, _1200),
    "evidence.floor_months": Shape(_0, _1200),
    "evidence.floor": Shape(_0, _1),
    "score.bands": Shape(_0, _100, _BANDS, "rising", first=_0),
    "score.appetite": Shape(_0, _100),
    "ranking.firm": Shape(Fraction(1, 2), _1),
    "ranking.kappa": Shape(_0, _1, _ENDS, "not falling"),
    "ranking.gate_floor": Shape(_0, _1, _ENDS, "not falling"),
    "ranking.strength_low": Shape(_0, _1, _LEVELS, "not falling"),
    "ranking.strength_high": Shape(_0, _1, _LEVELS, "not falling"),
    "ranking.weight": Shape(_0, _100, _ENDS, "not falling"),
    "tiers.bounds": Shape(_0, _100, _TIERS, "rising", first=_0),
    "tiers.review_months": Shape(_1, _1200, _TIERS, whole=True),
    "tiers.interim_months": Shape(_1, _1200, _TIERS, whole=True, some=True),
    "tiers.large_scales": WordList(),
    "tiers.vulnerable_subjects": WordList(),
    "cadence.lapsing_days": Shape(_0, Fraction(3650), whole=True),
    "cadence.event_days": Shape(_0, Fraction(3650), whole=True),
    "cadence.reminder_days": Shape(_0, Fraction(3650), whole=True),
    "enisa.circumstances": Shape(_0, Fraction(2)),
    "enisa.bands": Shape(_0, Fraction(6), _BANDS, "rising", first=_0),
    "ebios.dependency": Shape(_1, Fraction(4), _ENDS, "not falling"),
    "ebios.dependency_of": Shape(_1, Fraction(4), _CRITICALITIES, "not falling"),
}


def exact_number(written: Any) -> Fraction | None:
    """A number, or text such as "0.5" and "1/18", as a fraction.

    None for what is no number, has more than 40 characters, or an exponent of more than two digits.
    """
    if isinstance(written, bool) or not isinstance(written, int | float | str):
        return None
    text = str(written)
    if len(text) > _LONGEST or not _NUMBER.fullmatch(text):
        return None
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None


def read_value(
    value: Any,
    shape: Shape | WordList,
    controls: Sequence[str] | None,
    place: str,
    refusals: Refusals,
) -> _Parsed | None:
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
