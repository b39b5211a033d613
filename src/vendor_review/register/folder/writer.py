"""Writes a register as a folder: one with content, or an empty one that a person can fill in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from vendor_review.errors import RegisterUnreadable
from vendor_review.files.durable_files import new_folder
from vendor_review.register.folder.files import open_folder
from vendor_review.register.layout import PAGE_FILE, TABLES
from vendor_review.register.page_keys import PAGE_KEYS, PageKey, page_of_rows, toml_of_page
from vendor_review.register.source_kind import Check, Content
from vendor_review.register.table_limit import largest_table, refusal
from vendor_review.register.transcript import csv_bytes

GUIDE_FILE = "README.md"


def write_folder(
    content: Content, path: Path, check: Check, beside: Mapping[str, bytes] | None = None
) -> None:
    """Writes the tables and page.toml; `check` gets the files as they read back, and raises if they differ.

    Files `beside` them, which are no tables, come into the same folder.

    Raises
    ------
    RegisterUnreadable
        A file would be larger than one may be.
    """
    files = register_files(content)
    with new_folder(path) as draft:
        for name, written in files.items():
            (draft / name).write_bytes(written)
        for name, written in (beside or {}).items():
            (draft / name).write_bytes(written)
        check(open_folder(draft))


def register_files(content: Content) -> dict[str, bytes]:
    """Name to bytes of each table and of page.toml, where there is one.

    Raises
    ------
    RegisterUnreadable
        A file would be larger than one may be.
    """
    files = {TABLES[name].file: csv_bytes(content.names(name), rows) for name, rows in content.tables.items()}
    if content.page is not None:
        files[PAGE_FILE] = toml_of_page(page_of_rows(content.page)).encode()
    too_large = [
        refusal(name, len(written)) for name, written in files.items() if len(written) > largest_table()
    ]
    if too_large:
        raise RegisterUnreadable(too_large)
    return files


def start_folder(folder: Path, page: Mapping[str, str]) -> None:
    """Makes a folder of tables with their first line, a page.toml of what is stated and of examples, and a guide."""
    with new_folder(folder) as draft:
        for table in TABLES.values():
            (draft / table.file).write_bytes(csv_bytes(table.names, ()))
        (draft / PAGE_FILE).write_text("".join(_page_lines(page)), encoding="utf-8")
        (draft / GUIDE_FILE).write_text("".join(_guide_lines()), encoding="utf-8")


def _page_lines(stated: Mapping[str, str]) -> Iterator[str]:
    yield (
        "# What the public page says around the list. Take away the # in front of a line, and put your own "
        "words.\n"
    )
    tables = {"notice": "# [notice]\n", "sections[1]": "# [[sections]]\n"}
    for key, described in PAGE_KEYS.items():
        table, _, name = key.rpartition(".")
        if table in tables:
            if any(one.startswith(f"{table}.") for one in stated):
                tables[table] = tables[table].removeprefix("# ")
            yield (
                f"\n# One such part for each section of the list.\n{tables.pop(table)}"
                if table == "sections[1]"
                else (f"\n{tables.pop(table)}")
            )
        if key in stated:
            (line,) = toml_of_page(page_of_rows([(key, stated[key])])).splitlines()[-1:]
            yield f"{line}  # {described.meaning}\n"
        else:
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
        "vendors.csv and engagements.csv must exist. A column of your own goes behind the others, under a name that "
        "begins with `x_`, such as `x_cost_centre`: it is kept, never judged, and never published. `vendor-review "
        "check .` lists what is wrong, and what would be right.\n"
    )
    for table in TABLES.values():
        yield f"\n## {table.file}\n\n{table.meaning}\n\n| column | meaning | allowed | example |\n|---|---|---|---|\n"
        for column in table.columns:
            must = " Must be filled." if column.required else ""
            allowed = ", ".join(column.values) or (
                f"an id of {column.refers}" if column.refers else column.kind
            )
            yield f"| {column.name} | {column.meaning}{must} | {allowed} | {column.example} |\n"
