"""Moves a register from one kind of source to another, without loss: what was written is read back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from vendor_review.errors import RegisterUnreadable
from vendor_review.files.snapshot import Snapshot
from vendor_review.register.headings import own_names
from vendor_review.register.layout import NO_CHOICES, PAGE_FILE, TABLES, Choices, page_language
from vendor_review.register.page_keys import PageRefused, rows_of_page
from vendor_review.register.register import Register, parse_register
from vendor_review.register.source import kind_of, open_register, refuse_target, without_password
from vendor_review.register.source_kind import Content


def convert_register(source: str, target: str, choices: Choices = NO_CHOICES) -> Content:
    """Writes the register at `source` to `target`, which must not exist; gives what was written.

    The target's name says its kind, see `source.open_register`; a workbook offers `choices`.
    Cells are moved as they are, faults included; the comments of a `page.toml` are not, nor is the page in other
    languages, which only a folder holds: `left_out` names those files. What was written is read back and compared, and
    removed if it differs. Every table has the same rows at both places, as text.

    Raises
    ------
    UsageError
        The target is there already, or its name is neither a workbook's nor a folder's.
    RegisterUnreadable
        The source cannot be read, or the target cannot hold it as it is.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> from vendor_review.register import convert_register, load_register
    >>> workbook = mkdtemp() + "/register.xlsx"
    >>> _ = convert_register("data/numberz", workbook)
    >>> len(load_register(workbook).tables["vendors"])
    3
    """
    refuse_target(target)
    read, kind = open_register(source), kind_of(target)
    content = content_of(parse_register(read))
    translations = _translations(read.files)
    if kind.holds_translations:
        content = replace(content, translations=translations)
    else:
        content = replace(content, left_out=tuple(translations))
    shown = without_password(target)

    def compare(back: Snapshot) -> None:
        _compare(content, content_of(parse_register(back)), shown)
        if _translations(back.files) != content.translations:
            raise RegisterUnreadable(f"{shown}: cannot hold the page in other languages as it is.")

    kind.write(content, target, choices, compare)
    return content


def _translations(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {name: content for name, content in files.items() if page_language(name)}


def content_of(register: Register) -> Content:
    """What `register` states, to be written elsewhere."""
    problems = [
        f"{register.places.words(str(table), int(line))}: has {cells} cells, but the header has {expected}; "
        "correct that first, since only a CSV file can hold such a row."
        for table, line, cells, expected in zip(
            *(register.ragged[name] for name in ("table", "line", "cells", "expected")), strict=True
        )
    ]
    frames = {
        name: pd.concat([frame, register.asides[name]]).sort_index() if name in register.asides else frame
        for name, frame in register.tables.items()
        if TABLES[name].file not in register.absent
    }
    tables = {name: list(frame.itertuples(index=False, name=None)) for name, frame in frames.items()}
    page = None
    if PAGE_FILE not in register.absent:
        try:
            page = rows_of_page(register.page)
        except PageRefused as refused:
            problems += [
                f"{register.places.words('page', 0, key)}: {problem}." for key, problem in refused.problems
            ]
    if problems:
        raise RegisterUnreadable(problems)
    own = {name: own_names(register.tables[name].columns) for name in tables}
    return Content(tables, page, {name: names for name, names in own.items() if names})


def _compare(wanted: Content, found: Content, target: str) -> None:
    """Raises for the first difference by table: what cannot be kept as it is must not be half kept."""
    problems = []
    for name in TABLES:
        if wanted.names(name) != found.names(name):
            lost = ", ".join({*wanted.names(name)} ^ {*found.names(name)})
            problems.append(f"{target}: cannot hold the columns of the table {name} as they are: {lost}.")
            continue
        rows, back = wanted.tables.get(name), found.tables.get(name)
        if (rows is None) != (back is None) or (rows is not None and list(rows) != list(back or ())):
            differing = next(
                (row for row, other in zip(rows or (), back or (), strict=False) if row != other), None
            )
            row = "" if differing is None else f": {', '.join(differing)[:200]!r}"
            problems.append(f"{target}: cannot hold the table {name} as it is{row}.")
    if list(wanted.page or ()) != list(found.page or ()):
        problems.append(f"{target}: cannot hold the page as it is.")
    if problems:
        raise RegisterUnreadable(problems)
