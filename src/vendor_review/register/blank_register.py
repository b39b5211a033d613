"""Starts an empty register that a person can fill in: a folder of CSV files, a workbook, or a database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from vendor_review.register.conversion import refuse_target
from vendor_review.register.layout import NO_CHOICES, PAGE_FILE, TABLES, Choices
from vendor_review.register.page_keys import PAGE_KEYS, PageKey
from vendor_review.register.source import WORKBOOK_SUFFIX, is_url
from vendor_review.register.transcript import csv_bytes

GUIDE_FILE = "README.md"


def new_register(target: str, choices: Choices = NO_CHOICES) -> list[str]:
    """Makes an empty register at `target`, which must not exist, and gives the names of its tables.

    `choices` are offered by a workbook.

    Raises
    ------
    UsageError
        There is something already, or the name is neither a workbook's nor a folder's.
    """
    refuse_target(target)
    if is_url(target):
        from vendor_review.register.database.reader import parse_url
        from vendor_review.register.database.writer import write_database

        write_database(parse_url(target), dict.fromkeys(TABLES, ()), (), lambda read: None)
    elif target.casefold().endswith(WORKBOOK_SUFFIX):
        from vendor_review.register.workbook.writer import workbook_bytes

        content = workbook_bytes(dict.fromkeys(TABLES, ()), (), choices)
        path = Path(target)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(content)
    else:
        folder = Path(target)
        folder.mkdir(parents=True)
        for table in TABLES.values():
            (folder / table.file).write_bytes(csv_bytes(table.names, ()))
        (folder / PAGE_FILE).write_text("".join(_page_lines()), encoding="utf-8")
        (folder / GUIDE_FILE).write_text("".join(_guide_lines()), encoding="utf-8")
    return [*TABLES, "page"]


def _page_lines() -> Iterator[str]:
    yield (
        "# What stands on the public page around the list. Take away the # in front of a line, and put your own "
        "words.\n"
    )
    tables = {"notice": "# [notice]\n", "sections[1]": "# [[sections]]\n"}
    for key, described in PAGE_KEYS.items():
        table, _, name = key.rpartition(".")
        if table in tables:
            yield (
                f"\n# One such part for each section of the list.\n{tables.pop(table)}"
                if table == "sections[1]"
                else (f"\n{tables.pop(table)}")
            )
        yield f"# {name} = {_example(described)}  # {described.meaning}\n"


def _example(key: PageKey) -> str:
    if key.kind in ("number", "day"):
        return key.example
    if key.kind == "truth":
        return "true" if key.example == "yes" else "false"
    if key.kind == "words":
        return json.dumps(key.example.split("; "))
    return f'["{key.example}"]' if key.kind == "texts" else f'"{key.example}"'


def _guide_lines() -> Iterator[str]:
    yield (
        "# The tables of this register\n\n"
        "Each .csv file is a table: the first line names its columns, and every line below is a row. Keep the first "
        "line. Save as UTF-8 with commas. A blank cell means that nothing is stated; write `none` where it is stated "
        "that there is nothing. Days are written 2026-11-01, several values in a cell are separated by `;`. Only "
        "vendors.csv and engagements.csv must exist. `vendor-review check .` lists what is wrong, and what would be "
        "right.\n"
    )
    for table in TABLES.values():
        yield f"\n## {table.file}\n\n{table.meaning}\n\n| column | meaning | allowed | example |\n|---|---|---|---|\n"
        for column in table.columns:
            must = " Must be filled." if column.required else ""
            allowed = ", ".join(column.values) or (
                f"an id of {column.refers}" if column.refers else column.kind
            )
            yield f"| {column.name} | {column.meaning}{must} | {allowed} | {column.example} |\n"
