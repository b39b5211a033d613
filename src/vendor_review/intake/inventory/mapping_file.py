"""mapping.toml: how a mapping is written so that a person can change it, and read back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from vendor_review.errors import UsageError
from vendor_review.files.toml_text import TomlRefused, parse_toml
from vendor_review.intake.inventory.codes import ASK, DAY_FIRST, MONTH_FIRST, Trade
from vendor_review.intake.inventory.endings import ENDED, ending_pairs, read_endings
from vendor_review.intake.inventory.mapping import (
    CHANGED,
    CONFIRMED,
    PROPOSED,
    Column,
    SourceMapping,
    Value,
)
from vendor_review.intake.inventory.targets import Target
from vendor_review.intake.inventory.written_mapping import target_meant, wrong_code, wrong_target
from vendor_review.register.headings import did_you_mean, shortened

MAPPING_FILE = "mapping.toml"
LARGEST_MAPPING = 8 * 2**20
"""Bytes."""
DRAFTED = "drafted"
"""The table of the file that keeps the SHA-256 of each file that was drafted with it."""
_ACCESS = Target("engagements", "access_path")
_ORDERS = ("", DAY_FIRST, MONTH_FIRST, ASK)
_SCOPES = ("", "yes", "no")
_STATES = (PROPOSED, CONFIRMED, CHANGED)
ALL = "all"
"""What a person writes as the state of a column to confirm it with all that is proposed in it."""
_MOST_PROBLEMS = 20
_GUIDE = """\
# What the columns and cells of the sheet become in the draft. Change what follows `becomes`, and run the same command
# again; `proposed` stays as it is. A column becomes table.column, or engagements.x_name or vendors.x_name: a column of
# your own, kept and never judged; docs/targets.md and vendor-review import --targets list all. A text becomes a code,
# or "", which is not stated. Write state = "confirmed" where a proposal is right, or state = "all" for a column that is
# right with all that is proposed in it; --accept-above 0.9 accepts all that are at least so sure. Documents, answers
# and data categories count only once confirmed, and a document only with in_scope = "yes": that it covers the service
# that you use. Write that once above all columns, or in those of documents. A line that waits for you ends in # open.
"""


def mapping_text(mapping: SourceMapping, drafted: Mapping[str, str]) -> str:
    """The file: how days are meant, a part for each column, and the hash of each drafted file."""
    lines = [_GUIDE, f"source = {_quoted(mapping.source)}"]
    if mapping.days:
        told = "  # day-first or month-first: how 03/04/2026 is meant where a column asks"
        lines.append(f"days = {_quoted(mapping.days)}{told}")
    if mapping.in_scope or any(column.asks_scope for column in mapping.columns):
        told = (
            "  # yes or no: whether documents cover the service that you use, where a column does not say so"
        )
        lines.append(f"in_scope = {_quoted(mapping.in_scope)}{told}")
    told = "  # receives..hosts or another: how near a vendor comes to the data where no column says so"
    lines.append(f"access_path = {_quoted(mapping.access_path)}{told}")
    for column in mapping.columns:
        lines.append("\n[[columns]]")
        pairs: list[tuple[str, Any]] = [
            ("sheet", column.sheet), ("column", column.letter), ("heading", column.heading),
            ("becomes", column.becomes), ("state", column.state),
            ("sure", column.sure), ("why", column.why), ("cells", column.cells),
            ("examples", list(column.examples)), ("proposed", column.proposed),
        ]  # fmt: skip
        if column.days:
            pairs.append(("days", column.days))
        if column.target.table == "evidence":
            pairs.append(("in_scope", column.in_scope))
        lines += [f"{name} = {_value(value)}" for name, value in pairs]
        if column.values:
            lines += ["values = [", *map(_value_line, column.values), "]"]
    for ending in mapping.endings:
        lines.append(
            f"\n# When an engagement ended that is past: until a day is confirmed, it counts.\n[[{ENDED}]]"
        )
        lines += [f"{name} = {_value(value)}" for name, value in ending_pairs(ending).items()]
    lines.append(
        f"\n# The files as they were drafted: what is different in them is yours, and stays.\n[{DRAFTED}]"
    )
    lines += [f"{_quoted(name)} = {_quoted(digest)}" for name, digest in drafted.items()]
    return "\n".join(lines) + "\n"


def _value_line(value: Value) -> str:
    pairs = {
        "text": value.text, "becomes": value.becomes, "state": value.state, "sure": value.sure, "cells": value.cells,
        "why": value.why, "proposed": value.proposed,
    }  # fmt: skip
    return "  { " + ", ".join(f"{name} = {_value(one)}" for name, one in pairs.items()) + " },"


def _value(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_quoted, value)) + "]"
    return _quoted(value) if isinstance(value, str) else str(value)


def _quoted(text: str) -> str:
    """A string of TOML, which knows the escapes of JSON, and wants one more character escaped."""
    plain = text.encode("utf-8", "replace").decode()
    return json.dumps(plain, ensure_ascii=False).replace("\x7f", "\\u007F")


def read_mapping(text: str, file: str, trade: Trade) -> tuple[SourceMapping, dict[str, str]]:
    """The mapping in a file's text, and the hashes of what was drafted with it.

    Raises
    ------
    UsageError
        With everything that is wrong, each with its column, and what would be right.
    """
    try:
        document = parse_toml(text)
    except TomlRefused as refused:
        raise UsageError(
            [f"{file}: {' '.join(part for part in pair if part)}." for pair in refused.problems]
        ) from None
    problems: list[str] = []
    listed = document.get("columns")
    parts = listed if isinstance(listed, list) else []
    if not parts:
        problems.append(f"{file}: has no [[columns]]; it is no mapping that import wrote.")
    columns = [
        _column(part, place, problems, trade)
        for part, place in zip(parts, _places(text, file, parts), strict=True)
    ]
    days = _text(document, "days", file, problems, _ORDERS)
    in_scope = _text(document, "in_scope", file, problems, _SCOPES)
    access_path = _text(document, "access_path", file, problems).strip()
    problems += [f"{file}: access_path {why}" for why in wrong_code(_ACCESS, access_path, trade)]
    endings = tuple(read_endings(document, text, file, problems))
    drafted = document.get(DRAFTED, {})
    if not isinstance(drafted, dict) or not all(isinstance(one, str) for one in drafted.values()):
        problems.append(f"{file}: [{DRAFTED}] is not as import wrote it; take the mapping of a copy.")
    if problems:
        more = len(problems) - _MOST_PROBLEMS
        raise UsageError([*problems[:_MOST_PROBLEMS], *([f"{file}: and {more} more."] if more > 0 else [])])
    source = _text(document, "source", file, problems)
    known = tuple(column for column in columns if column)
    return SourceMapping(source, known, days, in_scope, access_path, endings), dict(drafted)


@dataclass(frozen=True)
class _Place:
    """Where a part of the file begins, and the lines of its keys and of its texts, in the order of the file."""

    file: str
    part: str
    keys: Mapping[str, int] = field(default_factory=dict)
    texts: Sequence[int] = ()

    def of(self, key: str) -> str:
        """Where a key is, else where the part begins."""
        return f"{self.file} line {self.keys[key]}" if key in self.keys else f"{self.file} {self.part}"

    def text(self, number: int, of: int) -> str:
        """Where the text of a number is, of so many; else where the part begins."""
        found = len(self.texts) == of
        return f"{self.file} line {self.texts[number]}" if found else self.of("values")


def _places(text: str, file: str, parts: Sequence[Any]) -> list[_Place]:
    """Where each of the columns of the file is; only their numbers where its lines are not as import writes them."""
    found: list[_Place] = []
    keys: dict[str, int] = {}
    texts: list[int] = []
    for number, line in enumerate(text.splitlines(), start=1):
        plain = line.strip()
        if plain == "[[columns]]":
            keys, texts = {}, []
            found.append(_Place(file, f"line {number}", keys, texts))
        elif plain.startswith("{"):
            texts.append(number)
        elif " = " in plain:
            keys.setdefault(plain.partition(" = ")[0], number)
        elif plain.startswith("["):
            keys, texts = {}, []
    return (
        found
        if len(found) == len(parts)
        else [_Place(file, f"part {number}") for number in range(1, len(parts) + 1)]
    )


def _column(part: Any, place: _Place, problems: list[str], trade: Trade) -> Column | None:
    where = f"{place.file} {place.part}"
    if not isinstance(part, dict):
        problems.append(f"{where}: is no table.")
        return None
    read = _reader(part, where, problems)
    heading = read("heading", ())
    named = f"{place.of('becomes')} ({shortened(heading)})"
    becomes = read("becomes", ()).strip()
    target = target_meant(becomes, trade.controls)
    if target is None:
        problems.append(f"{named}: becomes {shortened(becomes)}; {wrong_target(becomes, trade.controls)}.")
        return None
    if (
        target.table == "access_controls"
        and trade.controls
        and target.of.startswith("VR-")
        and target.of not in trade.controls
    ):
        problems.append(
            f"{named}: the policy has no control {target.of}{did_you_mean(target.of, trade.controls)}."
        )
    values = part.get("values", [])
    if not isinstance(values, list) or not all(isinstance(one, dict) for one in values):
        problems.append(f"{named}: values is a list of {{ text, becomes, ... }}.")
        values = []
    called = f"({shortened(heading)})"
    made = tuple(
        _one_value(one, f"{place.text(number, len(values))} {called}", target, problems, trade)
        for number, one in enumerate(values)
    )
    state = read("state", (*_STATES, ALL)) or PROPOSED
    if state == ALL:
        made = tuple(
            replace(one, state=CONFIRMED) if one.becomes and one.state == PROPOSED else one for one in made
        )
    return Column(
        sheet=read("sheet", ()),
        letter=read("column", ()),
        heading=heading,
        becomes=str(target),
        proposed=read("proposed", ()),
        sure=_number(part),
        why=read("why", ()),
        cells=_count(part),
        state=CONFIRMED if state == ALL else state,
        examples=_examples(part),
        days=read("days", _ORDERS),
        in_scope=read("in_scope", _SCOPES),
        values=made,
    )


def _one_value(
    part: Mapping[str, Any], where: str, target: Target, problems: list[str], trade: Trade
) -> Value:
    read = _reader(part, where, problems)
    text, becomes = read("text", ()), read("becomes", ()).strip()
    proposed = read("proposed", ())
    if becomes != proposed:
        problems += [f"{where}, text {shortened(text)}: {why}" for why in wrong_code(target, becomes, trade)]
    return Value(
        text,
        becomes,
        proposed,
        _number(part),
        read("why", ()),
        _count(part),
        read("state", _STATES) or PROPOSED,
    )


def _number(part: Mapping[str, Any]) -> float:
    sure = part.get("sure", 0.0)
    return float(sure) if isinstance(sure, int | float) and 0 <= sure <= 1 else 0.0


def _count(part: Mapping[str, Any]) -> int:
    count = part.get("cells", 0)
    return count if isinstance(count, int) else 0


def _examples(part: Mapping[str, Any]) -> tuple[str, ...]:
    listed = part.get("examples", [])
    return tuple(one for one in listed if isinstance(one, str)) if isinstance(listed, list) else ()


def _reader(part: Mapping[str, Any], where: str, problems: list[str]) -> Callable[[str, Sequence[str]], str]:
    return lambda key, allowed: _text(part, key, where, problems, allowed)


def _text(
    part: Mapping[str, Any], key: str, where: str, problems: list[str], allowed: Sequence[str] = ()
) -> str:
    found = part.get(key, "")
    if not isinstance(found, str):
        problems.append(f"{where}: {key} is no text; write it in quotes.")
        return ""
    if allowed and found and found not in allowed:
        words = ", ".join(filter(None, allowed))
        problems.append(f"{where}: {key} is {shortened(found)}; one of {words} is right.")
        return ""
    return found
