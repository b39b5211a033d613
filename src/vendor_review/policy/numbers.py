"""Reads policy.toml: each number with meaning, unit, dated values and their sources; picks those in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from vendor_review.files.toml_text import TomlRefused, parse_toml
from vendor_review.policy.number_shapes import NUMBERS, read_value
from vendor_review.policy.refusals import Refusals, one_of
from vendor_review.policy.validity import Span, check_spans, in_force

FILE = "policy.toml"


@dataclass(frozen=True)
class DatedValue:
    """A value and the days on which it holds.

    Attributes
    ----------
    parts
        Part to number; a single number is the one part "". Empty for a list of words.
    words
        The words of a list of words; else empty.
    """

    span: Span
    parts: Mapping[str, Fraction]
    words: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Number:
    """A number of the policy with the value in force on the day asked for."""

    name: str
    meaning: str
    unit: str
    value: DatedValue

    def __getitem__(self, part: str) -> float:
        return float(self.value.parts[part])

    def __float__(self) -> float:
        return self[""]

    @property
    def floats(self) -> dict[str, float]:
        """Part to number, in order."""
        return {part: float(number) for part, number in self.value.parts.items()}

    @property
    def ends(self) -> tuple[float, float]:
        """Low and high end of an interval."""
        return self["low"], self["high"]


def read_numbers(
    text: str, controls: Sequence[str] | None, as_of: date, refusals: Refusals
) -> tuple[str, dict[str, Number]]:
    """The policy's name, and its numbers in force on `as_of` by name such as "controls.kappa".

    Parameters
    ----------
    text
        Content of policy.toml.
    controls
        Ids of the catalogue, each of which needs a weight; None where the catalogue could not be read.
    """
    try:
        document = parse_toml(text)
    except TomlRefused as refused:
        for key, what in refused.problems:
            place = f"{FILE}, {key}" if key else FILE
            refusals.add(place, what, "write valid TOML, with each name once")
        return "", {}
    name = _text(document, "name", FILE, refusals)
    numbers: dict[str, Number] = {}
    not_in_force: dict[str, list[str]] = {}
    for number_name, table in _tables(document, refusals).items():
        dated = _dated_values(number_name, table, controls, refusals)
        place = f"{FILE}, {number_name}"
        meaning, unit = (_text(table, key, place, refusals) for key in ("meaning", "unit"))
        _known(table, ("meaning", "unit", "values"), place, refusals)
        value = in_force([(value.span, value) for value in dated], as_of)
        if value is not None:
            numbers[number_name] = Number(number_name, meaning, unit, value)
        elif dated:
            not_in_force.setdefault(_when(dated, as_of), []).append(number_name)
    for when, names in not_in_force.items():
        refusals.add(f"{FILE}, {', '.join(names)}", f"no value holds on {as_of}", when)
    return name, numbers


def _tables(document: Mapping[str, Any], refusals: Refusals) -> dict[str, Mapping[str, Any]]:
    """The table of every number that the file states, by name; notes those that are missing or unknown."""
    sections = list(dict.fromkeys(name.partition(".")[0] for name in NUMBERS))
    _known(document, ("name", *sections), FILE, refusals)
    found: dict[str, Mapping[str, Any]] = {}
    for section in sections:
        content = document.get(section)
        if not isinstance(content, dict):
            refusals.add(FILE, f"section [{section}] is missing", f"the sections are {', '.join(sections)}")
            continue
        names = [name.partition(".")[2] for name in NUMBERS if name.startswith(f"{section}.")]
        _known(content, names, f"{FILE}, [{section}]", refusals)
        for name in names:
            if isinstance(content.get(name), dict):
                found[f"{section}.{name}"] = content[name]
            else:
                right = f"write [{section}.{name}] with meaning, unit and values"
                refusals.add(f"{FILE}, {section}.{name}", "is missing", right)
    return found


def _dated_values(
    name: str, table: Mapping[str, Any], controls: Sequence[str] | None, refusals: Refusals
) -> list[DatedValue]:
    """All dated values of a number; empty where any of them is refused."""
    place = f"{FILE}, {name}"
    entries = table.get("values")
    if not isinstance(entries, list) or not entries or not all(isinstance(entry, dict) for entry in entries):
        refusals.add(place, "has no values", f"write [[{name}.values]] with from, value and source")
        return []
    dated = [_dated_value(name, entry, controls, refusals) for entry in entries]
    complete = [value for value in dated if value is not None]
    if len(complete) < len(dated):
        return []
    check_spans([value.span for value in complete], place, refusals)
    return complete


def _dated_value(
    name: str, entry: Mapping[str, Any], controls: Sequence[str] | None, refusals: Refusals
) -> DatedValue | None:
    place = f"{FILE}, {name}, from {entry.get('from', '?')}"
    _known(entry, ("from", "until", "value", "source"), place, refusals)
    source = _text(entry, "source", place, refusals)
    start, until = entry.get("from"), entry.get("until")
    # A TOML date with a time is a date to Python, too; only a plain day will do.
    if type(start) is not date or (until is not None and type(until) is not date):
        refusals.add(
            place, "its days are no dates", "write from = 2026-01-31, and until, if at all, likewise"
        )
        return None
    if "value" not in entry:
        refusals.add(place, "has no value", "write value = ...")
        return None
    parsed = read_value(entry["value"], NUMBERS[name], controls, place, refusals)
    return None if parsed is None else DatedValue(Span(start, until), *parsed, source)


def _when(dated: Sequence[DatedValue], as_of: date) -> str:
    first = min(value.span.start for value in dated)
    if as_of < first:
        return f"the first holds from {first}"
    return f"the last one held until {max(value.span.until or value.span.start for value in dated)}"


def _text(table: Mapping[str, Any], key: str, place: str, refusals: Refusals) -> str:
    text = table.get(key)
    if isinstance(text, str) and text.strip():
        return text
    refusals.add(place, f"{key} is missing", f'write {key} = "..."')
    return ""


def _known(table: Mapping[str, Any], keys: Iterable[str], place: str, refusals: Refusals) -> None:
    allowed = tuple(keys)
    for key in table:
        if key not in allowed:
            refusals.add(place, f"{key!r} is unknown", one_of(key, allowed))
