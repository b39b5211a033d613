"""mapping.toml: how a mapping is written so that a person can change it, and read back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from vendor_review.errors import UsageError
from vendor_review.files.toml_text import TomlRefused, parse_toml
from vendor_review.intake.inventory.codes import ASK, DAY_FIRST, MONTH_FIRST, Trade
from vendor_review.intake.inventory.mapping import (
    CHANGED,
    CONFIRMED,
    PROPOSED,
    Column,
    SourceMapping,
    Value,
)
from vendor_review.intake.inventory.targets import Target, nearest_target, target_of
from vendor_review.intake.inventory.written_codes import wrong_code
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
_MOST_PROBLEMS = 20
_GUIDE = """\
# What the columns and cells of the sheet become in the draft. Change what follows `becomes`, and run the same command
# again; `proposed` stays as it is. A column becomes table.column, or engagements.x_name or vendors.x_name: a column of
# your own, kept and never judged. A text becomes a code, or "", which is not stated. Write state = "confirmed" where a
# proposal is right, or accept all that are surer than a number: --accept-above 0.9. Documents, answers and data
# categories count only once confirmed, and a document only with in_scope = "yes": that it covers the service that you
# use. Write that once above all columns, or in those of documents.
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
    lines = [
        number for number, line in enumerate(text.splitlines(), start=1) if line.strip() == "[[columns]]"
    ]
    at = (
        [f"line {line}" for line in lines]
        if len(lines) == len(parts)
        else [*map("part {}".format, range(1, len(parts) + 1))]
    )
    columns = [
        _column(part, f"{file} {place}", problems, trade) for part, place in zip(parts, at, strict=True)
    ]
    days = _text(document, "days", file, problems, _ORDERS)
    in_scope = _text(document, "in_scope", file, problems, _SCOPES)
    access_path = _text(document, "access_path", file, problems).strip()
    problems += [f"{file}: access_path {why}" for why in wrong_code(_ACCESS, access_path, trade)]
    drafted = document.get(DRAFTED, {})
    if not isinstance(drafted, dict) or not all(isinstance(one, str) for one in drafted.values()):
        problems.append(f"{file}: [{DRAFTED}] is not as import wrote it; take the mapping of a copy.")
    if problems:
        more = len(problems) - _MOST_PROBLEMS
        raise UsageError([*problems[:_MOST_PROBLEMS], *([f"{file}: and {more} more."] if more > 0 else [])])
    source = _text(document, "source", file, problems)
    known = tuple(column for column in columns if column)
    return SourceMapping(source, known, days, in_scope, access_path), dict(drafted)


def _column(part: Any, where: str, problems: list[str], trade: Trade) -> Column | None:
    if not isinstance(part, dict):
        problems.append(f"{where}: is no table.")
        return None
    read = _reader(part, where, problems)
    heading = read("heading", ())
    named = f"{where} ({shortened(heading)})"
    becomes = read("becomes", ()).strip()
    target = target_of(becomes)
    if target is None:
        near = nearest_target(becomes)
        hint = f" (did you mean {near!r}?)" if near else ""
        problems.append(
            f"{named}: becomes {shortened(becomes)}, which is no column of the register{hint}; a column of your own is "
            "engagements.x_name or vendors.x_name."
        )
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
    made = tuple(_one_value(one, named, target, problems, trade) for one in values)
    return Column(
        sheet=read("sheet", ()),
        letter=read("column", ()),
        heading=heading,
        becomes=becomes,
        proposed=read("proposed", ()),
        sure=_number(part),
        why=read("why", ()),
        cells=_count(part),
        state=read("state", _STATES) or PROPOSED,
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
