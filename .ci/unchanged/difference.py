"""What differs between two sets of files, in lines that a terminal can hold."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Iterator, Mapping

_LONGEST = 200
_LINES_SHOWN = 30
#: Of one step.
_FILES_NAMED = 6
#: Beyond these, how lines belong together takes too long to find; the first that differ are shown instead.
_LINES_COMPARED = 4_000


def report(before: Mapping[str, bytes], after: Mapping[str, bytes], shown: int) -> Iterator[str]:
    """The verdict with its counts, after what differs; lines are shown of so many files."""
    differing = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    steps = len({name.split("/")[0] for name in before.keys() | after.keys()})
    size = sum(map(len, after.values()))
    if not differing:
        yield f"identical: {len(after)} files of {steps} steps, {size / 1e6:.1f} MB"
        return
    for name in differing[:shown]:
        yield from excerpt(name, before.get(name), after.get(name))
    yield f"{len(differing)} of {len(before.keys() | after.keys())} files of {steps} steps differ:"
    for step, names in itertools.groupby(differing, key=lambda name: name.split("/")[0]):
        files = [name.removeprefix(f"{step}/") + _whose(name, before, after) for name in names]
        yield f"  {step}: {', '.join(files[:_FILES_NAMED])}{' ...' if len(files) > _FILES_NAMED else ''}"


def _whose(name: str, before: Mapping[str, bytes], after: Mapping[str, bytes]) -> str:
    if name not in after:
        return " (only the base has it)"
    return "" if name in before else " (only the working tree has it)"


def excerpt(name: str, before: bytes | None, after: bytes | None) -> Iterator[str]:
    """The first lines of a unified difference; of a file that only one side has, its first lines."""
    old, new = _lines(before), _lines(after)
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    start = max(0, start - 2)
    old, new = old[start : start + _LINES_COMPARED], new[start : start + _LINES_COMPARED]
    lines = list(difflib.unified_diff(old, new, f"base/{name}", f"tree/{name}", n=2, lineterm=""))
    yield from (
        line if len(line) <= _LONGEST + 40 else line[: _LONGEST + 40] + " ..."
        for line in lines[:_LINES_SHOWN]
    )
    if len(lines) > _LINES_SHOWN:
        yield f"... and {len(lines) - _LINES_SHOWN} lines more"
    if not lines:
        yield f"base/{name} and tree/{name} differ in bytes that are no lines of text"


def _lines(content: bytes | None) -> list[str]:
    """Lines; a long one, such as a table in JSON, is cut where its parts end, and shown escaped."""
    if content is None:
        return []
    lines: list[str] = []
    for line in content.decode("utf-8", errors="backslashreplace").split("\n"):
        parts = re.split(r"(?<=[>,;}])", line) if len(line) > _LONGEST else [line]
        lines += [part.replace("\r", "\\r") for part in parts]
    return lines
