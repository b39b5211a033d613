"""Findings: facts first, as a frame; then message and remedy of each, in the words of the catalogue and the column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from vendor_review.characters import all_writable, invisible
from vendor_review.register.layout import TABLES
from vendor_review.register.row_places import FolderPlaces, Places
from vendor_review.schema.findings.catalogue import RULES

_NO_COLUMN = dict.fromkeys(("column", "meaning", "column_example", "or_clear"), "")


def remedies(found: pd.DataFrame) -> pd.Series:
    """The remedy of each finding, which has a rule, a table and a column."""
    told = found["rule"].map(_SAME_EVERYWHERE)
    others = found.loc[told.isna(), ["rule", "table", "column"]]
    places = list(others.itertuples(index=False, name=None))
    worded = {place: remedy(*place) for place in set(places)}
    return told.fillna(pd.Series([worded[place] for place in places], index=others.index, dtype=str))


def remedy(rule: str, table: str = "", column: str = "") -> str:
    """What to do where `rule` is broken in a column of a table, with an example."""
    words = _column_words(table, column)
    return f"{RULES[rule].remedy.format_map(words)} Example: {RULES[rule].example.format_map(words)}."


def _column_words(table: str, name: str) -> Mapping[str, str]:
    """What remedies may say of a column; blanks for what is none, such as a key of the page."""
    if table not in TABLES or name not in TABLES[table].names:
        return _NO_COLUMN
    column = TABLES[table].column(name)
    return {
        "column": name,
        "meaning": column.meaning,
        "column_example": column.example,
        "or_clear": "" if column.required else "; clear the cell if nothing is stated",
    }


_SAME_EVERYWHERE = {
    rule.id: remedy(rule.id) for rule in RULES.values() if "{" not in rule.remedy + rule.example
}


COLUMNS = (
    "rule",
    "severity",
    "table",
    "file",
    "line",
    "column",
    "place",
    "value",
    "expected",
    "suggestion",
    "vendor_id",
    "cause",
    "message",
    "remedy",
)
_WORDED = ("rule", "place", "value", "expected", "suggestion", "detail")
_SHOWN_LENGTH = 80
REPLACEMENT = "replacement"
_REPLACED = ("table", "line", "column", REPLACEMENT, "rule", "vendor_id")

Cells = str | Sequence[str]


def facts(
    rule: str,
    table: str,
    column: str = "",
    *,
    line: Sequence[int] = (0,),
    value: Cells = "",
    expected: Cells = "",
    suggestion: Cells = "",
    vendor_id: Cells = "",
    cause: Cells = "",
    detail: Cells = "",
    replacement: Sequence[str | None] = (),
) -> pd.DataFrame:
    """Facts of one rule about one column, a row per place; what is given once holds for each.

    `line` 0 stands for the file as a whole; `table` is `page` for `page.toml`. `cause` is the place of what is to be
    mended first, in words, "" where that is the place itself. `detail` only fills the template. `replacement` is the
    whole cell that can only be meant, None where that is open; it is kept of rules that are `certain`.
    """
    where = {"rule": rule, "table": table, "line": line, "column": column}
    said = {"value": value, "expected": expected, "suggestion": suggestion, "vendor_id": vendor_id}
    given: dict[str, Any] = {**where, **said, "cause": cause, "detail": detail}
    if RULES[rule].certain and any(one is not None for one in replacement):
        given[REPLACEMENT] = replacement
    return pd.DataFrame({name: one if isinstance(one, str) else list(one) for name, one in given.items()})


def no_replacements() -> pd.DataFrame:
    """What `replacements` gives where nothing is certain."""
    empty = pd.DataFrame({name: pd.Series([], dtype=str) for name in _REPLACED})
    return empty.astype({"line": "int64"})


def replacements(gathered: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Cells of tables of which it is certain what they mean: table, line, column, replacement, rule and vendor_id."""
    rows = [frame.dropna(subset=REPLACEMENT) for frame in gathered if REPLACEMENT in frame]
    if not rows:
        return no_replacements()
    return pd.concat(rows, ignore_index=True)[list(_REPLACED)]


def word_findings(gathered: Sequence[pd.DataFrame], places: Places | None = None) -> pd.DataFrame:
    """All facts with severity, file, place, message and remedy, sorted by file, line, column, rule and value.

    `places` words the place of each; files and lines unless it is given.
    """
    places = places or FolderPlaces()
    rows = [frame for frame in gathered if len(frame)]
    if not rows:
        empty = pd.DataFrame({name: pd.Series([], dtype=str) for name in COLUMNS})
        return empty.astype({"line": "int64"})
    found = pd.concat(rows, ignore_index=True)
    found["file"] = found["table"].map({name: places.file(name) for name in found["table"].unique()})
    found["severity"] = found["rule"].map({rule.id: rule.severity for rule in RULES.values()})
    found["remedy"] = remedies(found)
    found = found.sort_values(["file", "line", "column", "rule", "value"], kind="stable", ignore_index=True)
    where = (found[name].to_numpy(dtype=object) for name in ("table", "line", "column"))
    found["place"] = [places.words(*cell) for cell in zip(*where, strict=True)]
    words = (found[name].to_numpy(dtype=object) for name in _WORDED)
    found["message"] = [_message(*cells) for cells in zip(*words, strict=True)]
    for name in ("column", "value", "expected", "suggestion", "vendor_id", "message"):
        found[name] = all_writable(found[name].tolist())
    texts = {name: str for name in COLUMNS if name != "line"}
    return found[list(COLUMNS)].astype({**texts, "line": "int64"})


def shown(value: str, longest: int = _SHOWN_LENGTH) -> str:
    """`value` in quotes as a message shows it: cut to `longest` characters, what does not show written out."""
    if not value:
        return "(blank)"
    short = value if len(value) <= longest else value[: longest - 1] + "…"
    if not short.isprintable() or invisible(short):
        short = "".join(c.encode("unicode_escape").decode() if _is_unseen(c) else c for c in short)
    return f"'{short}'"


def _is_unseen(character: str) -> bool:
    return not character.isprintable() or bool(invisible(character))


def _message(rule: str, place: str, value: str, expected: str, suggestion: str, detail: str) -> str:
    words = RULES[rule].message.format(
        value=shown(value),
        expected=expected,
        suggestion=shown(suggestion) if suggestion else "",
        hint=f" (did you mean {shown(suggestion)}?)" if suggestion else "",
        detail=detail,
    )
    return f"{place}: {words}."
